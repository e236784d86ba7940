"""Which addresses are taken, and which of them are one mailbox."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadsheet.errors import InputError
from broadsheet.mail.addresses import LONGEST, address_key, mailbox_key, normal_form

LONG_WHEN_ENCODED = ("".join(chr(0x4E00 + 577 * n) for n in range(12)) + ".") * 8


@pytest.mark.parametrize(
    "spelling",
    [
        "victim@example.org",
        " Victim@Example.ORG ",
        "victim+1@example.org",
        "victim+a+b@example.org",
        '"victim"@example.org',
        '"vic\\tim+x"@example.org',
        "ｖｉｃｔｉｍ@example.org",
        "victim＋1＠example.org",
        "victim@ｅｘａｍｐｌｅ.org",
        "victim@ex\u00adample.org",
        "𝐯𝐢𝐜𝐭𝐢𝐦@example.org",
        "ⅵctim@example.org",
    ],
)
def test_spellings_of_a_mailbox_are_one(spelling: str) -> None:
    assert mailbox_key(spelling) == "victim@example.org"


@pytest.mark.parametrize("spelling", ["ada.b@gmail.com", "adab@googlemail.com", "a.d.a.b+news@gmail.com"])
def test_dots_of_gmail_mean_nothing(spelling: str) -> None:
    assert mailbox_key(spelling) == "adab@gmail.com"


@pytest.mark.parametrize("other", ["v.ictim@example.org", "victim-1@example.org", "victim@sub.example.org"])
def test_what_may_be_another_person_is_another_mailbox(other: str) -> None:
    assert mailbox_key(other) != mailbox_key("victim@example.org")


def test_tagged_addresses_stay_readers_of_their_own() -> None:
    assert address_key("Ada+Work@example.org") == "ada+work@example.org"
    assert mailbox_key("+tag@example.org") == "+tag@example.org"


@pytest.mark.parametrize("code", [*range(0x20), *range(0x7F, 0xA0)])
@pytest.mark.parametrize("quoted", ['"vic{}tim"@example.org', '"vic\\{}tim"@example.org'])
def test_quoted_control_characters_are_refused(code: int, quoted: str) -> None:
    with pytest.raises(InputError):
        normal_form(quoted.format(chr(code)))


@pytest.mark.parametrize(
    "wrong",
    [
        "nobody",
        "a@b@",
        "victim@[192.0.2.1]",
        "victim@[2001:db8::1]",
        "a" * 300 + "@example.org",
        "ﷺ" * 60 + "@example.org",
        "a@" + LONG_WHEN_ENCODED + "org",
        "jörg@example.org",
    ],
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(InputError):
        address_key(wrong)


@given(st.text(max_size=40), st.text(max_size=20))
def test_keys_fit_their_column_and_are_their_own_keys(name: str, domain: str) -> None:
    try:
        key = mailbox_key(f"{name}@{domain}.org")
    except InputError:
        return
    assert len(key) <= LONGEST
    assert "\0" not in key
