"""arXiv by OAI-PMH: whole sets, every revision and deletion. `prefix`: arXiv, arXivRaw (all versions) or oai_dc."""

from __future__ import annotations

from typing import Any

from broadsheet.harvest.sources import oai

OPTIONS: dict[str, Any] = {
    **oai.OPTIONS,
    "url": "https://oaipmh.arxiv.org/oai",
    "hosts": ["export.arxiv.org"],
    "prefix": "arXiv",
    "sets": ["cs"],
}
harvest = oai.harvest
