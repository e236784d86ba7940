"""arXiv's subject categories: what a field code means, and the group it belongs to."""

from __future__ import annotations

from broadsheet.papers.families import FAMILIES, GROUP

_GROUPS: dict[str, dict[str, str]] = {
    "Computer Science": {
        "cs.AI": "Artificial Intelligence",
        "cs.AR": "Hardware Architecture",
        "cs.CC": "Computational Complexity",
        "cs.CE": "Computational Engineering, Finance, and Science",
        "cs.CG": "Computational Geometry",
        "cs.CL": "Computation and Language",
        "cs.CR": "Cryptography and Security",
        "cs.CV": "Computer Vision and Pattern Recognition",
        "cs.CY": "Computers and Society",
        "cs.DB": "Databases",
        "cs.DC": "Distributed, Parallel, and Cluster Computing",
        "cs.DL": "Digital Libraries",
        "cs.DM": "Discrete Mathematics",
        "cs.DS": "Data Structures and Algorithms",
        "cs.ET": "Emerging Technologies",
        "cs.FL": "Formal Languages and Automata Theory",
        "cs.GL": "General Literature",
        "cs.GR": "Graphics",
        "cs.GT": "Computer Science and Game Theory",
        "cs.HC": "Human-Computer Interaction",
        "cs.IR": "Information Retrieval",
        "cs.IT": "Information Theory",
        "cs.LG": "Machine Learning",
        "cs.LO": "Logic in Computer Science",
        "cs.MA": "Multiagent Systems",
        "cs.MM": "Multimedia",
        "cs.MS": "Mathematical Software",
        "cs.NA": "Numerical Analysis",
        "cs.NE": "Neural and Evolutionary Computing",
        "cs.NI": "Networking and Internet Architecture",
        "cs.OH": "Other Computer Science",
        "cs.OS": "Operating Systems",
        "cs.PF": "Performance",
        "cs.PL": "Programming Languages",
        "cs.RO": "Robotics",
        "cs.SC": "Symbolic Computation",
        "cs.SD": "Sound",
        "cs.SE": "Software Engineering",
        "cs.SI": "Social and Information Networks",
        "cs.SY": "Systems and Control",
    },
    "Economics": {
        "econ.EM": "Econometrics",
        "econ.GN": "General Economics",
        "econ.TH": "Theoretical Economics",
    },
    "Electrical Engineering and Systems Science": {
        "eess.AS": "Audio and Speech Processing",
        "eess.IV": "Image and Video Processing",
        "eess.SP": "Signal Processing",
        "eess.SY": "Systems and Control",
    },
    "Mathematics": {
        "math.AC": "Commutative Algebra",
        "math.AG": "Algebraic Geometry",
        "math.AP": "Analysis of PDEs",
        "math.AT": "Algebraic Topology",
        "math.CA": "Classical Analysis and ODEs",
        "math.CO": "Combinatorics",
        "math.CT": "Category Theory",
        "math.CV": "Complex Variables",
        "math.DG": "Differential Geometry",
        "math.DS": "Dynamical Systems",
        "math.FA": "Functional Analysis",
        "math.GM": "General Mathematics",
        "math.GN": "General Topology",
        "math.GR": "Group Theory",
        "math.GT": "Geometric Topology",
        "math.HO": "History and Overview",
        "math.IT": "Information Theory",
        "math.KT": "K-Theory and Homology",
        "math.LO": "Logic",
        "math.MG": "Metric Geometry",
        "math.MP": "Mathematical Physics",
        "math.NA": "Numerical Analysis",
        "math.NT": "Number Theory",
        "math.OA": "Operator Algebras",
        "math.OC": "Optimization and Control",
        "math.PR": "Probability",
        "math.QA": "Quantum Algebra",
        "math.RA": "Rings and Algebras",
        "math.RT": "Representation Theory",
        "math.SG": "Symplectic Geometry",
        "math.SP": "Spectral Theory",
        "math.ST": "Statistics Theory",
    },
    "Astrophysics": {
        "astro-ph.CO": "Cosmology and Nongalactic Astrophysics",
        "astro-ph.EP": "Earth and Planetary Astrophysics",
        "astro-ph.GA": "Astrophysics of Galaxies",
        "astro-ph.HE": "High Energy Astrophysical Phenomena",
        "astro-ph.IM": "Instrumentation and Methods for Astrophysics",
        "astro-ph.SR": "Solar and Stellar Astrophysics",
    },
    "Condensed Matter": {
        "cond-mat.dis-nn": "Disordered Systems and Neural Networks",
        "cond-mat.mes-hall": "Mesoscale and Nanoscale Physics",
        "cond-mat.mtrl-sci": "Materials Science",
        "cond-mat.other": "Other Condensed Matter",
        "cond-mat.quant-gas": "Quantum Gases",
        "cond-mat.soft": "Soft Condensed Matter",
        "cond-mat.stat-mech": "Statistical Mechanics",
        "cond-mat.str-el": "Strongly Correlated Electrons",
        "cond-mat.supr-con": "Superconductivity",
    },
    "Nonlinear Sciences": {
        "nlin.AO": "Adaptation and Self-Organizing Systems",
        "nlin.CD": "Chaotic Dynamics",
        "nlin.CG": "Cellular Automata and Lattice Gases",
        "nlin.PS": "Pattern Formation and Solitons",
        "nlin.SI": "Exactly Solvable and Integrable Systems",
    },
    "High Energy and Nuclear Physics": {
        "hep-ex": "High Energy Physics - Experiment",
        "hep-lat": "High Energy Physics - Lattice",
        "hep-ph": "High Energy Physics - Phenomenology",
        "hep-th": "High Energy Physics - Theory",
        "nucl-ex": "Nuclear Experiment",
        "nucl-th": "Nuclear Theory",
    },
    "Physics": {
        "gr-qc": "General Relativity and Quantum Cosmology",
        "math-ph": "Mathematical Physics",
        "quant-ph": "Quantum Physics",
        "physics.acc-ph": "Accelerator Physics",
        "physics.ao-ph": "Atmospheric and Oceanic Physics",
        "physics.app-ph": "Applied Physics",
        "physics.atm-clus": "Atomic and Molecular Clusters",
        "physics.atom-ph": "Atomic Physics",
        "physics.bio-ph": "Biological Physics",
        "physics.chem-ph": "Chemical Physics",
        "physics.class-ph": "Classical Physics",
        "physics.comp-ph": "Computational Physics",
        "physics.data-an": "Data Analysis, Statistics and Probability",
        "physics.ed-ph": "Physics Education",
        "physics.flu-dyn": "Fluid Dynamics",
        "physics.gen-ph": "General Physics",
        "physics.geo-ph": "Geophysics",
        "physics.hist-ph": "History and Philosophy of Physics",
        "physics.ins-det": "Instrumentation and Detectors",
        "physics.med-ph": "Medical Physics",
        "physics.optics": "Optics",
        "physics.plasm-ph": "Plasma Physics",
        "physics.pop-ph": "Popular Physics",
        "physics.soc-ph": "Physics and Society",
        "physics.space-ph": "Space Physics",
    },
    "Quantitative Biology": {
        "q-bio.BM": "Biomolecules",
        "q-bio.CB": "Cell Behavior",
        "q-bio.GN": "Genomics",
        "q-bio.MN": "Molecular Networks",
        "q-bio.NC": "Neurons and Cognition",
        "q-bio.OT": "Other Quantitative Biology",
        "q-bio.PE": "Populations and Evolution",
        "q-bio.QM": "Quantitative Methods",
        "q-bio.SC": "Subcellular Processes",
        "q-bio.TO": "Tissues and Organs",
    },
    "Quantitative Finance": {
        "q-fin.CP": "Computational Finance",
        "q-fin.EC": "Economics",
        "q-fin.GN": "General Finance",
        "q-fin.MF": "Mathematical Finance",
        "q-fin.PM": "Portfolio Management",
        "q-fin.PR": "Pricing of Securities",
        "q-fin.RM": "Risk Management",
        "q-fin.ST": "Statistical Finance",
        "q-fin.TR": "Trading and Market Microstructure",
    },
    "Statistics": {
        "stat.AP": "Applications",
        "stat.CO": "Computation",
        "stat.ME": "Methodology",
        "stat.ML": "Machine Learning",
        "stat.OT": "Other Statistics",
        "stat.TH": "Statistics Theory",
    },
}
_WHOLE_AND_FORMER: dict[str, dict[str, str]] = {
    "Computer Science": {
        "cmp-lg": "Computation and Language (until 1998)",
        "cs": "Computer Science",
    },
    "Economics": {
        "econ": "Economics",
    },
    "Electrical Engineering and Systems Science": {
        "eess": "Electrical Engineering and Systems Science",
    },
    "Mathematics": {
        "math": "Mathematics",
        "alg-geom": "Algebraic Geometry (until 1997)",
        "dg-ga": "Differential Geometry (until 1997)",
        "funct-an": "Functional Analysis (until 1997)",
        "q-alg": "Quantum Algebra (until 1997)",
    },
    "Astrophysics": {
        "astro-ph": "Astrophysics",
    },
    "Condensed Matter": {
        "cond-mat": "Condensed Matter",
        "mtrl-th": "Materials Theory (until 1996)",
        "supr-con": "Superconductivity (until 1996)",
    },
    "Nonlinear Sciences": {
        "nlin": "Nonlinear Sciences",
        "adap-org": "Adaptation and Self-Organizing Systems (until 1999)",
        "chao-dyn": "Chaotic Dynamics (until 1999)",
        "comp-gas": "Cellular Automata and Lattice Gases (until 1999)",
        "patt-sol": "Pattern Formation and Solitons (until 1999)",
        "solv-int": "Exactly Solvable and Integrable Systems (until 1999)",
    },
    "Physics": {
        "physics": "Physics",
        "acc-phys": "Accelerator Physics (until 1996)",
        "ao-sci": "Atmospheric and Oceanic Sciences (until 1996)",
        "atom-ph": "Atomic Physics (until 1996)",
        "bayes-an": "Bayesian Analysis (until 1996)",
        "chem-ph": "Chemical Physics (until 1996)",
        "plasm-ph": "Plasma Physics (until 1996)",
    },
    "Quantitative Biology": {
        "q-bio": "Quantitative Biology",
    },
    "Quantitative Finance": {
        "q-fin": "Quantitative Finance",
    },
    "Statistics": {
        "stat": "Statistics",
    },
}
"""Archives as a whole, and codes that arXiv has since replaced; old papers still carry them."""

FIELDS: dict[str, tuple[str, str]] = {
    code: (name, group)
    for table in (_GROUPS, _WHOLE_AND_FORMER)
    for group, names in table.items()
    for code, name in names.items()
}
_BY_LOWER_CASE = {code.lower(): code for code in FIELDS}


def describe(code: str) -> tuple[str, str]:
    """(name, group); a code that is neither arXiv's nor a family of the ledger names itself and has no group."""
    if code in FAMILIES:
        return FAMILIES[code], GROUP
    return FIELDS.get(code, (code, ""))


def is_arxiv_field(code: str) -> bool:
    return code in FIELDS


def canonical(code: str) -> str:
    """The code as arXiv writes it: `CS.lg` and `cs.LG` are one field."""
    return _BY_LOWER_CASE.get(code.lower(), code)
