"""Bad XML: OAI-PMH answers, Atom, RSS."""

from __future__ import annotations

from tests.harvest.bad.expectation import BadFile

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
BOMB = (
    '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {n} "{f"&{p};" * 10}">' for p, n in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
FOREIGN_DTD = '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/r.dtd">'


def record(number: str = "1512.00001", title: str = "Looms", created: str = "2015-12-01") -> str:
    return (
        f"<record><header><identifier>oai:arXiv.org:{number}</identifier></header><metadata>"
        f'<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{number}</id><created>{created}</created>'
        f"<title>{title}</title><categories>cs.LG</categories></arXiv></metadata></record>\n"
    )


def oai(*records: str, before: str = DECLARATION) -> str:
    inside = "".join(records)
    return f'{before}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>\n{inside}</ListRecords></OAI-PMH>'


def atom(title: str, before: str = DECLARATION) -> str:
    return (
        f'{before}<feed xmlns="http://www.w3.org/2005/Atom"><id>http://arxiv.org/api/x</id><entry>'
        f"<id>http://arxiv.org/abs/2407.04811v1</id><title>{title}</title></entry></feed>"
    )


def rss(*items: str, before: str = DECLARATION) -> str:
    inside = "".join(items)
    return f"{before}<rss version='2.0'><channel><title>Notes</title><link>https://n.example/</link>{inside}</channel></rss>"


def item(title: str, more: str = "") -> str:
    return f"<item><title>{title}</title><guid>{title}</guid>{more}</item>"


LATIN = '<?xml version="1.0" encoding="ISO-8859-1"?>\n'

XML_FILES = [
    BadFile("entity-bomb-oai.xml", oai(record(title="&i;"), before=DECLARATION + BOMB).encode(), 0, 1, "declares entities is refused"),
    BadFile("entity-bomb.atom", atom("&i;", before=DECLARATION + BOMB).encode(), 0, 1, "declares entities is refused"),
    BadFile("entity-bomb.rss", rss(item("&i;"), before=DECLARATION + BOMB).encode(), 0, 1, "declares entities is refused"),
    BadFile("entity-bomb-in-attribute.xml", oai(record(), before=DECLARATION + BOMB).replace("<ListRecords>", '<ListRecords a="&i;">').encode(), 0, 1, "entities"),
    BadFile("entity-bomb-utf16.xml", oai(record(title="&i;"), before=BOMB).encode("utf-16"), 0, 1, "declares entities is refused"),
    BadFile("external-entity-oai.xml", oai(record(title="&x;"), before=DECLARATION + EXTERNAL).encode(), 0, 1, "declares entities is refused"),
    BadFile("external-entity.rss", rss(item("&x;"), before=DECLARATION + EXTERNAL).encode(), 0, 1, "declares entities is refused"),
    BadFile("foreign-dtd-oai.xml", oai(record(), before=DECLARATION + FOREIGN_DTD).encode(), 1),
    BadFile("cut-oai.xml", oai(record(), record("1512.00002"))[:-120].encode(), 1, 1, "well-formed"),
    BadFile("cut.atom", atom("Whole")[:-4].encode(), 1, 1, "well-formed"),
    BadFile("mismatched-tags-oai.xml", oai(record(), "<record></header>", record("1512.00002")).encode(), 1, 1, "well-formed"),
    BadFile("undeclared-entity-oai.xml", oai(record(), record(title="A&nbsp;b")).encode(), 1, 1, "well-formed"),
    BadFile("control-character-oai.xml", oai(record(title="Lo\x08oms\x00")).encode(), 1, 1, "control characters", titles=("Looms",)),
    BadFile("missing-title-oai.xml", oai(record(title=""), record("1512.00002")).encode(), 1, 1, "needs a title"),
    BadFile("bad-number-oai.xml", oai(record("1599.00001"), record()).encode(), 1, 1, "arXiv paper has a number"),
    BadFile("bad-date-oai.xml", oai(record(created="2015-02-30"), record()).encode(), 2, 0, "a date of the calendar"),
    BadFile("year-zero-oai.xml", oai(record(created="0000-01-01"), record()).encode(), 2, 0, "between the years"),
    BadFile("duplicate-ids-oai.xml", oai(record(), record()).encode(), 2),
    BadFile("no-metadata-oai.xml", oai("<record><header><identifier>oai:arXiv.org:1512.00001</identifier></header></record>").encode(), 0, 1, "Metadata is arXiv"),
    BadFile("no-header-oai.xml", oai("<record/>", record()).encode(), 1, 1, "has an identifier"),
    BadFile("latin1-oai.xml", oai(record(title="Größe"), before=LATIN).encode("latin-1"), 1, titles=("Größe",)),
    BadFile("wrong-declaration-oai.xml", oai(record(title="Größe")).encode("latin-1"), 0, 1, "well-formed"),
    BadFile("utf16-oai.xml", oai(record(title="Größe"), before="").encode("utf-16"), 1, titles=("Größe",)),
    BadFile("utf8-mark-oai.xml", b"\xef\xbb\xbf" + oai(record()).encode(), 1),
    BadFile("crlf-oai.xml", oai(record(title="Two\nlines")).replace("\n", "\r\n").encode(), 1, titles=("Two lines",)),
    BadFile("html-in-title-oai.xml", oai(record(title="&lt;b&gt;Bold&lt;/b&gt; &amp;amp; so")).encode(), 1, titles=("Bold & so",)),
    BadFile("deep-nesting-oai.xml", oai("<a>" * 5_000, "</a>" * 5_000, record()).encode(), 0, 1, "well-formed"),
    BadFile("huge-text-oai.xml", oai(record(), record(title="x" * (11 << 20))).encode(), 1, 1, ""),
    BadFile("empty-list-oai.xml", oai().encode(), 0, 0),
    BadFile("cut.rss", rss(item("One"), item("Two"))[:-60].encode(), 1, 1, "well-formed"),
    BadFile("bad-date.rss", rss(item("One", "<pubDate>32 Foo 20x4</pubDate>"), item("Two")).encode(), 2, 0, "calendar"),
    BadFile("year-9999.rss", rss(item("One", "<pubDate>Fri, 31 Dec 9999 00:00:00 GMT</pubDate>"), item("Two")).encode(), 2, 0, "between the years"),
    BadFile("latin1.rss", rss(item("Größe"), before=LATIN).encode("latin-1"), 1, titles=("Größe",)),
    BadFile("no-items.rss", rss().encode(), 0, 0),
]  # fmt: skip
