"""A mail server of a few lines that answers as it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

ANSWERS = {"EHLO": b"250 here", "MAIL": b"250 ok", "RCPT": b"250 ok", "QUIT": b"221 bye"}


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say(b"220 ready")
        while line := self.rfile.readline():
            verb = line[:4].decode().upper()
            if verb == "DATA":
                if not self._take():
                    return
            else:
                self._say(self.server.answers.get(verb, b"250 ok"))

    def _take(self) -> bool:
        """Read the letter; answer as told, or hang up."""
        self._say(b"354 go on")
        text = b""
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            text += line
        self.server.letters.append(text.decode())
        verdict = self.server.answers.get("TEXT", b"250 taken")
        if verdict is None:
            return False
        self._say(verdict)
        return True

    def _say(self, answer: bytes) -> None:
        self.wfile.write(answer + b"\r\n")


@contextmanager
def mail_server(**answers: bytes | None) -> Iterator[socketserver.TCPServer]:
    """Serve mail on a free port; `TEXT=None` hangs up after taking the letter."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        server.answers, server.letters = ANSWERS | answers, []
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
