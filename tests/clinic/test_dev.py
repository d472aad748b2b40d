"""Opening the clinic with one command says plainly what stands in the way."""

import http.server
import socket
import threading

import pytest
from django.core.management import CommandError

from clinic.demo import named_sign_ins
from clinic.management.commands import dev


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_taken_port_is_told_with_a_way_out(taken_port):
    with pytest.raises(CommandError) as refusal:
        dev.refuse_taken(taken_port)
    assert str(refusal.value) == (
        f"Port {taken_port} is taken by another program. "
        f"Choose another one: make run PORT={taken_port + 1}"
    )


def test_the_welcome_names_the_address_and_every_sign_in(capsys):
    dev.Command().welcome(8123)
    written = capsys.readouterr().out
    assert "Decidua is open at http://127.0.0.1:8123/" in written
    lines = [line.split("   ") for line in written.splitlines()]
    shown = {tuple(word.strip() for word in words if word.strip()) for words in lines}
    expected = {(role, name, password) for name, password, role in named_sign_ins()}
    assert expected <= shown
    assert ("Privacy officer", "privacy", "privacy demo clinic") in expected


def test_a_closed_door_is_not_an_open_clinic():
    assert dev.answers(1) is False


@pytest.mark.parametrize(("status", "open_"), [(200, True), (503, False)])
def test_the_clinic_is_open_when_all_behind_the_door_is_well(status, open_):
    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args):
            """Stay silent."""

    with http.server.HTTPServer(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert dev.answers(server.server_port) is open_
