"""faiss, loaded where there are vectors enough for it."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any


@cache
def faiss() -> Any:
    logging.getLogger("faiss").setLevel(logging.WARNING)
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss
