"""The whole clinic on one machine, with demonstration data."""

import http.client
import os
import sys

from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from clinic import servers
from clinic.demo import named_sign_ins
from clinic.env import env
from clinic.kept import port_is_free
from clinic.programs import COMMANDS, Service, ServiceFailed, wait_for
from clinic.supervisor import Supervisor


class Command(BaseCommand):
    help = "Start database, queue, web, worker and beat with demonstration data."
    requires_system_checks = []

    def handle(self, **options: object) -> None:
        port = int(env("PORT", "8000"))
        supervisor = Supervisor(servers.LOCAL, say=self.say)
        try:
            with supervisor.on_duty():
                refuse_taken(port)
                self.start_servers(supervisor)
                web, *others = programs(port)
                supervisor.watch(web)  # reads its code while the tables are prepared
                self.prepare()
                for program in others:
                    supervisor.watch(program)
                wait_for(lambda: answers(port), web)
                self.welcome(port)
                supervisor.keep()
        except ServiceFailed as fault:
            raise CommandError(str(fault)) from fault
        except KeyboardInterrupt:
            self.say("Stopped.")

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def start_servers(self, supervisor: Supervisor) -> None:
        """Start the servers that nobody named; one whose port was taken moves."""
        if servers.forget_taken_ports():
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - ourselves
        self.say("Starting the database and the queue ...")
        for name, start in servers.STARTERS.items():
            if not env(name, ""):
                supervisor.watch(start())

    def prepare(self) -> None:
        self.say("Preparing tables, catalogues and demonstration data ...")
        call_command("prepare")
        call_command("seed_demo")
        connections.close_all()

    def welcome(self, port: int) -> None:
        """Say where the clinic is and who may sign in."""
        rows = [("Role", "Username", "Password")]
        rows += [
            (role, username, password) for username, password, role in named_sign_ins()
        ]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        self.say(f"\nDecidua is open at http://127.0.0.1:{port}/   Ctrl-C closes it.\n")
        for row in rows:
            cells = zip(row, widths, strict=True)
            self.say("  " + "   ".join(cell.ljust(width) for cell, width in cells).rstrip())


def refuse_taken(port: int) -> None:
    """Stop at once when another program answers at the clinic's address."""
    if not port_is_free(port):
        raise CommandError(
            f"Port {port} is taken by another program. "
            f"Choose another one: make run PORT={port + 1}"
        )


def programs(port: int) -> list[Service]:
    """Web, worker and beat, with the addresses and folders of this machine."""
    extras = {
        "web": ("--bind", f"127.0.0.1:{port}"),
        "worker": () if os.access("/dev/shm", os.W_OK) else ("--pool", "solo"),  # noqa: S108
        "beat": ("--schedule", str(servers.LOCAL / "beat")),
    }
    return [
        Service(name, [sys.executable, "-m", *command, *extras[name]], servers.LOCAL)
        for name, command in COMMANDS.items()
    ]


def answers(port: int) -> bool:
    """Whether the clinic's door is open and all behind it is well."""
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        door.request("GET", "/healthz")
        return door.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        door.close()
