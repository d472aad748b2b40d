"""Each component as a page would write it."""

from datetime import date
from uuid import UUID

import html5lib
import pytest
from django.template import Context, Template

from foundation.medicine.findings import Finding, Severity
from foundation.medicine.sources import Source


def drawn(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def text(html: str) -> str:
    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return " ".join(" ".join(fragment.itertext()).split())


def test_form_keys_carries_the_csrf_token_and_a_fresh_key():
    shown = drawn("{% form_keys %}", csrf_token="token-of-the-session")
    tree = html5lib.parseFragment(shown, namespaceHTMLElements=False)
    values = {field.get("name"): field.get("value") for field in tree.iter("input")}
    assert values["csrfmiddlewaretoken"] == "token-of-the-session"
    assert UUID(values["submission_key"]).version == 4


def test_form_keys_differ_between_two_forms():
    assert drawn("{% form_keys %}") != drawn("{% form_keys %}")


def test_fact_shows_its_value_and_unit():
    assert text(drawn('{% fact "Weight" value "kg" %}', value=61)) == "Weight 61 kg"


@pytest.mark.parametrize("value", [None, ""])
def test_fact_says_what_is_missing(value):
    shown = drawn('{% fact "Blood group" value "kg" %}', value=value)
    assert text(shown) == "Blood group Not recorded"


def test_fact_shows_a_zero():
    assert text(drawn('{% fact "Losses" value %}', value=0)) == "Losses 0"


def test_person_name_says_which_language_the_second_name_is():
    shown = drawn('{% person_name "Asha Sample" "आशा नमूना" "hi" %}')
    assert text(shown) == "Asha Sample आशा नमूना"
    assert 'lang="hi"' in shown


def test_person_name_escapes():
    assert "<b>" not in drawn("{% person_name name %}", name="<b>Asha</b>")


def test_person_name_without_native_script_stays_one_name():
    assert text(drawn('{% person_name "Asha Sample" %}')) == "Asha Sample"


def test_crumb_without_an_address_is_the_present_page():
    assert 'aria-current="page"' in drawn('{% crumb "Asha" %}')
    assert 'href="/couples/"' in drawn('{% crumb "Couples" "/couples/" %}')


@pytest.mark.parametrize(
    ("state", "word"),
    [("done", "done"), ("current", "now"), ("todo", "to come"), ("stopped", "stopped")],
)
def test_step_says_its_state_in_a_word(state, word):
    shown = drawn('{% step "Given" state %}', state=state)
    assert text(shown) == f"Given ({word})"
    assert ("aria-current" in shown) == (state == "current")


def test_head_holds_the_actions_of_its_card():
    shown = drawn(
        '{% head "Results" icon="people" note="4" %}<a href="/x">Add</a>{% endhead %}'
    )
    assert text(shown) == "Results 4 Add"
    assert "<h2" in shown


def test_notice_says_its_words_with_a_drawing():
    shown = drawn('{% notice "stop" "No donor" %}HBV: not tested.{% endnotice %}')
    assert text(shown) == "No donor HBV: not tested."
    assert shown.count("<svg") == 1


def test_nothing_says_what_to_do_next():
    shown = drawn(
        '{% nothing "No session yet." %}<a href="/plan">Plan one</a>{% endnothing %}'
    )
    assert text(shown) == "No session yet. Plan one"


def test_stat_links_where_an_address_is_given():
    assert 'href="/sign/"' in drawn('{% stat "To sign" 3 note="1 critical" url="/sign/" %}')
    assert "<a" not in drawn('{% stat "To sign" 3 %}')


def test_table_has_a_caption_and_can_be_scrolled_by_key():
    shown = drawn('{% table "Results" %}<tbody><tr><td>1</td></tr></tbody>{% endtable %}')
    assert '<caption class="visually-hidden">Results</caption>' in shown
    assert 'tabindex="0"' in shown


def test_moment_tells_when_and_what():
    shown = drawn(
        '{% moment when "Early loss" %}at 8+3{% endmoment %}', when=date(2024, 3, 12)
    )
    assert text(shown) == "12 Mar 2024 Early loss at 8+3"


def test_late_work_asks_again_at_its_own_place():
    shown = drawn('{% late_work "document-7" "/documents/7/" "Drawing …" %}')
    tree = html5lib.parseFragment(shown, namespaceHTMLElements=False)
    part = next(tree.iter("div"))
    assert part.get("id") == "document-7"
    assert part.get("hx-get") == "/documents/7/"
    assert part.get("hx-swap") == "outerHTML"
    assert part.get("role") == "status"


def test_findings_come_worst_first_with_their_source():
    found = [
        Finding("a", Severity.NOTE, "Brand changed."),
        Finding("b", Severity.STOP, "HBV: not tested.", Source("Policy 4", "page 2")),
    ]
    shown = drawn("{% findings found %}", found=found)
    assert text(shown) == "HBV: not tested. Policy 4 (page 2) Brand changed."
