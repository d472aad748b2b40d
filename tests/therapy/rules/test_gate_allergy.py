"""What she is allergic to is read as people write it, and what nobody can read is said."""

from itertools import chain

import pytest

from tests.therapy.rules.clinic_day import LIMITS, verdict
from therapy.rules.catalogue import products
from therapy.rules.gates import Allergy, Treatment, allergies_meant, g_allergy
from therapy.rules.therapies import allergy_rules

PASS = ("PASS", "OK", "none")


def hard(reason):
    return ("HARD", reason, "none")


def soft(reason):
    return ("SOFT", reason, "one")


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        pytest.param("Eggs (boiled)", ["egg"], id="plural"),
        pytest.param("EGG, soya", ["egg", "soya"], id="two in one line"),
        pytest.param("eggplant", [""], id="another word"),
        pytest.param("Heparin-induced thrombocytopenia", ["heparin", "hit"], id="phrase"),
        pytest.param("E. coli protein", ["e_coli"], id="with a point"),
        pytest.param("Penicillin", [""], id="no rule knows it"),
        pytest.param("Privigen", ["immunoglobulin"], id="a brand"),
        pytest.param("Gammagard", ["immunoglobulin"], id="a brand without rate table"),
        pytest.param("IV-Ig", ["immunoglobulin"], id="with a hyphen"),
        pytest.param("аллергия на иммуноглобулин", [""], id="in another script"),
    ],
)
def test_what_is_written_is_read_as_the_rules_mean_it(said, codes):
    meant = allergies_meant(said, "mild", rules=allergy_rules())
    assert meant == [Allergy(code, "mild", said) for code in codes]


@pytest.mark.parametrize("brand", [each.brand for each in products().values()])
@pytest.mark.parametrize("write", [str, lambda brand: brand.upper().split("-")[0]])
def test_every_brand_with_a_rate_table_is_an_immunoglobulin(brand, write):
    [meant] = allergies_meant(write(brand), None, rules=allergy_rules())
    assert meant.code == "immunoglobulin"


@pytest.mark.parametrize(
    ("listed", "treatment", "expected", "message"),
    [
        pytest.param(
            [("аллергия на иммуноглобулин", None)],
            Treatment("IVIG_PRECONCEPTION"),
            soft("ALLERGY_NOT_READ"),
            "аллергия на иммуноглобулин: on her list, and the rules cannot read it. "
            "A clinician decides.",
            id="in another script",
        ),
        pytest.param(
            [("Penicillin", "mild"), ("Egg", "mild")],
            Treatment("INTRALIPID"),
            soft("ALLERGY_NOT_READ"),
            "Penicillin: on her list, and the rules cannot read it. A clinician decides. "
            "Egg allergy: mild on file.",
            id="beside a mild one both are said",
        ),
        pytest.param(
            [("Penicillin", "mild"), ("Egg", "severe")],
            Treatment("INTRALIPID"),
            hard("ALLERGY"),
            "Egg allergy: this must not be given.",
            id="a severe one beside it stops",
        ),
        pytest.param(
            [("Egg", "severe")],
            Treatment("IVIG_PRECONCEPTION"),
            PASS,
            "No known allergy stands against it. On her list: Egg.",
            id="read, and not about this",
        ),
        pytest.param(
            [("Latex", None)],
            Treatment("LIT_PATERNAL"),
            PASS,
            "No known allergy stands against it. On her list: Latex.",
            id="no rule is about this treatment",
        ),
        pytest.param(
            [("Latex", None)],
            Treatment("ANOTHER", "FLEBO5"),
            soft("ALLERGY_NOT_READ"),
            "Latex: on her list, and the rules cannot read it. A clinician decides.",
            id="a rule is about the product",
        ),
    ],
)
def test_what_no_rule_can_read_is_left_to_a_clinician(listed, treatment, expected, message):
    rules = allergy_rules()
    meant = [allergies_meant(said, how, rules=rules) for said, how in listed]
    answer = g_allergy(
        chain.from_iterable(meant),
        reviewed=True,
        treatment=treatment,
        rules=rules,
        limits=LIMITS,
    )
    assert (verdict(answer), answer.message) == (expected, message)


def test_what_the_rules_do_not_know_is_named():
    answer = g_allergy(
        [Allergy("", None, "Penicillin"), Allergy("egg", None, "Egg")],
        reviewed=True,
        treatment=Treatment("LIT_PATERNAL"),
        rules=allergy_rules(),
        limits=LIMITS,
    )
    assert answer.message == (
        "No known allergy stands against it. On her list: Penicillin, Egg."
    )


@pytest.mark.parametrize(
    ("allergy", "severity", "treatment", "expected"),
    [
        pytest.param("egg", "severe", Treatment("INTRALIPID"), hard("ALLERGY"), id="egg"),
        pytest.param(
            "egg", "mild", Treatment("INTRALIPID"), soft("ALLERGY_MILD"), id="mild"
        ),
        pytest.param(
            "egg", None, Treatment("INTRALIPID"), hard("ALLERGY"), id="not graded"
        ),
        pytest.param("egg", "severe", Treatment("LIT_PATERNAL"), PASS, id="not in it"),
        pytest.param("hit", "mild", Treatment("LMWH_ASPIRIN"), hard("ALLERGY"), id="HIT"),
        pytest.param(
            "hyperprolinaemia",
            "mild",
            Treatment("IVIG_PRECONCEPTION", "PRIVIGEN"),
            hard("ALLERGY"),
            id="proline",
        ),
        pytest.param(
            "hyperprolinaemia",
            "mild",
            Treatment("IVIG_PRECONCEPTION", "GAMUNEX_C"),
            PASS,
            id="no proline in it",
        ),
        pytest.param(
            "fructose_intolerance",
            None,
            Treatment("IVIG_EARLY_HIGH", "FLEBO5"),
            hard("ALLERGY"),
            id="sorbitol",
        ),
        pytest.param(
            "peanut",
            "severe",
            Treatment("PROGESTERONE_VAG"),
            soft("ALLERGY_MILD"),
            id="only some capsules contain it",
        ),
    ],
)
def test_allergy(allergy, severity, treatment, expected):
    answer = g_allergy(
        [Allergy(allergy, severity)],
        reviewed=True,
        treatment=treatment,
        rules=allergy_rules(),
        limits=LIMITS,
    )

    assert verdict(answer) == expected


def test_an_empty_list_nobody_asked_about_stops():
    answers = [
        g_allergy(
            [],
            reviewed=reviewed,
            treatment=Treatment("INTRALIPID"),
            rules=allergy_rules(),
            limits=LIMITS,
        )
        for reviewed in (False, True)
    ]

    assert [verdict(answer) for answer in answers] == [hard("ALLERGIES_NOT_REVIEWED"), PASS]
