"""Words can be read on their ground: WCAG 2.2 AA, in the light, in the dark, on paper."""

import re
from itertools import product
from pathlib import Path

import pytest

from foundation.ui.charts import PALETTE
from foundation.ui.words import TONES

CSS = Path(__file__).parents[3] / "static" / "ui"
TOKENS = (CSS / "tokens.css").read_text()
THEMES = ("light", "dark")
WORDS, SHAPES = 4.5, 3.0


def tokens(theme: str) -> dict[str, str]:
    block = re.search(rf'^\[data-bs-theme="{theme}"\] {{(.*?)^}}', TOKENS, re.M | re.S)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block[1]))


def luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def over(colour: str, ground: str, *, share: float) -> str:
    """Lay a colour thinly over its ground, as fill-opacity does."""
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(ground[1:]), strict=True)
    return "#" + "".join(
        f"{round(top * share + foot * (1 - share)):02x}" for top, foot in pairs
    )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("word", "ground"),
    [
        *product(("ink", "muted", "accent"), ("ground", "surface", "sunken")),
        *((f"{tone}-ink", f"{tone}-ground") for tone in TONES),
        *((f"{tone}-ink", "surface") for tone in TONES),
        *product(("ink", "muted"), [f"{tone}-ground" for tone in TONES]),
        ("stop-ink", "sunken"),
        ("on-solid", "solid"),
        ("on-solid", "solid-hover"),
        ("side-ink", "side"),
        ("side-muted", "side"),
        ("side-now-ink", "side-now"),
        ("mark-ink", "surface"),
    ],
)
def test_words_stand_out_from_their_ground(theme, word, ground):
    worn = tokens(theme)
    assert contrast(worn[word], worn[ground]) >= WORDS


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("shape", "ground"),
    [
        *product(("control-line", "focus"), ("ground", "surface")),
        ("solid", "surface"),
    ],
)
def test_edges_of_what_can_be_used_stand_out(theme, shape, ground):
    worn = tokens(theme)
    assert contrast(worn[shape], worn[ground]) >= SHAPES


def test_both_themes_name_the_same_colours():
    assert set(tokens("light")) == set(tokens("dark"))


def test_no_colour_stands_under_root():
    """:root matches in the dark as well, so a colour there would shine through."""
    block = re.search(r"^:root {(.*?)^}", TOKENS, re.M | re.S)
    assert re.findall(r"#[0-9a-fA-F]{3,8}|rgb\(", block[1]) == []
    assert not re.search(r":root\s*,", TOKENS)


WRITTEN = (
    "chart-ink",
    "chart-muted",
    "chart-limit",
    "chart-line",
    "chart-outside",
    "chart-mark",
)
DARK = {
    "chart-ink": "ink",
    "chart-muted": "muted",
    "chart-limit": "good-ink",
    "chart-line": "accent",
    "chart-outside": "stop-ink",
    "chart-mark": "mark-ink",
}


@pytest.mark.parametrize("paint", WRITTEN)
def test_words_of_a_chart_stand_out_on_paper(paint):
    band = over(PALETTE["chart-band"], "#ffffff", share=0.11)
    assert min(contrast(PALETTE[paint], ground) for ground in ("#ffffff", band)) >= WORDS


@pytest.mark.parametrize("paint", WRITTEN)
def test_words_of_a_chart_stand_out_in_the_dark(paint):
    worn = tokens("dark")
    band = over(worn["good-ink"], worn["surface"], share=0.11)
    words = worn[DARK[paint]]
    assert min(contrast(words, ground) for ground in (worn["surface"], band)) >= WORDS


def test_stylesheets_take_their_colours_from_the_tokens():
    """Of every package; only paper has colours of its own."""
    screens = [path for path in CSS.parent.glob("*/*.css") if path.parent.name != "reports"]
    strays = [
        f"{path.parent.name}/{path.name}: {colour}"
        for path in sorted(screens)
        if path.name not in {"tokens.css", "print.css"}
        for colour in re.findall(r":[^;{]*(#[0-9a-fA-F]{3,8})\b", path.read_text())
    ]
    assert strays == []
