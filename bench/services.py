"""All that a measurement needs, running."""

import fcntl
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import contextmanager

import local
import lookup
import merchants
import postgres
import store

LOGS = local.CACHE / "logs"


@contextmanager
def running(keys: int = merchants.KEYS, load: Callable[[], None] = lambda: None):
    """MinIO, and a PostgreSQL that holds merchants 1 to `keys` and what `load` brings.

    The environment names both.
    """
    local.CACHE.mkdir(parents=True, exist_ok=True)
    # Otherwise a polite kill would leave the servers behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with _alone(), _running(keys) as started:
        load()
        yield started


@contextmanager
def _alone():
    with open(local.CACHE / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for the end of another run", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _running(keys: int):
    shutil.rmtree(LOGS, ignore_errors=True)
    LOGS.mkdir(parents=True)
    folder = local.CACHE / "store"
    with store.running(folder) as started, postgres.running(LOGS / "postgres.log") as environment:
        os.environ.update(started.environment | environment)
        lookup.load(LOGS, keys)
        yield started
