import pytest

from tests.therapy.rules.clinic_day import LIMITS, verdict
from therapy.rules.gates import Abo, AntiD, BloodGroup, BloodMatch, Rhd, Route, g_abo_rhd

SKIN, VEIN = Route.INTRADERMAL, Route.INTRAVENOUS
PASS = ("PASS", "OK", "none")


def group(text: str, anti_d: AntiD | None = None) -> BloodGroup:
    """`A+` or `O-`."""
    rhd = Rhd.POSITIVE if text.endswith("+") else Rhd.NEGATIVE
    return BloodGroup(Abo(text[:-1]), rhd, anti_d)


def asked(her, his, *, route=SKIN, decision=None):
    match = BloodMatch(recipient=her, donor=his, route=route, anti_d_decision=decision)
    return verdict(g_abo_rhd(match, limits=LIMITS))


@pytest.mark.parametrize("route", [SKIN, VEIN])
@pytest.mark.parametrize(
    "pair", ["A+ A+", "A+ O+", "B+ O+", "AB+ A+", "AB+ B+", "AB+ AB+", "AB+ O+", "O+ O+"]
)
def test_compatible_abo_groups_pass_by_every_route(pair, route):
    her, his = map(group, pair.split())

    assert asked(her, his, route=route) == PASS


@pytest.mark.parametrize(
    "pair", ["O+ A+", "O+ B+", "O+ AB+", "A+ B+", "A+ AB+", "B+ A+", "B+ AB+"]
)
@pytest.mark.parametrize(
    ("route", "expected"),
    [
        pytest.param(VEIN, ("HARD", "ABO_MAJOR_IV", "none"), id="into the vein"),
        pytest.param(SKIN, ("WARN", "ABO_MAJOR", "none"), id="into the skin"),
        pytest.param(
            Route.SUBCUTANEOUS, ("WARN", "ABO_MAJOR", "none"), id="under the skin"
        ),
        pytest.param(None, ("HARD", "ROUTE_MISSING", "none"), id="route not said"),
    ],
)
def test_major_abo_mismatch(pair, route, expected):
    her, his = map(group, pair.split())

    assert asked(her, his, route=route) == expected


@pytest.mark.parametrize(
    ("her", "his"),
    [
        pytest.param(None, group("A+"), id="hers not on file"),
        pytest.param(group("A+"), None, id="his not on file"),
        pytest.param(BloodGroup(None, Rhd.POSITIVE), group("A+"), id="her ABO"),
        pytest.param(BloodGroup(Abo.A, None), group("A+"), id="her RhD"),
        pytest.param(group("A+"), BloodGroup(None, Rhd.POSITIVE), id="his ABO"),
        pytest.param(group("A+"), BloodGroup(Abo.A, None), id="his RhD"),
    ],
)
def test_an_unknown_group_stops_the_session(her, his):
    assert asked(her, his) == ("HARD", "GROUP_UNKNOWN", "none")


NEEDED = ("SOFT", "ANTI_D_DECISION_NEEDED", "one")


@pytest.mark.parametrize(
    ("anti_d", "his", "decision", "expected"),
    [
        pytest.param(AntiD.ABSENT, "O+", None, NEEDED, id="decision open"),
        pytest.param(AntiD.ABSENT, "O+", "", NEEDED, id="an empty decision is none"),
        pytest.param(AntiD.ABSENT, "O+", "give", PASS, id="decided to give"),
        pytest.param(AntiD.ABSENT, "O+", "decline", PASS, id="decided against"),
        pytest.param(AntiD.PASSIVE, "O+", None, NEEDED, id="passive anti-D"),
        pytest.param(
            AntiD.IMMUNE,
            "O+",
            "give",
            ("HARD", "ANTI_D_IMMUNE", "none"),
            id="immune anti-D",
        ),
        pytest.param(
            AntiD.IMMUNE, "O-", None, PASS, id="immune anti-D, RhD negative donor"
        ),
        pytest.param(AntiD.ABSENT, "O-", None, PASS, id="both RhD negative"),
        pytest.param(
            None, "O+", "give", ("HARD", "ANTIBODY_SCREEN_MISSING", "none"), id="no screen"
        ),
    ],
)
def test_rhd_negative_woman(anti_d, his, decision, expected):
    assert asked(group("B-", anti_d), group(his), decision=decision) == expected


def test_rhd_positive_woman_needs_no_anti_d_screen():
    assert asked(group("B+"), group("O-")) == PASS


def test_the_worse_finding_of_abo_and_rhd_answers():
    her = group("O-", AntiD.ABSENT)

    assert asked(her, group("A+")) == NEEDED
    assert asked(her, group("A+"), decision="give") == ("WARN", "ABO_MAJOR", "none")
    assert asked(her, group("A+"), route=VEIN)[1] == "ABO_MAJOR_IV"
