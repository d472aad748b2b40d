"""The words a clinician reads."""

import pytest

from patients.rules.classification import Reason, classify
from patients.rules.sentences import (
    couple_sentence,
    pattern_sentence,
    reason_sentence,
    undecided_sentences,
)
from tests.patients.rules.stories import (
    BIRTH,
    DEFINITIONS,
    LOSS,
    SOME_LOSS,
    STILLBIRTH,
    UNKNOWN,
    at,
    history,
    seen,
)

ESHRE, RCOG, WHO, ASRM = (
    DEFINITIONS[code].label for code in ("eshre_2022", "rcog_2023", "who_3c", "asrm_2012")
)


@pytest.mark.parametrize(
    ("code", "stories", "sentence"),
    [
        pytest.param("eshre_2022", [], "No pregnancy is recorded.", id="no pregnancy"),
        pytest.param(
            "eshre_2022", [BIRTH], f"No loss that {ESHRE} counts.", id="no countable loss"
        ),
        pytest.param(
            "eshre_2022",
            [LOSS],
            f"Not recurrent pregnancy loss: 1 loss. {ESHRE} asks for 2 losses.",
            id="below",
        ),
        pytest.param(
            "eshre_2022",
            [LOSS] * 3,
            f"Recurrent pregnancy loss: 3 losses. {ESHRE} asks for 2 losses.",
            id="meets total",
        ),
        pytest.param(
            "who_3c",
            [LOSS] * 3,
            "Recurrent pregnancy loss: 3 losses in a row. "
            f"{WHO} asks for 3 losses in a row.",
            id="meets in a row",
        ),
        pytest.param(
            "rcog_2023",
            [LOSS] * 2,
            "Not recurrent pregnancy loss: 2 first-trimester losses. "
            f"{RCOG} asks for 3 first-trimester losses. "
            "A work-up can be considered after 2 first-trimester losses.",
            id="consider",
        ),
        pytest.param(
            "rcog_2023",
            [at(112)],
            "Not recurrent pregnancy loss: 0 first-trimester losses. "
            f"{RCOG} asks for 3 first-trimester losses. "
            "A work-up is offered after 1 second-trimester loss.",
            id="second trimester",
        ),
        pytest.param(
            "eshre_2022",
            [LOSS, UNKNOWN],
            "Cannot be decided: 1 loss for certain. "
            f"The outcome of pregnancy 2 is not known. {ESHRE} asks for 2 losses.",
            id="outcome",
        ),
        pytest.param(
            "asrm_2012",
            [LOSS, seen("unknown")],
            "Cannot be decided: 1 loss for certain. "
            "It is not recorded by what pregnancy 2 was seen. "
            f"{ASRM} asks for 2 losses.",
            id="visualisation",
        ),
        pytest.param(
            "eshre_2022",
            [LOSS, SOME_LOSS],
            "Cannot be decided: 1 loss for certain. "
            f"The gestation of pregnancy 2 is not known. {ESHRE} asks for 2 losses.",
            id="gestation",
        ),
    ],
)
def test_reason_in_words(code, stories, sentence):
    definition = DEFINITIONS[code]

    assert reason_sentence(classify(history(*stories), definition), definition) == sentence


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words(reason):
    from patients.rules import sentences

    assert reason in sentences._SENTENCES


@pytest.mark.parametrize(
    ("code", "stories", "sentence"),
    [
        pytest.param("eshre_2022", [LOSS], "", id="not met"),
        pytest.param(
            "asrm_2012",
            [LOSS, LOSS],
            "Primary: no live birth before these losses.",
            id="primary",
        ),
        pytest.param(
            "eshre_2022",
            [STILLBIRTH, LOSS, LOSS],
            "Secondary: pregnancy beyond 24+0 before these losses.",
            id="secondary; a stillbirth is never called a success",
        ),
        pytest.param(
            "eshre_2022",
            [LOSS, LOSS, BIRTH, LOSS, LOSS],
            "Tertiary: pregnancy beyond 24+0 between these losses.",
            id="tertiary",
        ),
        pytest.param(
            "asrm_2012",
            [LOSS, LOSS, BIRTH],
            "Primary: no live birth before these losses. A later pregnancy ended the run.",
            id="historical",
        ),
    ],
)
def test_pattern_in_words(code, stories, sentence):
    definition = DEFINITIONS[code]

    assert pattern_sentence(classify(history(*stories), definition), definition) == sentence


def test_undecided_pregnancies_in_words():
    answer = classify(history(LOSS, UNKNOWN, seen("unknown")), DEFINITIONS["asrm_2012"])

    assert undecided_sentences(answer) == [
        "The outcome of pregnancy 2 is not known.",
        "It is not recorded by what pregnancy 3 was seen.",
    ]


@pytest.mark.parametrize(
    ("partner", "sentence"),
    [
        pytest.param("A", "With this partner: 2 losses, primary.", id="two losses"),
        pytest.param("B", "With this partner: 1 loss, primary.", id="one loss"),
        pytest.param("C", "With this partner: no loss that counts.", id="none"),
    ],
)
def test_couple_in_words(partner, sentence):
    told = history(*({**LOSS, "partner": name} for name in "AAB"))
    answer = classify(told, DEFINITIONS["eshre_2022"], current_partner=partner)

    assert couple_sentence(answer.couple) == sentence


@pytest.mark.parametrize("code", DEFINITIONS)
def test_no_sentence_hurts(code):
    definition = DEFINITIONS[code]
    for stories in (
        [],
        [LOSS],
        [LOSS] * 3,
        [UNKNOWN, LOSS],
        [at(112)],
        [BIRTH, LOSS, LOSS],
    ):
        answer = classify(history(*stories), definition)
        words = reason_sentence(answer, definition).removesuffix(".")
        spoken = words.replace(definition.label, "") + pattern_sentence(answer, definition)

        assert not {"abortion", "failed", "failure", "success"} & set(
            spoken.lower().split()
        )
