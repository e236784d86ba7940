"""Names in words for arms, metrics and strata."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files

import pytest

from broadsheet.claims.comparing import Compared
from broadsheet.claims.labels import labels_of
from broadsheet.claims.runs import store

TABLES = tomllib.loads((files("broadsheet.claims") / "labels.toml").read_text())


@pytest.fixture(scope="module")
def names() -> dict[str, dict[str, set[str]]]:
    """What the shipped runs' declarations name."""
    return {claim: _names(run.provenance.declaration) for claim, run in store.shipped_runs().items()}


def test_every_arm_of_a_shipped_experiment_has_a_name_in_words(names: dict[str, dict[str, set[str]]]) -> None:
    nameless = {
        f"{claim} {arm}"
        for claim, named in names.items()
        for arm in named["arms"]
        if arm not in TABLES.get(claim, {}).get("arms", {})
    }
    assert not nameless, "give it a name in claims/labels.toml"


def test_every_label_is_of_something_declared(names: dict[str, dict[str, set[str]]]) -> None:
    for claim, kinds in TABLES.items():
        for kind, labels in kinds.items():
            assert set(labels) <= names[claim][kind], (claim, kind)


def test_labels_of_an_experiment_tell_its_arms_apart_and_read_within_a_sentence() -> None:
    for claim, kinds in TABLES.items():
        for labels in kinds.values():
            assert len(set(labels.values())) == len(labels), claim
            assert not [label for label in labels.values() if "," in label or len(label) > 32], claim


def test_reason_of_a_verdict_names_arms_in_words() -> None:
    longer = _compared("clip-cov", "plain", "reward-again")
    found = _compared("clip-cov", "plain", "reward")
    said = labels_of("s122").text("contradicted in: clip-cov against plain, reward", [found, longer])
    assert said == "contradicted in: Clip-Cov against GRPO, reward"


def test_what_has_no_label_is_named_by_its_words_and_a_number_stays_one() -> None:
    labelled = labels_of("x001").compared(_compared("two-words", "-0.5", "some-metric"))
    assert (labelled.contender, labelled.against, labelled.metric) == ("two words", "-0.5", "some metric")


def _compared(contender: str, against: str, metric: str) -> Compared:
    return Compared(contender, against, metric, "better", "difference", 0.1, "contradicted", 20)


def _names(declaration: dict[str, object]) -> dict[str, set[str]]:
    def those(key: str) -> Iterator[dict[str, str]]:
        yield from declaration[key]  # type: ignore[misc]

    hypotheses = [*those("hypotheses"), *(each["hypothesis"] for each in those("controls"))]
    return {
        "arms": {each["name"] for each in those("arms")},
        "metrics": {each["name"] for each in those("metrics")},
        "strata": {each["stratum"] for each in hypotheses if each["stratum"]},  # type: ignore[index]
    }
