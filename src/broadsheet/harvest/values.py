"""Convert values of JSON objects and bibliographies for a record.

Whatever its type, an unambiguous value is converted; any other breaks a rule that names the key and the type, which for
a minor field is a note on the record."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping, Sequence
from typing import Any

from broadsheet.errors import RecordError
from broadsheet.harvest.names import is_ordinary, names_in, person, split_names
from broadsheet.harvest.notes import Notes
from broadsheet.papers.record import RecordAuthor
from broadsheet.papers.text import clean_line

_WHOLE_NAMES = ("name", "full_name", "fullname", "fullName", "literal", "display_name")
_GIVEN_NAMES = ("given", "forenames", "first", "first_name", "firstName", "givenName")
_FAMILY_NAMES = ("family", "keyname", "last", "last_name", "lastName", "familyName", "surname")
_PARTICLES = ("non-dropping-particle", "dropping-particle", "prefix")
_WORD_KEYS = ("term", "code", "name", "id")
MAX_TEXT_CHARS = 200_000


def text(values: Mapping[str, Any], *keys: str) -> str:
    """The first of these keys that has a value; a list of one text is that text, a number is its digits."""
    for key in keys:
        value = values.get(key)
        if type(value) is str:
            return value if len(value) <= MAX_TEXT_CHARS else bounded(value, key)
        if value is not None:
            return _text(value, key)
    return ""


def _text(value: Any, key: str) -> str:
    if isinstance(value, list) and not value:
        return ""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
        return value[0]
    if isinstance(value, dict) and isinstance(value.get("value"), str):
        return str(value["value"])
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise wrong_type(key, value, "a text")


def bounded(stated: str, key: str) -> str:
    """The same text; RecordError for one so long that only cleaning it would take its time."""
    if len(stated) > MAX_TEXT_CHARS:
        raise RecordError(f"`{key}` has at most {MAX_TEXT_CHARS} characters", f"{len(stated)} characters")
    return stated


def number(value: Any, key: str) -> int:
    """A count; nothing is 0."""
    if value is None or value == "":
        return 0
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:
        return int(value)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or value != value
        or abs(value) > 2**31 - 1
    ):
        raise wrong_type(key, value, "a whole number")
    return max(0, int(value))


def keywords(value: Any, key: str) -> tuple[str, ...]:
    """Field codes and the like: a list, or one text that commas, semicolons or spaces part."""
    if value is None:
        return ()
    if isinstance(value, str):
        parts = re.split(r"[,;]", value) if re.search(r"[,;]", value) else value.split()
    elif isinstance(value, list):
        parts = [item if type(item) is str else _word(item, key) for item in value]
    else:
        raise wrong_type(key, value, "a list of texts")
    return tuple(dict.fromkeys(word for part in parts if (word := clean_line(part))))


def _word(item: Any, key: str) -> str:
    if isinstance(item, dict):
        for name in _WORD_KEYS:
            if isinstance(item.get(name), str):
                return str(item[name])
    raise wrong_type(key, item, "a list of texts")


def authors(value: Any, notes: Notes, key: str = "authors") -> tuple[RecordAuthor, ...]:
    """A list of names, of objects with names, or one text of several names; nobody and blanks are left out, and
    with a note what is no name."""
    if value is None:
        return ()
    if isinstance(value, str):
        return notes.authors([RecordAuthor(name) for name in notes.several(split_names, value)])
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        notes.add(wrong_type(key, value, "a list of names"))
        return ()
    found = list[RecordAuthor]()
    for item in value:
        if type(item) is str and is_ordinary(item):
            found.append(RecordAuthor(item))
        else:
            found += notes.several(_author, item, key)
    return notes.authors(found)


def _author(item: Any, key: str) -> Sequence[RecordAuthor]:
    if type(item) is str:
        return [RecordAuthor(name) for name in names_in(item)]
    if isinstance(item, dict):
        return _described(item, key)
    if isinstance(item, list) and item and all(isinstance(part, str) for part in item):
        name = person(" ".join([*item[1:2], item[0], *item[2:3]]))  # the snapshot's [family, given, suffix]
        return [RecordAuthor(name)] if name else []
    if item is None:
        return []
    raise wrong_type(key, item, "a list of names")


def _described(person_: dict[str, Any], key: str) -> Sequence[RecordAuthor]:
    nested = person_.get("author")
    if isinstance(nested, dict):  # {"author": {"name": …}, "affiliation": …}
        person_ = {**person_, **nested}
    whole = text(person_, *_WHOLE_NAMES)
    names = names_in(whole) if whole else [name] if (name := person(_joined(person_))) else []
    affiliation = person_.get("affiliation") or person_.get("affiliations") or ""
    if isinstance(affiliation, list):
        affiliation = "; ".join(
            _word(item, key) if not isinstance(item, str) else item for item in affiliation
        )
    elif isinstance(affiliation, dict):
        affiliation = _word(affiliation, key)
    beside = clean_line(affiliation)[:500] if isinstance(affiliation, str) else ""
    return [RecordAuthor(name, beside) for name in names]


def _joined(person_: dict[str, Any]) -> str:
    parts = (text(person_, *keys) for keys in (_GIVEN_NAMES, _PARTICLES, _FAMILY_NAMES))
    suffix = text(person_, "suffix")
    return " ".join(filter(None, parts)) + (f", {suffix}" if suffix else "")


def wrong_type(key: str, value: Any, expected: str) -> RecordError:
    return RecordError(f"`{key}` is {expected}", f"{type(value).__name__}: {brief(value)}")


def label(raw: Mapping[str, Any]) -> str:
    """A label by which a person recognises the object in its file."""
    return f"{brief(raw.get('id'))}: {brief(raw.get('title'))}"


def brief(value: Any) -> str:
    """A few words of any value, however long or deep it is."""
    return value[:200] if isinstance(value, str) else _BRIEF.repr(value)


_BRIEF = reprlib.Repr()
_BRIEF.maxlevel, _BRIEF.maxstring, _BRIEF.maxother = 3, 60, 60
