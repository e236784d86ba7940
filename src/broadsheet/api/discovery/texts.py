"""/llms.txt and /robots.txt."""

from __future__ import annotations

LLMS = """\
# Broadsheet

> The daily papers that check their claims: research papers from many sources, one daily edition, and a ledger of
> claims with the verdicts of experiments that were run on them.

Every page can be had as Markdown: put `.md` behind its address, or send `Accept: text/markdown`.
A paper is named by its arXiv number, else by `scheme:value`: {base}/papers/ledger:s384.md

## Read

- [Today]({base}/index.md): the newest edition
- [Trending]({base}/trending.md): what is read and discussed now
- [Fields]({base}/fields.md): subject categories, each with its newest papers
- [Lists]({base}/lists.md): lists as their sources printed them
- [Ledger]({base}/ledger.md): every claim and where it stands
- [Search]({base}/search.md?q=graph+networks): put your words in `q`; also `"phrases"`, `-without`, `author:`, `field:`, `after:`, `before:`, `has:code`

## Ask as a program

- [MCP]({base}/mcp): tools over streamable HTTP: search_papers, read_paper, similar_papers, edition, verdicts and more
- [JSON API]({base}/api/v1/openapi.json): everything that the pages show
- [Papers API of the Hub]({base}/api/openapi.json): for clients that speak it
- [arXiv-style query]({base}/arxiv/api/query?search_query=ti:attention): Atom
- [OAI-PMH]({base}/oai?verb=Identify): the whole database, and what changed in it

## Follow and cite

- [Feeds]({base}/feeds/front.atom): `/feeds/front`, `/feeds/field/cs.LG`, `/feeds/search`, ... with `.atom`, `.rss` or `.json`
- Citations: a paper's or a list's address with `.bib`, `.ris` or `.csl.json` behind it

## Optional

- [How trending is computed]({base}/about/trending)
- [How we test]({base}/about/testing): what a verdict means, and how authors reply
- [Sitemap]({base}/sitemap.xml)
"""

ROBOTS = """\
User-agent: *
Disallow: /api/
Disallow: /arxiv/
Disallow: /mcp
Disallow: /oai
Disallow: /search
Disallow: /appearance
Allow: /

Sitemap: {base}/sitemap.xml
"""
