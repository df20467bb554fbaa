"""Runs a process to its end and says what it took, with all processes that it started."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_RESIDENT = re.compile(r"^(VmRSS|VmHWM):\s+(\d+) kB$", re.MULTILINE)
_SAMPLE_SECONDS = 0.1
# Looking for new processes reads all of /proc; memory of the known ones is one small file each.
_SAMPLES_A_SEARCH = 10
LONGEST_SECONDS = 3600


@dataclass(frozen=True)
class Usage:
    """What a process took: user and system time together; the peak of all resident sets at once."""

    exit_code: int
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """What is started meanwhile has these variables too."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def measure(command: list[str], folder: Path, output: Path) -> Usage:
    """Runs `command` in a session of its own; stdout and stderr go to `output`.out and .err."""
    with open(f"{output}.out", "wb") as out, open(f"{output}.err", "wb") as err:
        started = time.monotonic()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        memory = _PeakMemory(process.pid)
        memory.start()
        limit = threading.Timer(LONGEST_SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        limit.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
            wall = time.monotonic() - started
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            raise
        finally:
            limit.cancel()
            memory.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Usage(
        process.returncode,
        wall,
        used.ru_utime + used.ru_stime,
        memory.bytes,
    )


class _PeakMemory(threading.Thread):
    """Samples the resident sets of a session's processes.

    Their sum now, or what the largest alone had at its peak between two samples. (The peak that
    `wait4` gives counts what the parent had when it forked, too.)
    """

    def __init__(self, session: int):
        super().__init__(daemon=True)
        self.bytes = 0
        self._session = session
        self._over = threading.Event()

    def stop(self) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        sample = 0
        members: list[int] = []
        while not self._over.wait(_SAMPLE_SECONDS):
            if sample % _SAMPLES_A_SEARCH == 0:
                members = _session_members(self._session)
            sample += 1
            sets = [_resident_bytes(member) for member in members]
            at_once = sum(now for now, _ in sets)
            alone = max((peak for _, peak in sets), default=0)
            self.bytes = max(self.bytes, at_once, alone)


def _session_members(session: int) -> list[int]:
    return [
        int(entry)
        for entry in os.listdir("/proc")
        if entry.isdigit() and _session_of(int(entry)) == session
    ]


def _session_of(process: int) -> int | None:
    try:
        return os.getsid(process)
    except OSError:
        return None


def _resident_bytes(process: int) -> tuple[int, int]:
    """The resident set of a process now, and the largest it had; 0 when it is over."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0, 0
    kibibytes = dict(_RESIDENT.findall(status))
    return tuple(int(kibibytes.get(name, 0)) * 1024 for name in ("VmRSS", "VmHWM"))
