"""The built-in ledger: its claims as rows, and which paper each of them is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery

from broadsheet.claims.models import Claim, status_of
from broadsheet.papers.models import Counter, Identifier, Paper

SCHEME = "ledger"
REVISION = "claims"
"""Counter that advances when claims change: caches use it to know when an answer is out of date."""
_STATUSES = """SELECT named.paper_id, claim.verdict, claim.feasible FROM papers_identifier named
    JOIN claims_claim claim ON claim.ledger_id = named.value WHERE named.scheme = %s"""
COLUMNS = (
    "title",
    "family",
    "kind",
    "sentence",
    "proposed_check",
    "feasible",
    "why_not",
    "faithful",
    "effort",
    "service_use",
)


def built_in_file() -> Path:
    return Path(str(files("broadsheet.claims") / "ledger.jsonl"))


def sync(path: Path | None = None) -> int:
    """Bring the rows up to the ledger file; returns how many were written. Doing it again writes none."""
    stated = {claim.ledger_id: claim for claim in _read(path or built_in_file())}
    held = {row[0]: row[1:] for row in Claim.objects.values_list("ledger_id", *COLUMNS)}
    changed = [claim for key, claim in stated.items() if held.get(key) != _values(claim)]
    if changed:
        _write(changed)
    return len(changed)


def _write(changed: list[Claim]) -> None:
    with transaction.atomic():
        Counter.advance(REVISION)
        Claim.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["ledger_id"], update_fields=COLUMNS
        )


def claims_of(paper_ids: Collection[int]) -> dict[int, list[Claim]]:
    """The claims about each of these papers, in one query; a paper without claims is left out."""
    about: dict[int, list[Claim]] = defaultdict(list)
    named = Identifier.objects.filter(scheme=SCHEME, paper__in=paper_ids).values("value")
    for claim in _with_paper().filter(ledger_id__in=named):
        about[claim.paper_id].append(claim)
    return dict(about)


def papers_of(ledger_ids: Collection[str]) -> dict[str, Paper]:
    """The paper of each claim, in one query."""
    rows = Identifier.objects.filter(scheme=SCHEME, value__in=ledger_ids).select_related("paper")
    return {row.value: row.paper for row in rows}


def paper_ids_with(status: str) -> set[int]:
    """Papers that have a claim of this status: what the search filter `claim:` means."""
    known = Identifier.objects.filter(scheme=SCHEME, value__in=Claim.with_status(status).values("ledger_id"))
    return set(known.values_list("paper", flat=True))


def paper_ids_by_status() -> dict[str, set[int]]:
    """The same for every status. Every search with facets asks: in SQL, without a model for each claim."""
    by_status: dict[str, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_STATUSES, [SCHEME])
        for paper, verdict, feasible in cursor.fetchall():
            by_status[status_of(verdict, feasible).value].add(paper)
    return dict(by_status)


def on_list(slug: str) -> set[str]:
    """Claims whose paper stands on this list."""
    named = Identifier.objects.filter(scheme=SCHEME, paper__listings__paper_list__slug=slug)
    return set(named.values_list("value", flat=True))


def measured(claim: Claim) -> dict[str, Any]:
    """What the run says that the claim's verdict comes from: the effect of its main hypothesis, turned so that more
    favours the claim. All None while none counts; stale says that it was declared otherwise."""
    run = claim.run
    return {
        "fidelity": run.fidelity if run else None,
        "effect": run.effect if run else None,
        "low": run.low if run else None,
        "high": run.high if run else None,
        "margin": run.margin if run else None,
        "comparison": run.hypotheses[0]["comparison"] if run else None,
        "scale": run.hypotheses[0]["scale"] if run else None,
        "q_value": claim.q_value,
        "seeds": run.seeds if run else None,
        "seconds": round(run.seconds, 1) if run else None,
        "revision": run.revision if run else None,
        "reason": run.reason if run else None,
        "run_at": run.begun.isoformat() if run else None,
    }


def with_runs(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """Claims with the runs of their verdicts, without every seed's values."""
    return claims.select_related("run").defer("run__values", "run__declaration")


def _with_paper() -> Any:
    about = Identifier.objects.filter(scheme=SCHEME, value=OuterRef("ledger_id"))
    return with_runs(Claim.objects.all()).annotate(paper_id=Subquery(about.values("paper")[:1]))


def _read(path: Path) -> Iterator[Claim]:
    for line in path.read_bytes().splitlines():
        if line.strip():
            yield _claim(orjson.loads(line))


def _claim(entry: dict[str, Any]) -> Claim:
    return Claim(
        ledger_id=entry["id"],
        title=entry["title"],
        family=entry["family"],
        kind=entry["kind"] or "",
        sentence=entry["claim"] or "",
        proposed_check=entry["check"] or "",
        feasible=entry["feasible"],
        why_not=entry["why_not"] or "",
        faithful=entry["faithful"] or "",
        effort=entry["effort"] or "",
        service_use=entry["service_use"] or "",
    )


def _values(claim: Claim) -> tuple[Any, ...]:
    return tuple(getattr(claim, column) for column in COLUMNS)
