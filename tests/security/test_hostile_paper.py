"""No document drawn from hostile words asks, hides or runs anything."""

import io
import re
import socket
import threading
from collections.abc import Iterator
from itertools import cycle

import html5lib
import pytest
from pypdf import PdfReader

from reports import rendering
from reports.rendering import documents, fonts
from reports.rendering.printable import MARK, printable
from tests.factories.reports import facts
from tests.reports.paper import LAYOUT, links, pages
from tests.reports.test_paper import poisoned
from tests.security.payloads import PAYLOADS

# What a drawing program might fetch, embed or follow; {own} is a server that counts.
REACHING = [
    "<img src=http://{own}/a.png>",
    "<img src='//{own}/a.png'>",
    "<link rel=stylesheet href=http://{own}/a.css>",
    "<link rel=attachment href=http://{own}/a>",
    "<a rel=attachment href=file:///etc/passwd>x</a>",
    "<object data=http://{own}/a></object>",
    "<embed src=http://{own}/a>",
    "<iframe src=http://{own}/a></iframe>",
    "<style>@import url(http://{own}/a.css)</style>",
    "<style>@font-face{{font-family:x;src:url(http://{own}/a.ttf)}}*{{font-family:x}}</style>",
    "<p style='background:url(http://{own}/a.png)'>x",
    "<svg width=9 height=9><image width=9 height=9 href=http://{own}/a.png></svg>",
    "<img src=file:///etc/passwd>",
    "<a href=javascript:zx7()>x</a>",
    "<a href=file:///etc/passwd>x</a>",
    "<base href=http://{own}/>",
    "<meta http-equiv=refresh content='0;url=http://{own}/'>",
    "url(http://{own}/a.png)",
    "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
]
# What must stop the drawing when it stands in a page as markup: a fault of ours, told.
FATAL = {
    "<img src=http://{own}/a.png>": "http",
    "<img src='//{own}/a.png'>": "https",
    "<img src=a.png>": "https",
    "<img src=file:///etc/passwd>": "file",
    "<img src=data:image/png;base64,AAAA>": "data",
    "<link rel=stylesheet href=http://{own}/a.css>": "http",
    "<link rel=stylesheet href=a.css>": "https",
    "<link rel=attachment href=http://{own}/a>": "http",
    "<a rel=attachment href=http://{own}/a>x</a>": "http",
    "<a rel=attachment href=file:///etc/passwd>x</a>": "file",
    "<object data=http://{own}/a></object>": "http",
    "<embed src=http://{own}/a>": "http",
    "<style>@import url(http://{own}/a.css)</style>": "http",
    "<style>@import 'a.css'</style>": "https",
    "<style>@font-face{{font-family:x;src:url(http://{own}/a)}}p{{font-family:x}}</style><p>x":
        "http",
    "<p style='background:url(http://{own}/a.png)'>x": "http",
    "<p style='background:url(a.png)'>x": "https",
    "<style>p::before{{content:url(http://{own}/a)}}</style><p>x": "http",
    "<style>@page{{background:url(http://{own}/a)}}</style>": "http",
    "<svg width=9 height=9><image width=9 height=9 href='http://{own}/a'/></svg>": "http",
    "<a href=javascript:zx7()>x</a>": "javascript",
    "<a href=' JaVaScRiPt:zx7()'>x</a>": "JaVaScRiPt",
    "<a href=data:text/html,x>x</a>": "data",
    "<a href=file:///etc/passwd>x</a>": "file",
    "<a href=a.html>x</a>": "https",
}  # fmt: skip
RUNS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|EF|URI|SubmitForm|RichMedia)\b")


