"""Values of JSON objects and bibliographies as a record needs them. What is clear is taken, whatever its type;
what is not breaks the record, naming the key and the type."""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping
from typing import Any

from broadsheet.errors import RecordError
from broadsheet.papers.latex import to_unicode
from broadsheet.papers.record import MAX_NAME_CHARS, RecordAuthor
from broadsheet.papers.text import clean_line

_WHOLE_NAMES = ("name", "full_name", "fullname", "fullName", "literal", "display_name")
_GIVEN_NAMES = ("given", "forenames", "first", "first_name", "firstName", "givenName")
_FAMILY_NAMES = ("family", "keyname", "last", "last_name", "lastName", "familyName", "surname")
_WORD_KEYS = ("term", "code", "name", "id")
_AND = re.compile(r",? and | ?& ", re.I)
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


def words(value: Any, key: str) -> tuple[str, ...]:
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


def authors(value: Any, key: str = "authors") -> tuple[RecordAuthor, ...]:
    """A list of names, of objects with names, or one text of several names; blank ones are left out."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(RecordAuthor(name) for name in split_names(value))
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        raise wrong_type(key, value, "a list of names")
    return tuple([author for item in value if (author := _author(item, key)) is not None])


def _author(item: Any, key: str) -> RecordAuthor | None:
    if type(item) is str:
        name = person(item)
        return RecordAuthor(name) if name else None
    if isinstance(item, dict):
        return _described(item, key)
    if isinstance(item, list) and item and all(isinstance(part, str) for part in item):
        name = person(" ".join([*item[1:2], item[0], *item[2:3]]))  # the snapshot's [family, given, suffix]
        return RecordAuthor(name) if name else None
    if item is None:
        return None
    raise wrong_type(key, item, "a list of names")


def _described(person: dict[str, Any], key: str) -> RecordAuthor | None:
    nested = person.get("author")
    if isinstance(nested, dict):  # {"author": {"name": …}, "affiliation": …}
        person = {**person, **nested}
    name = text(person, *_WHOLE_NAMES) or " ".join(
        part for part in (text(person, *_GIVEN_NAMES), text(person, *_FAMILY_NAMES)) if part
    )
    affiliation = person.get("affiliation") or person.get("affiliations") or ""
    if isinstance(affiliation, list):
        affiliation = "; ".join(
            _word(item, key) if not isinstance(item, str) else item for item in affiliation
        )
    elif isinstance(affiliation, dict):
        affiliation = _word(affiliation, key)
    name = clean_line(name)
    return (
        RecordAuthor(name, clean_line(affiliation)[:500] if isinstance(affiliation, str) else "")
        if name
        else None
    )


def person(name: str) -> str:
    """A name on one line, its LaTeX as Unicode: `D\\'aith\\'i` is Dáithí."""
    if len(name) > 2 * MAX_NAME_CHARS:
        raise RecordError(f"An author's name has 1 to {MAX_NAME_CHARS} characters", name)
    if "\\" in name or "{" in name or "$" in name:
        name = to_unicode(name).replace("{", "").replace("}", "")
    return clean_line(name)


def split_names(line: str) -> list[str]:
    """The names in one text: parted by semicolons or line ends, else by "and", else by commas."""
    line = bounded(line, "authors").strip()
    if re.search(r"[;\n]", line):
        parts = re.split(r"[;\n]", line)
    else:
        parts = _AND.split(" ".join(line.split()))
        family_first = all(part.count(",") == 1 for part in parts) and (
            len(parts) > 1 or _one_inverted(parts[0])
        )
        if not family_first:
            parts = [name for part in parts for name in part.split(",")]
    return [name for part in parts if (name := person(upright(part)))]


def upright(name: str) -> str:
    """ "Knuth, Donald" as "Donald Knuth"; a suffix after a second comma stays last."""
    family, *rest = (part.strip() for part in name.split(","))
    if len(rest) == 1 and rest[0]:
        return f"{rest[0]} {family}"
    if len(rest) == 2:  # family, suffix, given: BibTeX's third form
        return f"{rest[1]} {family}, {rest[0]}" if rest[1] else f"{family}, {rest[0]}"
    return name.strip().strip(",")


def _one_inverted(part: str) -> bool:
    """ "Knuth, Donald" is one name, "Donald Knuth, Leslie Lamport" two, and so is "Knuth, Lamport"."""
    family, _, given = (piece.strip() for piece in part.partition(","))
    return (
        " " not in family and bool(re.search(r"\.|\s", given)) and bool(re.match(r"(?:\S\.[\s-]?)+$", given))
    )


def wrong_type(key: str, value: Any, expected: str) -> RecordError:
    return RecordError(f"`{key}` is {expected}", f"{type(value).__name__}: {brief(value)}")


def label(raw: Mapping[str, Any]) -> str:
    """What tells a person which object of a file it is."""
    return f"{brief(raw.get('id'))}: {brief(raw.get('title'))}"


def brief(value: Any) -> str:
    """A few words of any value, however long or deep it is."""
    return value[:200] if isinstance(value, str) else _BRIEF.repr(value)


_BRIEF = reprlib.Repr()
_BRIEF.maxlevel, _BRIEF.maxstring, _BRIEF.maxother = 3, 60, 60
