"""Email addresses: which ones are taken, and which spellings reach the same mailbox."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from broadsheet.errors import InputError

LONGEST = 254
"""RFC 5321, section 4.5.3.1.3, less the angle brackets."""
DOTS_MEAN_NOTHING = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""{domain: the domain it is another name of}. Elsewhere two addresses that differ by a dot may be two people's."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_QUOTED_PAIR = re.compile(r"\\(.)")


def normal_form(address: str) -> str:
    """As mail is sent to it: compatibility letters (full-width and the like) are written as plain ones (NFKC).

    InputError for what is no address: also for an address literal (`name@[192.0.2.1]`), another spelling of any
    mailbox of that server, and for control characters, which a quoted name may hold by the grammar alone.
    """
    if len(address) > 2 * LONGEST:
        raise _no_address(address)
    text = unicodedata.normalize("NFKC", address.strip())
    try:
        validate_email(text)
    except ValidationError as error:
        raise _no_address(address) from error
    if len(text) > LONGEST or _CONTROL.search(text) or text.endswith("]"):
        raise _no_address(address)
    return text


def address_key(address: str) -> str:
    """What makes two ways of writing an address one reader's; InputError for what is none."""
    name, domain = _parts(address)
    return f"{name}@{domain}"


def mailbox_key(address: str) -> str:
    """What makes two addresses one mailbox, of which a reader may have several: letters are counted by it.

    Without quotes, and without what follows a plus sign (RFC 5233 calls it the detail).
    """
    name, domain = _parts(address)
    if name.startswith('"'):
        name = _QUOTED_PAIR.sub(r"\1", name[1:-1])
    name = name.partition("+")[0] or name
    if domain in DOTS_MEAN_NOTHING:
        name, domain = name.replace(".", ""), DOTS_MEAN_NOTHING[domain]
    return f"{name}@{domain}"


def _parts(address: str) -> tuple[str, str]:
    """Name and domain, in the letters by which they are compared."""
    name, _, domain = normal_form(address).rpartition("@")
    try:
        domain = domain.encode("idna").decode().casefold()
    except UnicodeError as error:
        raise _no_address(address) from error
    if len(name) + 1 + len(domain) > LONGEST:
        raise _no_address(address)
    return name.casefold(), domain


def _no_address(address: str) -> InputError:
    return InputError(
        "An email address has a name, an @ and a domain", address[:LONGEST], "Such as ada@example.org."
    )
