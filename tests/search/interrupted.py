"""Run in a process of its own: `python interrupted.py KILLS`. Prints what is wrong, if anything, and the kills.

A child changes papers and vectors and follows them with the index, commit after small commit, until it is
killed: at a random moment after it began to build, to add, to merge or to swap, each in turn. Another child
then looks at what is there, catches up, and proves that nothing is missing.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "broadsheet.project.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from tests.search.papers import add_paper, revise  # noqa: E402
from tests.search.searching import search  # noqa: E402

from broadsheet.papers.models import Counter, Embedding, Paper  # noqa: E402
from broadsheet.search import indexing  # noqa: E402
from broadsheet.search.completion import writer as completion  # noqa: E402
from broadsheet.search.completion.reader import completion_view  # noqa: E402
from broadsheet.search.documents import changes  # noqa: E402
from broadsheet.search.index import following  # noqa: E402
from broadsheet.search.index.lexical import LexicalWriter  # noqa: E402
from broadsheet.search.vectors import writer  # noqa: E402
from broadsheet.search.views import lexical_view  # noqa: E402

PHASES = {
    "build": ((following, "rebuild_lexical"), (following, "rebuild_vectors")),
    "add": ((following, "follow_lexical"), (following, "follow_vectors"), (LexicalWriter, "commit")),
    "merge": ((LexicalWriter, "__exit__"), (writer.VectorWriter, "compact")),
    "swap": (
        (following, "use_folder"),
        (writer.VectorWriter, "publish"),
        (writer, "write_manifest"),
    ),
    "complete": ((completion, "follow"), (completion, "rebuild"), (completion, "_commit")),
}
SOON_S = 0.05
PATIENCE_S = 10.0

following.COMMIT_EVERY_PAPERS = completion.COMMIT_EVERY_PAPERS = changes.BATCH = 7
writer.MIN_DEAD_ROWS = 20


def main(kills: int) -> None:
    in_child(prepare)
    choice = random.Random(5)
    for kill in range(kills):
        phase = list(PHASES)[kill % len(PHASES)]
        seed, moment = choice.randrange(1 << 30), choice.uniform(0, SOON_S)
        write_until_killed(phase, seed, moment)
        if not in_child(check):
            print(f"after kill {kill}, {moment:.3f} s into {phase}, seed {seed}", flush=True)
    print(f"{kills} kills")


def prepare() -> None:
    call_command("migrate", verbosity=0)
    for number in range(60):
        add_paper(f"Paper {number}", "Words and more words.", fields=("cs.LG",))


def write_until_killed(phase: str, seed: int, moment: float) -> None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        for name, places in PHASES.items():
            for owner, function in places:
                setattr(owner, function, announced(getattr(owner, function), name, writing))
        write(random.Random(seed))
    os.close(writing)
    wait_for(phase.encode(), reading)
    time.sleep(moment)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reading)


def announced(function: Callable[..., Any], phase: str, pipe: int) -> Callable[..., Any]:
    def announce(*arguments: Any, **named: Any) -> Any:
        os.write(pipe, phase.encode() + b"\n")
        return function(*arguments, **named)

    return announce


def wait_for(phase: bytes, pipe: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and phase not in os.read(pipe, 1 << 16).split(b"\n"):
        pass


def in_child(work: Callable[[], None]) -> bool:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            sys.stdout.flush()
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def write(choice: random.Random) -> None:
    while True:
        for paper in choice.sample(list(Paper.objects.all()), 25):
            change(paper, choice)
        (indexing.rebuild if choice.random() < 0.3 else indexing.catch_up)()


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
    wrong = [*before_catching_up()]
    indexing.catch_up()
    wrong += indexing.verify()
    wanted, found = changes.indexed_papers().count(), search("words", mode="lexical", highlights=False).total
    wrong += [f"{found} of {wanted} papers are found"] if wanted != found else []
    view = completion_view()
    completed = view.titles if view else 0
    wrong += [f"{completed} of {wanted} titles are completed"] if wanted != completed else []
    print(*wrong, sep="\n", end="\n" if wrong else "")
    connections.close_all()
    if wrong:
        raise SystemExit(1)


def before_catching_up() -> list[str]:
    """What the killed writer committed is there, each paper as it was."""
    view = lexical_view()
    if view is None:
        return []
    mark, present = view.mark, view.revisions()
    papers = changes.indexed_papers().values_list("id", "revision")
    return [
        f"paper {paper} should stand at {revision}, up to {mark}"
        for paper, revision in papers
        if (revision, paper) <= mark[:2] and present.get(paper) != revision
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]))