@pytest.fixture
def own() -> Iterator[tuple[str, list[bytes]]]:
    """A server of our own: its address, and every request that reached it."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        is_over = threading.Event()

        def listen() -> None:
            while not is_over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                asked.append(connection.recv(100))
                connection.close()

        listener = threading.Thread(target=listen)
        listener.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", asked
        is_over.set()
        listener.join()


def drawn(words: list[str]) -> bytes:
    """The paper of a couple each of whose facts says the next of these words."""
    return rendering.draw(spread(facts(), cycle(words)), layout=LAYOUT)


def spread(fact, words):
    """Put the next of the words into every text of the facts; codes stay as they are."""
    if isinstance(fact, dict):
        kept = {"flag", "issued_at", "language", "native_language", "interval_edition",
                "number", "address"}  # fmt: skip
        return {k: v if k in kept else spread(v, words) for k, v in fact.items()}
    if isinstance(fact, list):
        return [spread(value, words) for value in fact]
    return next(words) if isinstance(fact, str) else fact


def everything_in(pdf: bytes) -> bytes:
    """The bytes of the file with every compressed part unfolded."""
    reader = PdfReader(io.BytesIO(pdf))
    numbers = {number for table in reader.xref.values() for number in table}
    found = [reader.get_object(number) for number in numbers | set(reader.xref_objStm)]
    return b"\n".join(repr(each).encode() for each in found)


def test_hostile_words_make_no_request_embed_nothing_and_run_nothing(own):
    address, asked = own
    words = [each.format(own=address) for each in REACHING]
    pdf = drawn(words)
    assert asked == []
    assert RUNS.findall(pdf) == []
    assert RUNS.findall(everything_in(pdf)) == []
    assert links(pdf) == []
    assert PdfReader(io.BytesIO(pdf)).attachments == {}
    assert b"root:" not in everything_in(pdf)
    assert missing_in(pdf, words) == []


def test_every_payload_is_printed_as_text_and_the_file_runs_nothing():
    pdf = drawn(["  ".join(PAYLOADS[n : n + 6]) for n in range(0, len(PAYLOADS), 6)])
    assert RUNS.findall(pdf + everything_in(pdf)) == []
    assert links(pdf) == []
    assert missing_in(pdf, PAYLOADS) == []


def test_no_payload_in_any_fact_becomes_an_element_of_the_page():
    """What is pressed is a page: each payload in every fact leaves its elements alone."""
    whole = shape(poisoned(facts(), "usual words"))
    with_a_note = shape(poisoned(facts(), "a letter no font has: \u4e2d"))
    changed = []
    for each in PAYLOADS:
        usual = with_a_note if MARK in _printed(each) else whole
        if shape(poisoned(facts(), each)) != usual:
            changed.append(each)
    assert changed == []


def shape(said: dict) -> list[tuple[str, tuple[str, ...]]]:
    """Every element of the page and the names of its attributes, in order."""
    page = html5lib.parse(documents.page(said, layout=LAYOUT), namespaceHTMLElements=False)
    return [(str(element.tag), tuple(sorted(element.attrib))) for element in page.iter()]


def missing_in(pdf: bytes, words: list[str]) -> list[str]:
    """Those of the words that cannot be read on the paper."""
    printed = _visible("".join(pages(pdf)))
    return [each for each in words if _visible(_printed(each)) not in printed]


def _printed(text: str) -> str:
    """As it can be printed: a run of characters no font has is marked."""
    return printable({"text": text}, letters=fonts.letters())[0]["text"]


def _visible(text: str) -> str:
    """Without blanks, marks and signs that have no drawing."""
    return re.sub(r"[\s\u2028\u200b\ufeff\u202a-\u202e]|\[\?\]", "", text)


@pytest.mark.parametrize(("markup", "scheme"), FATAL.items())
def test_a_page_that_reaches_out_is_not_drawn_and_says_so(own, markup, scheme):
    address, asked = own
    page = f'<html lang="en"><title>x</title>{markup.format(own=address)}'
    with pytest.raises(rendering.NotDrawable, match=f"\\({scheme}:\\)"):
        documents.load().press(page, rules="", resources={}, name=b"-")
    assert asked == []


def test_an_address_of_the_web_may_be_followed():
    page = '<html lang="en"><title>x</title><a href="https://doi.org/10.1/x">source</a>'
    pdf = documents.load().press(page, rules="", resources={}, name=b"-")
    [annotation] = PdfReader(io.BytesIO(pdf)).pages[0]["/Annots"]
    assert annotation.get_object()["/A"]["/URI"] == "https://doi.org/10.1/x"


def test_the_server_of_this_test_would_have_counted(own):
    """Otherwise no request would mean nothing."""
    address, asked = own
    host, port = address.split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"GET /a HTTP/1.1\r\n\r\n")
        connection.recv(1)
    assert asked == [b"GET /a HTTP/1.1\r\n\r\n"]
