"""Lines of registers as other systems write them; everybody in them is invented."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence

WOMEN = ("Asha", "Meera", "Kavita", "Sunita", "Lata", "Nandini", "Olena", "Iryna")
MEN = ("Rohan", "Kiran", "Vikram", "Anil", "Suresh", "Petro", "Taras", "Mahesh")
# No two families are called alike, so that nobody is taken for another.
SYLLABLES = ("bro", "kal", "den", "mur", "ti", "shos", "vag", "lin", "pew", "zor")
HEADINGS = ("File No", "Wife", "Husband", "Wife DOB", "Wife phone", "Outcome", "Date", "GA")


def line(number: int, **said: str) -> dict[str, str]:
    """One couple of the register with one loss."""
    told = {
        "File No": f"R{number}",
        "Wife": f"{_of(WOMEN, number)} {_family(number)}",
        "Husband": f"{_of(MEN, number)} {_family(number)}",
        "Wife DOB": f"{1 + number % 28}/{1 + number % 12}/{1980 + number % 15}",
        "Wife phone": f"98{number:08d}",
        "Outcome": "Miscarriage",
        "Date": "Mar 2019",
        "GA": "8+3",
    }
    return told | said


def _of(words: Sequence[str], number: int) -> str:
    return words[number % len(words)]


def _family(number: int) -> str:
    return "".join(SYLLABLES[int(figure)] for figure in f"{number:04d}").capitalize()


def as_csv(
    *lines: Mapping[str, str],
    headings: Sequence[str] = HEADINGS,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows([each.get(name, "") for name in headings] for each in lines)
    return written.getvalue().encode(encoding)


def rezipped(content: bytes, **more: bytes) -> bytes:
    """A workbook with more parts in it."""
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in more.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return packed.getvalue()
