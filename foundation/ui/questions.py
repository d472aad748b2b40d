"""A question of a form as it stands on a page: label, input, help, refusal."""

from django.forms import BoundField, CheckboxInput, Select, Widget
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from foundation.ui.icons import icon

REQUIRED = mark_safe('<span class="required">required</span>')  # noqa: S308 - our own
SEVERAL = {"radioselect", "checkboxselectmultiple"}


def question(field: BoundField, *, before: str = "", after: str = "") -> SafeString:
    """Draw one question; `before` and `after` are words in one box with its input.

    The ids of help and refusal are those the input names in aria-describedby.
    """
    if field.is_hidden:
        return field.as_widget()
    if field.use_fieldset:
        return _in_a_fieldset(field)
    inside = (
        _tick(field)
        if isinstance(field.field.widget, CheckboxInput)
        else _labelled(field, before, after)
    )
    return format_html(
        '<div id="div_{}" class="field">{}{}</div>', field.auto_id, inside, _beneath(field)
    )


def control(field: BoundField, **attributes: str) -> SafeString:
    """Draw the input of a question in the house's look, without label or error."""
    widget = field.field.widget
    classes = [widget.attrs.get("class", ""), _control_class(widget)]
    if field.errors:
        classes.append("is-invalid")
    return field.as_widget(attrs={**attributes, "class": " ".join(filter(None, classes))})


def _control_class(widget: Widget) -> str:
    if isinstance(widget, CheckboxInput):
        return ""
    return "form-select" if isinstance(widget, Select) else "form-control"


def _required(field: BoundField) -> str:
    return REQUIRED if field.field.required else ""


def _labelled(field: BoundField, before: str, after: str) -> SafeString:
    return format_html(
        '<label class="form-label" for="{}">{}{}</label>{}',
        field.id_for_label,
        field.label,
        _required(field),
        _boxed(field, before, after) if before or after else control(field),
    )


def _boxed(field: BoundField, before: str, after: str) -> SafeString:
    word = '<span class="input-group-text">{}</span>'
    return format_html(
        '<div class="input-group">{}{}{}</div>',
        format_html(word, before) if before else "",
        control(field),
        format_html(word, after) if after else "",
    )


def _tick(field: BoundField) -> SafeString:
    return format_html(
        '<div class="choice">{} <label for="{}">{}{}</label></div>',
        control(field),
        field.id_for_label,
        field.label,
        _required(field),
    )


def _choices(field: BoundField) -> SafeString:
    """Several inputs that answer one question."""
    if field.widget_type not in SEVERAL:
        return control(field)
    each = '<div class="choice">{}<label for="{}">{}</label></div>'
    drawn = ((one.tag(), one.id_for_label, one.choice_label) for one in field)
    return format_html('<div class="choices">{}</div>', format_html_join("", each, drawn))


def _in_a_fieldset(field: BoundField) -> SafeString:
    about = field.aria_describedby
    return format_html(
        '<fieldset id="div_{}" class="field"{}><legend>{}{}</legend>{}{}</fieldset>',
        field.auto_id,
        format_html(' aria-describedby="{}"', about) if about else "",
        field.label,
        _required(field),
        _choices(field),
        _beneath(field),
    )


def _beneath(field: BoundField) -> SafeString:
    refused = help_text = ""
    if field.errors:
        refused = format_html(
            '<div id="{}_error" class="field-error">{}<span>{}</span></div>',
            field.auto_id,
            icon("exclamation-circle-fill", size=14),
            format_html_join(" ", "{}", ((error,) for error in field.errors)),
        )
    if field.help_text:
        help_text = format_html(
            '<div id="{}_helptext" class="form-text">{}</div>',
            field.auto_id,
            field.help_text,
        )
    return format_html("{}{}", refused, help_text)
