"""Run in a process of its own, to be killed: `python interrupted.py write|check SEED`.

`write` changes papers and vectors and follows them with the index, commit after small commit, until it is
killed. `check` catches up and prints what is still wrong.
"""

from __future__ import annotations

import os
import random
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from tests.search.papers import add_paper, revise  # noqa: E402

from broadsheet.papers.models import Counter, Embedding, Paper  # noqa: E402
from broadsheet.search import changes, following, indexing, vector_writer  # noqa: E402

following.COMMIT_EVERY_PAPERS = changes.BATCH = 7
vector_writer.MIN_DEAD_ROWS = 20


def write(choice: random.Random) -> None:
    if not Paper.objects.exists():
        for number in range(60):
            add_paper(f"Paper {number}", "Words and more words.", fields=("cs.LG",))
    print("ready", flush=True)
    while True:
        for paper in choice.sample(list(Paper.objects.all()), 25):
            change(paper, choice)
        (indexing.rebuild if choice.random() < 0.2 else indexing.catch_up)()


@transaction.atomic
def change(paper: Paper, choice: random.Random) -> None:
    what = choice.randrange(4)
    if what == 0:
        revise(paper, has_code=not paper.has_code)
    elif what == 1:
        revise(paper, status=choice.choice(["active", "deleted"]))
    elif what == 2:
        add_paper(f"Paper {choice.random()}", "Late words.")
    else:
        Embedding.objects.filter(paper=paper).delete()
        number = Counter.advance("embedding")
        Embedding.objects.create(
            id=number, paper=paper, model="minilm", digest=b"", vector=choice.randbytes(384)
        )


def check() -> None:
    indexing.catch_up()
    print(*indexing.verify(), sep="\n", flush=True)


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    write(random.Random(int(sys.argv[2]))) if sys.argv[1] == "write" else check()
