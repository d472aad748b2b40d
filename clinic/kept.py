"""Words chosen once on this machine and kept: passwords, ports, keys."""

import os
import secrets
import socket
from collections.abc import Callable
from pathlib import Path


def kept(path: Path, choose: Callable[[], str]) -> str:
    """A word chosen once and kept, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_private(path, choose())
    return path.read_text().strip()


def write_private(path: Path, content: str) -> None:
    """Write a file that nobody else may read; it appears complete or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(content)
    draft.rename(path)


def free_port() -> int:
    """A port nobody listens on, below those the kernel lends to outgoing connections."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        if port_is_free(port):
            return port


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
