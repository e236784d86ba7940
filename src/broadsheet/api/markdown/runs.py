"""A claim as Markdown, with the run that its verdict comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from broadsheet.api.markdown.paper import reply
from broadsheet.api.markdown.text import line, link
from broadsheet.claims import moved
from broadsheet.claims.findings import compared, comparison_says, finding
from broadsheet.claims.labels import labels_of
from broadsheet.claims.models import Claim, Reply, Run
from broadsheet.papers.families import family_name
from broadsheet.papers.models import Paper


def claim(claim: Claim, paper: Paper | None, replies: Sequence[Reply], runs: Sequence[Run], base: str) -> str:
    """`runs` are shown in brief, the latest first."""
    parts = [
        f"# {line(claim.sentence or claim.title)}",
        line(f"Claim {claim.ledger_id}"),
        f"**{claim.status}**",
    ]
    parts += [reply(each, claim) for each in replies]
    if claim.run:
        parts += [line(finding(claim)), *_tested(claim.run, base)]
    parts += _proposed(claim, paper, base)
    if runs:
        parts += ["## Runs", "\n".join(_brief(run, claim, base) for run in runs)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _tested(run: Run, base: str) -> Iterator[str]:
    declared, ledger_id = run.declaration, run.claim.ledger_id
    yield "## What was tested"
    yield line(declared["sentence"])
    yield _comparisons(run.hypotheses, ledger_id)
    if declared.get("scope"):
        yield f"What it does not say: {line(declared['scope'])}"
    if run.controls:
        yield "Controls, in which the effect was removed on purpose:"
        yield _comparisons(run.controls, ledger_id)
    yield "Arms:"
    yield "\n".join(
        _arm(labels_of(ledger_id).arm(arm["name"]), arm["definition"], moved.current(arm["method"]))
        for arm in declared["arms"]
    )
    if declared.get("deviations"):
        yield f"Where it differs from the paper ({declared['fidelity']}):"
        yield "\n".join(f"{n}. {line(said)}" for n, said in enumerate(declared["deviations"], 1))
    yield f"Run it again: `broadsheet check {ledger_id} --budget full`. Every seed: {base}/api/v1/claims/{ledger_id}/runs/{run.pk}"


def _comparisons(rows: Sequence[Mapping[str, Any]], ledger_id: str) -> str:
    return "\n".join(f"- {line(comparison_says(compared(each), ledger_id))}" for each in rows)


def _arm(name: str, definition: str, method: str) -> str:
    return f"- {line(name)}: {line(definition)} (`{method}`)"


def _proposed(claim: Claim, paper: Paper | None, base: str) -> Iterator[str]:
    yield "## The paper and its check"
    if paper:
        yield f"Of the paper {link(paper.title_text, base + paper.get_absolute_url())}."
    if claim.why_not:
        yield f"Why it cannot be tested: {line(claim.why_not)}"
    elif claim.proposed_check and not claim.run:
        yield f"Proposed check: {line(claim.proposed_check)}"
    yield f"Family: {family_name(claim.family)}."


def _brief(run: Run, claim: Claim, base: str) -> str:
    state = "counts" if run.pk == claim.run_id else "stale" if run.stale else run.budget
    where = link(f"{run.begun:%Y-%m-%d}", f"{base}/claims/{claim.ledger_id}?run={run.pk}")
    return f"- {where}: **{run.outcome}** ({state}), {run.seeds} seeds an arm, {run.seconds:,.0f} s"
