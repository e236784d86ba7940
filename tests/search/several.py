"""Run in a process of its own: `python several.py begin|write|read|check SEED ROUNDS`, several at once on one index.

No lock of the home is taken, as between machines. `write` changes papers and vectors and follows them with
the index. `read` compares each state that it sees with the database, and prints what is wrong with it.
"""

from __future__ import annotations

import os
import random
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.project.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from tests.search.interrupted import change, check  # noqa: E402
from tests.search.papers import add_paper  # noqa: E402

from broadsheet import config  # noqa: E402
from broadsheet.errors import TemporaryError  # noqa: E402
from broadsheet.papers.models import Paper  # noqa: E402
from broadsheet.search import indexing  # noqa: E402
from broadsheet.search.documents import changes  # noqa: E402
from broadsheet.search.embedding.registry import chosen_model  # noqa: E402
from broadsheet.search.engine.results import no_progress  # noqa: E402
from broadsheet.search.views import chosen_engine  # noqa: E402

changes.BATCH = 20
PAUSE_S = 0.2


def write(choice: random.Random, rounds: int) -> None:
    refused = 0
    engine, model = chosen_engine(), chosen_model()
    assert model is not None
    for _ in range(rounds):
        for paper in choice.sample(list(Paper.objects.all()), 8):
            change(paper, choice)
        try:
            engine.follow_lexical(no_progress)
            engine.follow_vectors(model)
            if choice.random() < 0.3:
                engine.tidy()
        except TemporaryError:
            refused += 1
    print(f"refused {refused} of {rounds}", file=sys.stderr)


def read() -> None:
    """Until the file `done` stands in the home."""
    last, ending = 0, False
    while not ending:
        ending = (config.read("HOME") / "done").exists()
        time.sleep(PAUSE_S)
        view = chosen_engine().lexical()
        assert view is not None
        revisions, mark = view.revisions(), view.mark
        wrong = [
            paper
            for papers, here in ((changes.indexed_papers(), True), (changes.left_papers(), False))
            for paper, revision in papers.values_list("id", "revision")
            if covered(revision, paper, mark) and revisions.get(paper) != (revision if here else None)
        ]
        if wrong or mark.revision < last:
            print(f"at {mark}, before {last}: {wrong}", flush=True)
        last = mark.revision


def covered(revision: int, paper: int, mark: tuple[int, int, int]) -> bool:
    return (revision, paper) <= mark[:2]


def begin() -> None:
    call_command("migrate", verbosity=0)
    for number in range(40):
        add_paper(f"Paper {number}", "Words and more words.", fields=("cs.LG",))
    indexing.catch_up()


if __name__ == "__main__":
    rounds = int(sys.argv[3])
    match sys.argv[1]:
        case "begin":
            begin()
        case "write":
            write(random.Random(int(sys.argv[2])), rounds)
        case "read":
            read()
        case "check":
            check()
