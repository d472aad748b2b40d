import pytest

from tests.therapy.rules.clinic_day import LIMITS, verdict
from therapy.rules.catalogue import UnusableCatalogue, entries
from therapy.rules.gates import (
    PregnancyState,
    g_gestation_window,
    g_jurisdiction,
    g_pregnancy,
)
from therapy.rules.therapies import therapies, therapy

THERAPIES = therapies()
PASS = ("PASS", "OK", "none")
STATES = list(PregnancyState)


def row(text: str) -> dict[PregnancyState, str]:
    """One letter per state: allowed, warning, soft, hard."""
    words = {"a": "PASS", "w": "WARN", "s": "SOFT", "h": "HARD"}
    return dict(zip(STATES, (words[letter] for letter in text), strict=True))


# not pregnant, trying, luteal, three trimesters, breast-feeding
MATRIX = {
    "LIT_PATERNAL": row("aasshhs"),
    "IVIG_PRECONCEPTION": row("aaaasss"),
    "IVIG_EARLY_HIGH": row("hhsassh"),
    "IVIG_MAINTENANCE": row("hssaass"),
    "GCSF_SC": row("saaashh"),
    "PBMC_IU": row("aahhhhs"),
    "HIG_CMV": row("hhssshh"),
    "PREDNISOLONE": row("aaasssw"),
    "APC": row("hhhhhhh"),
}


@pytest.mark.parametrize("code", sorted(MATRIX))
@pytest.mark.parametrize("state", STATES)
def test_the_matrix_of_pregnancy(code, state):
    expected = MATRIX[code][state]
    answer = g_pregnancy(THERAPIES[code], state=state, limits=LIMITS)

    assert answer.outcome == expected
    assert answer.reason == ("OK" if expected == "PASS" else "PREGNANCY_STATE")
    assert answer.override == ("one" if expected == "SOFT" else "none")


def test_an_unknown_state_stops_the_session():
    answer = g_pregnancy(THERAPIES["LIT_PATERNAL"], state=None, limits=LIMITS)

    assert verdict(answer) == ("HARD", "PREGNANCY_UNKNOWN", "none")


def test_a_matrix_with_a_hole_cannot_enter_the_catalogue():
    entry = {**entries("therapies")[0]}
    entry["pregnancy"] = {"ttc": "ALLOW"}

    with pytest.raises(UnusableCatalogue, match="a state of pregnancy is missing"):
        therapy(entry)


OUTSIDE = ("SOFT", "OUTSIDE_WINDOW", "one")
TTC, T1 = PregnancyState.TTC, PregnancyState.PREGNANT_T1


@pytest.mark.parametrize(
    ("code", "days", "state", "expected"),
    [
        pytest.param("IVIG_EARLY_HIGH", 27, T1, OUTSIDE, id="3+6"),
        pytest.param("IVIG_EARLY_HIGH", 28, T1, PASS, id="4+0"),
        pytest.param("IVIG_EARLY_HIGH", 48, T1, PASS, id="6+6"),
        pytest.param("IVIG_EARLY_HIGH", 49, T1, OUTSIDE, id="7+0"),
        pytest.param("LIT_PATERNAL", 97, T1, PASS, id="13+6"),
        pytest.param("LIT_PATERNAL", 98, T1, OUTSIDE, id="14+0"),
        pytest.param("LIT_PATERNAL", None, TTC, PASS, id="not pregnant: no gestation"),
        pytest.param(
            "LIT_PATERNAL", None, T1, ("SOFT", "GESTATION_UNKNOWN", "one"), id="not dated"
        ),
        pytest.param(
            "LIT_PATERNAL", None, None, ("SOFT", "GESTATION_UNKNOWN", "one"), id="no state"
        ),
        pytest.param("IVIG_MAINTENANCE", 200, T1, PASS, id="no window"),
    ],
)
def test_window_of_gestation(code, days, state, expected):
    answer = g_gestation_window(
        THERAPIES[code], gestation_days=days, state=state, limits=LIMITS
    )

    assert verdict(answer) == expected


def test_the_sentence_speaks_in_weeks():
    answer = g_gestation_window(
        THERAPIES["IVIG_EARLY_HIGH"], gestation_days=49, state=T1, limits=LIMITS
    )

    assert answer.message == "7+0; the window is 4+0 to 6+6."


@pytest.mark.parametrize(
    ("code", "country", "ind", "expected"),
    [
        pytest.param("LIT_PATERNAL", "IN", False, PASS, id="India"),
        pytest.param(
            "LIT_PATERNAL", "US", False, ("HARD", "IND_REQUIRED", "none"), id="US"
        ),
        pytest.param("LIT_PATERNAL", "US", True, PASS, id="US within a trial"),
        pytest.param("PBMC_IU", "US", False, ("HARD", "IND_REQUIRED", "none"), id="PBMC"),
        pytest.param("IVIG_PRECONCEPTION", "US", False, PASS, id="a licensed product"),
        pytest.param(
            "APC", "IN", True, ("HARD", "PRODUCT_WITHDRAWN", "none"), id="withdrawn"
        ),
        pytest.param(
            "LIT_PATERNAL",
            None,
            False,
            ("HARD", "COUNTRY_MISSING", "none"),
            id="no country",
        ),
        pytest.param(
            "UNKNOWN", "IN", False, ("HARD", "COUNTRY_MISSING", "none"), id="no therapy"
        ),
    ],
)
def test_jurisdiction(code, country, ind, expected):
    answer = g_jurisdiction(
        THERAPIES.get(code), country=country, has_ind=ind, limits=LIMITS
    )

    assert verdict(answer) == expected
