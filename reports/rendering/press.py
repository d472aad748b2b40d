"""The printing press: a page of our own markup in, PDF bytes out.

Imported only by a worker, and only when it draws: WeasyPrint takes half a second to load.
"""

import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from reports.rendering.faults import AddressBlocked, PressMissing
from reports.rendering.fonts import font_bytes, font_faces

NO_FONTS_OF_THE_MACHINE = "<fontconfig></fontconfig>"
# An address without a scheme leads here and is blocked; without it, it would be left out.
NOWHERE = "https://nowhere.invalid/"
LINKS_THAT_RUN_NOTHING = ("https://", "mailto:")


@contextmanager
def _fonts_of_the_machine_hidden() -> Iterator[None]:
    """Let the machine's own fonts neither help nor hide a fault: paper is alike."""
    before = os.environ.get("FONTCONFIG_FILE")
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as empty:
        empty.write(NO_FONTS_OF_THE_MACHINE)
        empty.flush()
        os.environ["FONTCONFIG_FILE"] = empty.name
        try:
            yield
        finally:
            os.environ.pop("FONTCONFIG_FILE")
            if before is not None:
                os.environ["FONTCONFIG_FILE"] = before


try:
    with _fonts_of_the_machine_hidden(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "No fonts configured in FontConfig")
        from weasyprint import CSS, HTML
        from weasyprint.document import Document
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
except OSError as fault:
    raise PressMissing from fault


class OwnMemory(URLFetcher):
    """Fetches nothing from anywhere: only what was laid into memory under `clinic:`.

    Anything else stops the document, and is remembered where a drawing swallows the
    refusal. A resource that is silently left out would print an incomplete report.
    """

    def __init__(self, resources: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=["clinic"], allow_redirects=False)
        self.resources = resources
        self.blocked: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if url not in self.resources:
            self.blocked.append(url.partition(":")[0])
            raise FatalURLFetchingError(self.blocked[-1])
        kind = "image/svg+xml" if url.endswith(".svg") else "font/ttf"
        return URLFetcherResponse(url, self.resources[url], {"Content-Type": kind})


@cache
def _fonts() -> FontConfiguration:
    """One for the process: one for each document would leak 290 KB each time."""
    with _fonts_of_the_machine_hidden():
        return FontConfiguration()


@cache
def _style(rules: str) -> CSS:
    return CSS(
        string=font_faces() + rules,
        font_config=_fonts(),
        url_fetcher=OwnMemory(font_bytes()),
    )


def press(page: str, *, rules: str, resources: Mapping[str, bytes], name: bytes) -> bytes:
    """Set the page with the style rules and give the PDF, tagged for screen readers.

    Equal pages and rules give equal bytes; `name` identifies the document in its file.

    Raises:
        AddressBlocked: page or rules ask for something that is not in memory, or a link
            leads anywhere but to an address of the web.
        FontUnusable: a font is missing or damaged.
    """
    memory = OwnMemory(resources)
    try:
        html = HTML(string=page, url_fetcher=memory, base_url=NOWHERE)
        pdf = html.write_pdf(
            stylesheets=[_style(rules)],
            font_config=_fonts(),
            pdf_variant="pdf/ua-1",
            pdf_identifier=name,
            finisher=_refuse_links,
        )
    except FatalURLFetchingError as blocked:
        raise AddressBlocked(str(blocked)) from blocked
    for scheme in memory.blocked:
        raise AddressBlocked(scheme)
    return pdf


def _refuse_links(document: Document, pdf: object) -> None:
    """Let no link run a program or open a file of the reader's machine."""
    for page in document.pages:
        for kind, target, *_ in page.links:
            if kind == "internal":
                continue
            is_safe = kind == "external" and target.startswith(LINKS_THAT_RUN_NOTHING)
            if not is_safe or target.startswith(NOWHERE):
                raise AddressBlocked(str(target).partition(":")[0])
