"""An S3-compatible server of this process: moto's, answering one call after the other, so that "only if it is
not there yet", on which commits rest, is as atomic as the real ones promise."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

BUCKET = "broadsheet"
KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}


@contextmanager
def serving() -> Iterator[dict[str, str]]:
    """Yields the AWS variables by which it is reached."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server(
        "127.0.0.1", 0, _one_by_one(DomainDispatcherApplication(create_backend_app)), threaded=True
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.port}"
    kept = {name: os.environ.get(name) for name in KEYS}
    os.environ.update(KEYS)
    boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket=BUCKET)
    for name, value in kept.items():
        os.environ.pop(name)
        os.environ.update({name: value} if value is not None else {})
    yield {**KEYS, "AWS_ENDPOINT_URL": address}
    server.shutdown()


def _one_by_one(application: Any) -> Any:
    lock = threading.Lock()

    def answer(environ: Any, start: Any) -> list[bytes]:
        with lock:
            return [b"".join(application(environ, start))]

    return answer
