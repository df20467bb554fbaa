"""Servers as processes of this test run: started, waited for, stopped, killed."""

import os
import random
import signal
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def servers_folder(name: str) -> Iterator[Path]:
    """A folder for this test run's servers, which PostgreSQL's own user may enter."""
    path = Path(tempfile.mkdtemp(prefix=f"delta-enrich-{name}-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listens on. It is below those that the kernel gives to outgoing connections, one of which
    could take it before its server does, and other than this process has asked for before."""
    while True:
        port = random.randrange(20_000, 32_000)
        if port not in _ports_given and _is_free(port):
            _ports_given.add(port)
            return port


_ports_given: set[int] = set()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until(what: str, ready: Callable[[], bool], seconds: float, pause: float = 0.5) -> None:
    """Asks again until the answer is yes; an exception counts as no."""
    deadline = time.monotonic() + seconds
    last: Exception | None = None
    while time.monotonic() < deadline:
        try:
            if ready():
                return
        except Exception as e:  # noqa: BLE001 - whatever it is, it is not ready
            last = e
        time.sleep(pause)
    raise TimeoutError(f"{what}: not within {seconds:.0f} s (last: {last!r})")


class Server:
    """A process in a group of its own, whose output goes to a file."""

    def __init__(self, name: str, words: list[str], env: dict[str, str], log: Path, cwd: Path | None = None) -> None:
        self.name = name
        self._words = words
        self._env = env
        self._cwd = cwd
        self.log = log
        self._process: subprocess.Popen | None = None
        self._told = False

    def start(self) -> "Server":
        self._told = False
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._words, env=self._env, stdout=log, stderr=log, cwd=self._cwd, start_new_session=True
            )
        return self

    def wait_until(self, ready: Callable[[], bool], seconds: float = 120) -> "Server":
        def ready_or_dead() -> bool:
            if self._process.poll() is not None:
                raise ChildProcessError(f"{self.name} ended with {self._process.returncode}")
            return ready()

        try:
            wait_until(self.name, ready_or_dead, seconds)
        except TimeoutError as e:
            raise TimeoutError(f"{e}\n{self.tail()}") from e
        return self

    def stop(self) -> None:
        """As a service manager does: asks, and kills what does not listen."""
        if self._process is None:
            return
        self._told = True
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    @property
    def ended(self) -> bool:
        """Whether it ended by itself: it was not told to stop."""
        return self._process is not None and not self._told and self._process.poll() is not None

    def kill(self) -> None:
        """Kills the process and its children at once (kill -9)."""
        self._told = True
        self._signal(signal.SIGKILL)
        self._process.wait(10)

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def _signal(self, number: int) -> None:
        if self._process is not None:
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                pass
