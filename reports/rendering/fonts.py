"""The letters documents are printed in, and which letters they have."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from reports.rendering.faults import FontUnusable


@dataclass(frozen=True, slots=True)
class Font:
    """One whole font file under a family name of its own.

    Two files under one family name print wrong letters without a word of warning.
    """

    family: str
    file: str

    @property
    def path(self) -> Path:
        return settings.NODE / self.file

    @property
    def url(self) -> str:
        return f"clinic:font/{self.path.name}"


NOTO = "@expo-google-fonts/noto-sans"
FONTS = (
    Font("Clinic Sans", f"{NOTO}/400Regular/NotoSans_400Regular.ttf"),
    Font("Clinic Sans Bold", f"{NOTO}/700Bold/NotoSans_700Bold.ttf"),
    Font("Clinic Symbols", "dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
)
# Breaks and joiners are instructions to the typesetter: they have no drawing of their own.
WITHOUT_A_DRAWING = frozenset("\n\r\t\u00ad\u200b\u200c\u200d")


def font_faces() -> str:
    """Give the style rules that name each font file."""
    return "\n".join(
        f'@font-face {{ font-family: "{font.family}"; src: url("{font.url}"); }}'
        for font in FONTS
    )


def font_bytes() -> dict[str, bytes]:
    """Give each font file under the address the style rules use.

    Raises:
        FontUnusable: a file is missing or is not a font.
    """
    letters()
    return {font.url: font.path.read_bytes() for font in FONTS}


@cache
def letters() -> frozenset[str]:
    """Give every character that prints in plain and in bold text alike.

    Raises:
        FontUnusable: a file is missing or is not a font.
    """
    plain, bold, symbols = (_letters_of(font) for font in FONTS)
    return (plain & bold) | symbols | WITHOUT_A_DRAWING


def _letters_of(font: Font) -> frozenset[str]:
    """Read a font whole, table by table against its sums, and give its letters."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 -- wanted only in the worker

    try:
        with font.path.open("rb") as file:
            read = TTFont(file, lazy=True, checkChecksums=2)
            for table in read.reader.tables:
                read.reader[table]
            return frozenset(map(chr, read.getBestCmap()))
    except Exception as fault:
        raise FontUnusable(font.path.name) from fault
