"""Inputs of forms, written without a template: the same characters, many times sooner.

A list of twenty choices is forty templates to the framework; here it is one line each.
Whatever is not named here is drawn from its template as before.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Final

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, mark_safe

WIDGETS: Final = "django/forms/widgets/"
OPTION: Final = f"{WIDGETS}select_option.html"
Told = Mapping[str, Any]


class InputRenderer(TemplatesSetting):
    """Draws the inputs of forms; FORM_RENDERER names it."""

    def render(self, template_name: str, context: Any, request: Any = None) -> Any:
        write = WRITTEN.get(template_name)
        if write is None or not _is_plain(context["widget"]):
            return super().render(template_name, context, request=request)
        # Every part was escaped on its way.
        return mark_safe(write(context["widget"]).strip())  # noqa: S308


def _is_plain(told: Told) -> bool:
    """Tell whether every choice is drawn as the framework draws it."""
    return all(
        option["template_name"] == OPTION
        for _name, options, _index in told.get("optgroups", ())
        for option in options
    )


def _word(value: Any) -> str:
    return str(value) if isinstance(value, SafeData) else escape(str(value))


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value if isinstance(value, SafeData) else escape(value)
    return conditional_escape(localize(value))


def _attributes(told: Told) -> str:
    return "".join(
        f" {_shown(name)}" if value is True else f' {_shown(name)}="{_word(value)}"'
        for name, value in told["attrs"].items()
        if value is not False
    )


def _input(told: Told) -> str:
    value = "" if told["value"] is None else f' value="{_word(told["value"])}"'
    kind, name = _shown(told["type"]), _shown(told["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(told)}>\n'


def _labelled(told: Told) -> str:
    if not told.get("wrap_label"):
        return _input(told)
    about = told["attrs"].get("id")
    leads = f' for="{_shown(about)}"' if about else ""
    return f"<label{leads}>{_input(told)} {_shown(told['label'])}</label>"


def _textarea(told: Told) -> str:
    value = _shown(told["value"]) if told["value"] else ""
    name = _shown(told["name"])
    return f'<textarea name="{name}"{_attributes(told)}>\n{value}</textarea>'


def _select(told: Told) -> str:
    groups = "".join(
        _group(name, "".join(map(_option, options)))
        for name, options, _index in told["optgroups"]
    )
    return f'<select name="{_shown(told["name"])}"{_attributes(told)}>{groups}\n</select>'


def _group(name: Any, options: str) -> str:
    if not name:
        return options
    return f'\n  <optgroup label="{_shown(name)}">{options}\n  </optgroup>'


def _option(told: Told) -> str:
    value, label = _word(told["value"]), _shown(told["label"])
    return f'\n  <option value="{value}"{_attributes(told)}>{label}</option>\n'


WRITTEN: Final[Mapping[str, Callable[[Told], str]]] = {
    **{
        f"{WIDGETS}{name}.html": _input
        for name in (
            *("input", "text", "hidden", "number", "email", "tel", "url", "search"),
            *("date", "time", "datetime", "password", "checkbox", "file", "color"),
        )
    },
    f"{WIDGETS}input_option.html": _labelled,
    f"{WIDGETS}radio_option.html": _labelled,
    f"{WIDGETS}checkbox_option.html": _labelled,
    f"{WIDGETS}textarea.html": _textarea,
    f"{WIDGETS}select.html": _select,
}
