from broadsheet.claims.rows import built_in_rows
from broadsheet.papers.families import FAMILIES
from broadsheet.papers.taxonomy import FIELDS, canonical, describe


def test_every_field_of_arxiv_has_a_name_and_a_group() -> None:
    assert len([code for code in FIELDS if "." in code]) + 9 == 155  # nine archives have no subdivisions
    assert describe("cs.LG") == ("Machine Learning", "Computer Science")
    assert describe("quant-ph") == ("Quantum Physics", "Physics")
    assert all(name and group for name, group in FIELDS.values())


def test_an_unknown_code_names_itself() -> None:
    assert describe("sheep") == ("sheep", "")


def test_family_of_the_ledger_has_a_name_and_a_group_of_its_own() -> None:
    assert describe("q-learning") == ("Q-learning", "Families of the ledger")
    assert set(FAMILIES).isdisjoint(FIELDS)


def test_every_family_of_the_built_in_ledger_has_a_name() -> None:
    assert {row["family"] for row in built_in_rows().values()} <= set(FAMILIES)


def test_codes_are_written_as_arxiv_does() -> None:
    assert [canonical(code) for code in ("CS.lg", "astro-ph.ga", "Q-BIO.PE", "sheep")] == [
        "cs.LG",
        "astro-ph.GA",
        "q-bio.PE",
        "sheep",
    ]
