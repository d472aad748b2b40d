"""The clinic chooses what it calls recurrent loss; every choice stays on file."""

import pytest

from foundation.records.services import StaleRecord
from patients.models import DefinitionChoice
from patients.selectors import definition_in_force
from patients.services import choose_definition
from tests.sending import as_it_stands

URL = "/settings/definition/"
CHOOSE = "/settings/definition/confirm/"


def test_definition_choose_lists_values_and_sources(client, clinician, definitions):
    client.force_login(clinician)
    page = client.get(URL).content.decode()
    assert "No definition chosen yet" in page
    for definition in definitions.values():
        assert definition.label.replace("'", "&#x27;") in page
    assert "10.1093/hropen/hoy004" in page


def test_definition_confirm_puts_one_in_force_with_who_and_why(
    client, clinician, definitions
):
    client.force_login(clinician)
    chosen = {"definition": definitions["who_3c"].pk, "reason": "As we always did"}
    response = client.post(CHOOSE, chosen, follow=True)
    choice = DefinitionChoice.objects.get()
    assert (choice.definition, choice.reason, choice.written_by) == (
        definitions["who_3c"],
        "As we always did",
        clinician,
    )
    assert "As we always did" in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reason": ""}, "Please fill this in."),
        ({"definition": ""}, "Please choose."),
        ({"definition": "999999"}, "Select a valid choice."),
    ],
)
def test_definition_confirm_refuses_in_words(
    wrong, sentence, client, clinician, definitions
):
    client.force_login(clinician)
    chosen = {"definition": definitions["who_3c"].pk, "reason": "Kept"} | wrong
    response = client.post(CHOOSE, chosen)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert definition_in_force() is None


def test_two_who_choose_at_once_are_told_of_each_other(
    client, clinician, colleague, definitions
):
    client.force_login(clinician)
    opened = as_it_stands(client.get(URL), CHOOSE)
    mine = str(definitions["eshre_2022"].pk)
    first = choose_definition(
        definition=definitions["who_3c"], reason="Usual", by=colleague
    )

    late = client.post(CHOOSE, opened | {"definition": mine, "reason": "Newer"})

    assert late.status_code == 422
    assert f"{colleague} saved this while you had it open." in late.content.decode()
    (met,) = late.context["form"].meeting.questions
    assert (met.before, met.theirs) == ("Not known", f"{first.definition.label}, edition 1")
    assert DefinitionChoice.objects.get() == first

    again = client.post(CHOOSE, as_it_stands(late, CHOOSE))
    assert (again.status_code, DefinitionChoice.objects.count()) == (302, 2)
    assert definition_in_force() == definitions["eshre_2022"]


def test_a_choice_instead_of_one_that_was_replaced_is_refused(definitions, clinician):
    chosen = definitions["who_3c"]
    choose_definition(definition=chosen, reason="Usual", by=clinician)

    with pytest.raises(StaleRecord):
        choose_definition(definition=chosen, reason="Again", by=clinician)


def test_manager_reads_the_definitions_and_leaves_the_choice(client, manager, definitions):
    client.force_login(manager)
    assert "Put in force" not in client.get(URL).content.decode()
    chosen = {"definition": definitions["who_3c"].pk, "reason": "Mine"}
    assert client.post(CHOOSE, chosen).status_code == 403
    assert definition_in_force() is None


@pytest.mark.parametrize("role", ["receptionist", "nurse", "laboratory"])
def test_definitions_are_closed_to_others(role, client, request, definitions):
    client.force_login(request.getfixturevalue(role))
    assert client.get(URL).status_code == 403
    assert client.post(CHOOSE, {}).status_code == 403
