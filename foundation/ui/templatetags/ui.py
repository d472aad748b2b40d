"""The components of the house as template tags; docs/ui.md shows each in use."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import template
from django.contrib.messages.storage.base import Message
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from foundation.medicine.findings import Finding, Severity
from foundation.ui import fixed, icons, questions, words
from foundation.ui.drafts import keeping
from foundation.ui.forms import STALE

register = template.Library()
register.tag(fixed.fixed)
register.tag(fixed.icon)


@register.simple_tag(takes_context=True)
def form_keys(context: template.Context) -> SafeString:
    """Write the two hidden keys of a post form: against forgery, against double submit.

    The second also tells static/ui/drafts.js where what is typed is kept meanwhile.
    """
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="submission_key" value="{}"{}>',
        context.get("csrf_token", ""),
        uuid4(),
        keeping(context.get("request")),
    )


@register.simple_tag
def read_at(record: Any) -> SafeString:
    """Write the hidden version of a row into a form that only presses a button."""
    return format_html('<input type="hidden" name="version" value="{}">', record.version)


@register.inclusion_tag("ui/meeting.html")
def meeting(form: BaseForm) -> dict[str, Any]:
    """Show what a colleague saved while this form was open, beside what was typed."""
    return {"meeting": getattr(form, "meeting", None)}


@register.filter
def refusals(form: BaseForm) -> list[dict[str, Any]]:
    """List every refusal of a form with its question, besides what the meeting says."""
    of_all = form.errors.as_data().get(NON_FIELD_ERRORS, [])
    general = [e for e in of_all if e.code != STALE]
    return [
        *({"said": said, "field": None} for e in general for said in e.messages),
        *({"said": said, "field": field} for field in form for said in field.errors),
    ]


register.simple_tag(questions.control)


@register.simple_tag(takes_context=True)
def question(context: template.Context, field: BoundField) -> SafeString:
    """Draw one question of a form: label, input, help, refusal."""
    before = context.get("crispy_prepended_text")
    after = context.get("crispy_appended_text")
    return questions.question(field, before=before or "", after=after or "")


@register.simple_tag
def badge(word: object, tone: str = "neutral", icon: str = "") -> SafeString:
    """Show a state in a word; tones: neutral, accent, info, good, caution, stop."""
    return words.badge(word, tone=tone, drawing=icon)


@register.simple_tag
def flag(code: object) -> SafeString:
    """Show the flag of a result in words."""
    return words.flag(code)


@register.simple_tag
def gate(outcome: object) -> SafeString:
    """Show the outcome of a safety gate in words."""
    return words.gate(outcome)


@register.simple_tag
def hidden() -> SafeString:
    """Stand in place of what the reader's role does not read: never an empty place."""
    return words.hidden()


@register.simple_tag
def person_name(name: str, native: str = "", language: str = "") -> SafeString:
    """Write a name and, after it, the same name in its own script."""
    return words.person_name(name, native, language)


@register.simple_tag
def fact(
    label: str, value: object, unit: str = "", missing: str = "Not recorded"
) -> SafeString:
    """Write one pair of a <dl class="facts">; an absent value is said, never left blank."""
    if value is None or value == "":
        shown = format_html('<span class="missing">{}</span>', missing)
    else:
        shown = format_html("{} {}", value, unit) if unit else format_html("{}", value)
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, shown)


@register.simple_tag
def crumb(label: object, url: str = "") -> SafeString:
    """Write one step of the way to this page; the last has no address."""
    if not url:
        return format_html('<li aria-current="page">{}</li>', label)
    return format_html('<li><a href="{}">{}</a></li>', url, label)


@register.simple_tag
def message_tone(message: Message) -> str:
    """Translate the level of a message of Django into a tone of the house."""
    return {"error": "stop", "warning": "caution", "success": "good"}.get(
        message.level_tag, "info"
    )


@register.simple_tag
def step(label: str, state: str = "todo", note: str = "") -> SafeString:
    """Write one step of an <ol class="steps">; states: done, current, todo, stopped."""
    look = STEPS[state]
    return format_html(
        '<li class="step step-{}"{}>{}<span class="step-label">{}'
        '<span class="visually-hidden"> ({})</span></span>'
        '<span class="step-note">{}</span></li>',
        state,
        mark_safe(' aria-current="step"') if state == "current" else "",
        icons.icon(look.icon, size=18),
        label,
        look.word,
        note,
    )


STEPS = {
    "done": words.Look("done", "check-circle-fill", "good"),
    "current": words.Look("now", "record-circle-fill", "accent"),
    "todo": words.Look("to come", "circle", "neutral"),
    "stopped": words.Look("stopped", "x-octagon-fill", "stop"),
}


@register.inclusion_tag("ui/stat.html")
def stat(
    label: str, value: object, *, note: str = "", tone: str = "", url: str = ""
) -> dict[str, Any]:
    """Show one number of the day; a tone marks the note with its drawing."""
    drawing = words.TONES[tone] if tone else ""
    return {
        "label": label,
        "value": value,
        "note": note,
        "tone": tone,
        "url": url,
        "drawing": drawing,
    }


@register.inclusion_tag("ui/findings.html")
def findings(found: Iterable[Finding]) -> dict[str, Any]:
    """Show what the rules said, worst first, each with its source."""
    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    worst_first = sorted(found, key=lambda finding: order[finding.severity])
    return {"found": [(SEVERITIES[f.severity], f) for f in worst_first]}


SEVERITIES = {
    Severity.STOP: "stop",
    Severity.CAUTION: "caution",
    Severity.NOTE: "info",
}


@register.inclusion_tag("ui/late_work.html")
def late_work(id: str, url: str, sentence: str, *, every: str = "1s") -> dict[str, Any]:
    """Say that something is being made, and ask again until it is there.

    The address answers with a part whose root has the same id: either this again,
    or what was made.
    """
    return {"id": id, "url": url, "sentence": sentence, "every": every}


@register.simple_block_tag
def head(
    content: str, title: str, *, icon: str = "", note: str = "", level: int = 2
) -> str:
    """Open a card with its title; the block holds the card's actions."""
    return _drawn(
        "ui/card_head.html",
        {"title": title, "icon": icon, "note": note, "level": level, "actions": content},
    )


@register.simple_block_tag
def notice(content: str, tone: str, title: str = "", *, role: str = "") -> str:
    """Say something that must not be overlooked; tones: info, good, caution, stop."""
    context = {"tone": tone, "title": title, "role": role, "body": content}
    return _drawn("ui/notice.html", {**context, "icon": words.TONES[tone]})


@register.simple_block_tag
def nothing(content: str, title: str, *, icon: str = "inbox") -> str:
    """Say that there is nothing here; the block says what to do about it."""
    return _drawn("ui/nothing.html", {"title": title, "icon": icon, "body": content})


@register.simple_block_tag
def table(content: str, caption: str, *, css_class: str = "", shown: bool = False) -> str:
    """Wrap the head and body of a table: a caption, and room to scroll sideways."""
    context = {"caption": caption, "css_class": css_class, "shown": shown, "rows": content}
    return _drawn("ui/table.html", context)


@register.simple_block_tag
def moment(
    content: str,
    when: object,
    title: str,
    *,
    icon: str = "circle-fill",
    tone: str = "accent",
) -> str:
    """Write one event of an <ol class="timeline">."""
    context = {"when": when, "title": title, "icon": icon, "tone": tone, "body": content}
    return _drawn("ui/moment.html", context)


def _drawn(name: str, context: dict[str, Any]) -> str:
    return render_to_string(name, context)
