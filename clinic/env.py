"""What an installation is told from outside: each setting is NAME, or a file NAME_FILE."""

import os
from pathlib import Path
from typing import TypeVar, overload

from django.core.exceptions import ImproperlyConfigured

Default = TypeVar("Default")

YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})
_REQUIRED = object()


@overload
def env(name: str) -> str: ...
@overload
def env(name: str, default: Default) -> str | Default: ...
def env(name: str, default: object = _REQUIRED) -> object:
    """Read one setting: the variable itself, else the file that NAME_FILE points to.

    An empty variable counts as missing, so that compose may pass `NAME=`
    through. Secrets belong in files: a variable shows in every process list.

    Raises: ImproperlyConfigured when it is missing and has no default, or when
    the named file cannot be read or says nothing.
    """
    value = os.environ.get(name, "").strip() or _from_file(name)
    if value:
        return value
    if default is _REQUIRED:
        raise ImproperlyConfigured(
            f"{name} is not set. Set {name}, or {name}_FILE to a file that holds it."
        )
    return default


def env_bool(name: str, default: bool = False) -> bool:
    """Read a yes-or-no setting; any other word is refused, never guessed."""
    word = env(name, "").lower()
    if word in YES | NO:
        return word in YES
    if word:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {word!r}.")
    return default


def env_list(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Read a setting of several words, separated by commas."""
    words = [word.strip() for word in env(name, "").split(",")]
    return [word for word in words if word] or list(default)


def _from_file(name: str) -> str:
    """The content of the file named by NAME_FILE, or nothing where none is named."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return ""
    try:
        content = Path(path).read_text(encoding="utf-8").strip()
    except OSError as fault:
        reason = fault.strerror or "unknown fault"
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {reason}.") from fault
    if not content:
        raise ImproperlyConfigured(f"The file named by {name}_FILE is empty.")
    return content
