from __future__ import annotations

import multiprocessing

from tests.patience import PATIENCE_S

from broadsheet.search.engine.threads import Threads

THREADS = Threads("asked")


def _asked(answers: multiprocessing.SimpleQueue[int]) -> None:
    answers.put(THREADS.submit(max, 3, 4).result(timeout=PATIENCE_S))


def test_forked_process_has_threads_of_its_own() -> None:
    assert THREADS.submit(max, 1, 2).result() == 2
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    child = fork.Process(target=_asked, args=(answers,))
    child.start()
    child.join(PATIENCE_S)
    assert (child.exitcode, answers.empty() or answers.get()) == (0, 4)
