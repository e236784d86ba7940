"""Run in a process of its own: `python several.py begin|write|read|check SEED SECONDS`, several at once on one index.

No lock of the home is taken, as between machines. `write` changes papers and vectors and follows them with
the index. `read` compares each state that it sees with the database, and prints what is wrong with it.
"""

from __future__ import annotations

import os
import random
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from tests.search.interrupted import change, check  # noqa: E402
from tests.search.papers import add_paper  # noqa: E402

from broadsheet.errors import TemporaryError  # noqa: E402
from broadsheet.papers.models import Paper  # noqa: E402
from broadsheet.search import changes, indexing  # noqa: E402
from broadsheet.search.embedding.registry import chosen_model  # noqa: E402
from broadsheet.search.engines import quiet  # noqa: E402
from broadsheet.search.readers import chosen_engine  # noqa: E402


def write(choice: random.Random, until: float) -> None:
    rounds = refused = 0
    engine, model = chosen_engine(), chosen_model()
    assert model is not None
    while time.monotonic() < until or not rounds:
        for paper in choice.sample(list(Paper.objects.all()), 8):
            change(paper, choice)
        try:
            engine.follow_words(quiet)
            engine.follow_vectors(model)
            if choice.random() < 0.3:
                engine.tidy()
        except TemporaryError:
            refused += 1
        rounds += 1
    print(f"rounds {rounds}, refused {refused}", file=sys.stderr)


def read(until: float) -> None:
    last = seen = 0
    while time.monotonic() < until or not seen:
        view = chosen_engine().words()
        if view is None:
            continue
        revisions, mark = view.revisions(), view.mark
        papers = dict(changes.indexed_papers().values_list("id", "revision"))
        wrong = [
            each
            for each, revision in papers.items()
            if covered(revision, each, mark) and revisions.get(each) != revision
        ]
        if wrong or mark.revision < last:
            print(f"at {mark}, before {last}: {wrong}", flush=True)
        last, seen = mark.revision, seen + 1
    print(f"states {seen}", file=sys.stderr)


def covered(revision: int, paper: int, mark: tuple[int, int, int]) -> bool:
    return (revision, paper) <= mark[:2]


def begin() -> None:
    call_command("migrate", verbosity=0)
    for number in range(40):
        add_paper(f"Paper {number}", "Words and more words.", fields=("cs.LG",))
    indexing.catch_up()


if __name__ == "__main__":
    until = time.monotonic() + float(sys.argv[3])
    match sys.argv[1]:
        case "begin":
            begin()
        case "write":
            write(random.Random(int(sys.argv[2])), until)
        case "read":
            read(until)
        case "check":
            check()
