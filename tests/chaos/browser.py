"""One member of staff's browser: cookies, forms, and patience when the door is shut."""

import http.client
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from tests.chaos.forms import Form, posted_forms

ANSWER_S = 20
PAUSE_S = 0.2
SIGN_IN = "/account/login/"


class NoAnswer(Exception):
    """The line broke, or the clinic answered that it had a fault."""


class GaveUp(Exception):
    """Nobody answered until there was no more time."""


@dataclass(frozen=True)
class Answer:
    status: int
    leads_to: str
    page: str


@dataclass
class Browser:
    """Asks one address at a time; `seconds` keeps how long each answer took."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def ask(self, path: str, answers: dict[str, str] | None = None) -> Answer:
        """Ask once. A fault of the server is no answer: nobody knows what became of it.

        Raises: NoAnswer.
        """
        began = time.monotonic()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_S)
        try:
            line.request(
                "GET" if answers is None else "POST",
                path,
                body=urlencode(answers) if answers is not None else None,
                headers=self._headers(),
            )
            response = line.getresponse()
            page = response.read().decode(errors="replace")  # a paper is no text
        except (OSError, http.client.HTTPException) as fault:
            raise NoAnswer(type(fault).__name__) from fault
        finally:
            line.close()
            self.seconds.append(time.monotonic() - began)
        if response.status >= http.client.INTERNAL_SERVER_ERROR:
            raise NoAnswer(str(response.status))
        self._keep(response)
        leads_to = response.headers.get("Location") or response.headers.get("HX-Redirect")
        return Answer(response.status, leads_to or "", page)

    def insist(
        self, path: str, answers: dict[str, str] | None = None, *, until: float
    ) -> Answer:
        """Ask again and again, with the same form, as people do.

        Raises: GaveUp when nobody answered until then.
        """
        while True:
            try:
                return self.ask(path, answers)
            except NoAnswer as silence:
                if time.monotonic() > until:
                    raise GaveUp(path) from silence
                time.sleep(PAUSE_S)

    def form(self, path: str, *, to: str, until: float) -> Form:
        """Open a page and find the form that goes there.

        Raises: GaveUp; LookupError when the page has no such form.
        """
        answer = self.insist(path, until=until)
        found = posted_forms(answer.page).get(to)
        if found is None:
            raise LookupError(f"{path} answered {answer.status} without a form to {to}")
        return found

    def sign_in(self, username: str, password: str, *, until: float) -> None:
        """Raises: GaveUp; LookupError when the clinic does not let him in."""
        form = self.form(SIGN_IN, to=SIGN_IN, until=until)
        told = form.hidden | {"login": username, "password": password}
        answer = self.insist(SIGN_IN, told, until=until)
        if not answer.leads_to or answer.leads_to.startswith(SIGN_IN):
            raise LookupError(f"{username} was not let in: {answer.status}")

    def _headers(self) -> dict[str, str]:
        jar = "; ".join(f"{name}={word}" for name, word in self.cookies.items())
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": jar,
            "Referer": f"http://127.0.0.1:{self.port}/",
        }

    def _keep(self, response: http.client.HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
