"""The sources file: what it may say, and how a mistake in it is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadsheet.errors import InputError
from broadsheet.harvest.sources_file import default_path, kinds, load


def _load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(text)
    load(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[x]\nkind = arxiv_api", ["is TOML", "line 2"]),
        ("[x]", ["[x] kind names", "Kinds: arxiv_api"]),
        ("[x]\nkind = 'gopher'", ["[x] kind names", "gopher", "Kinds: arxiv_api"]),
        ("[x]\nkind = ['hub']", ["[x] kind names"]),
        ("x = 3", ["[x] A source is a table", "3"]),
        ("[X_y]\nkind = 'hub'", ["small letters", "X_y"]),
        ("['../x']\nkind = 'hub'", ["small letters"]),
        ("[x]\nkind = 'arxiv_api'", ["[x] categories must be given"]),
        ("[x]\nkind = 'arxiv_api'\ncategories = []", ["[x] categories is a list of texts"]),
        ("[x]\nkind = 'arxiv_api'\ncategories = 'cs.LG'", ["[x] categories is a list of texts", "cs.LG"]),
        ("[x]\nkind = 'arxiv_api'\ncategories = [1]", ["[x] categories is a list of texts"]),
        ("[x]\nkind = 'hub'\nintervall = 3", ["intervall is no option", "interval_s"]),
        ("[x]\nkind = 'hub'\ninterval_s = 'three'", ["interval_s is a number", "three"]),
        ("[x]\nkind = 'hub'\ninterval_s = -1", ["interval_s is a number", "-1"]),
        ("[x]\nkind = 'hub'\ninterval_s = nan", ["interval_s is a number"]),
        ("[x]\nkind = 'hub'\nfirst_days = 1.5", ["first_days is a whole number", "1.5"]),
        ("[x]\nkind = 'hub'\nfirst_days = true", ["first_days is a whole number"]),
        ("[x]\nkind = 'hub'\nenabled = 'yes'", ["enabled is true or false", "yes"]),
        ("[x]\nkind = 'feed'", ["[x] url is an address"]),
        ("[x]\nkind = 'feed'\nurl = 'example.org/feed'", ["[x] url is an address", "example.org/feed"]),
        ("[x]\nkind = 'feed'\nurl = 'file:///etc/passwd'", ["[x] url is an address"]),
        ("[x]\nkind = 'feed'\nurl = 'https://a:b@example.org/'", ["[x] url is an address"]),
    ],
)
def test_a_mistake_is_named_with_its_place_value_and_rule(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        _load(tmp_path, text)
    for part in said:
        assert part in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.toml"):
        load(tmp_path / "nowhere.toml")


def test_the_first_use_makes_a_file_with_arxiv_defaults() -> None:
    default_path().unlink(missing_ok=True)
    entries = {entry.name: entry for entry in load(default_path())}
    assert [name for name, entry in entries.items() if entry.enabled] == [
        "arxiv-today",
        "arxiv-recent",
        "built-in-papers",
    ]
    assert entries["arxiv-recent"].site.interval_s == 3
    assert {entry.kind for entry in entries.values()} == set(kinds())


def test_a_sources_file_of_ones_own_is_kept() -> None:
    default_path().write_text("")
    assert load(default_path()) == ()
    default_path().unlink()


def test_a_source_may_reach_its_own_host_and_those_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text("[x]\nkind='feed'\nurl='http://a.example:8080/feed'\nhosts=['B.example']")
    assert load(path)[0].site.hosts == {"a.example:8080", "b.example"}
