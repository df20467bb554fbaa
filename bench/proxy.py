"""A proxy that answers each request some milliseconds late, as a store at some distance does.

Only the first bytes of an answer wait; what follows them goes on as it comes. A process of its own:
what it costs is nobody's. Started by `running`; ends when its stdin is closed.
"""

import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

_CHUNK_BYTES = 256 * 1024


class _Exchange:
    """A client's connection, and the one to the store that belongs to it."""

    def __init__(self, client: socket.socket, store: socket.socket, delay_seconds: float):
        self._client = client
        self._store = store
        self._delay_seconds = delay_seconds
        self._asked = False
        for end in (client, store):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def start(self) -> None:
        for target in (self._pass_requests, self._pass_answers):
            threading.Thread(target=target, daemon=True).start()

    def _pass_requests(self) -> None:
        for chunk in _chunks(self._client):
            self._asked = True
            if not _sent(self._store, chunk):
                break
        _shut(self._store, socket.SHUT_WR)

    def _pass_answers(self) -> None:
        for chunk in _chunks(self._store):
            if self._asked:
                self._asked = False
                time.sleep(self._delay_seconds)
            if not _sent(self._client, chunk):
                break
        # Both ways: nobody is left to answer what the client might still ask.
        for end in (self._client, self._store):
            _shut(end, socket.SHUT_RDWR)


def _chunks(source: socket.socket):
    """What comes, until the end; each chunk is there only until the next is asked for."""
    buffer = memoryview(bytearray(_CHUNK_BYTES))
    while True:
        try:
            length = source.recv_into(buffer)
        except OSError:
            return
        if length == 0:
            return
        yield buffer[:length]


def _sent(target: socket.socket, chunk: memoryview) -> bool:
    try:
        target.sendall(chunk)
        return True
    except OSError:
        return False


def _shut(end: socket.socket, how: int) -> None:
    with suppress(OSError):
        end.shutdown(how)


@contextmanager
def running(upstream: str, delay_millis: int):
    """Starts a proxy before `upstream`, http://HOST:PORT; gives its own address in that form."""
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__)), upstream.removeprefix("http://"), str(delay_millis)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        port = process.stdout.readline().strip()
        if not port:
            raise SystemExit("Cannot start the proxy: it has said no port")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stdin.close()
        process.wait()


def _serve(host: str, port: int, delay_seconds: float) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=512) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            client, _ = server.accept()
            try:
                store = socket.create_connection((host, port))
            except OSError:
                client.close()
                continue
            _Exchange(client, store, delay_seconds).start()


def main(upstream: str, delay_millis: str) -> None:
    host, port = upstream.split(":")
    serving = (host, int(port), int(delay_millis) / 1000)
    threading.Thread(target=_serve, args=serving, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
