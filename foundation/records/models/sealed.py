"""Columns whose content lies encrypted, each value bound to its own row."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from foundation.records import secrecy


class Token(str):
    """A sealed text as it lies in the table."""

    __slots__ = ()


class SealedAttribute(DeferredAttribute):
    """Opens the sealed text when somebody reads it, not before."""

    field: "SealedText"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Token):
            return value
        opened = secrecy.unseal(value, place=self.field.place(instance))
        instance.__dict__[self.field.attname] = opened
        return opened

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedText(models.TextField):
    """Text that is encrypted in the table and bound to its row.

    The row's key must be known before it is saved (a UUID or a one-to-one key), since
    the value is sealed for that key. It cannot be searched or set by `update()`; a
    BlindIndex beside it answers whether a given text is on file. The kept versions of a
    tracked row leave it out.

    Raises: foundation.records.secrecy.Unreadable when the content was moved or changed.
    """

    descriptor_class = SealedAttribute

    def place(self, instance: models.Model) -> str:
        """Name the table, column and row the value belongs to."""
        if instance.pk is None:
            raise TypeError(f"{self} needs a row whose key is known before it is saved.")
        return f"{instance._meta.label}.{self.attname}:{instance.pk}"

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return Token(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if not value or isinstance(value, Token):
            return value
        return Token(secrecy.seal(value, place=self.place(model_instance)))

    def get_prep_value(self, value: Any) -> Any:
        if value and not isinstance(value, Token):
            raise TypeError(f"{self} is written by saving its row, and never sought.")
        return super().get_prep_value(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError(f"{self} lies encrypted and cannot be sought.")
        return super().get_lookup(lookup_name)


class BlindIndex(models.CharField):
    """Stands for a sealed column in an index: equal contents, equal words.

    Look up with `filter(**{name + "__in": field.words(text)})`.
    """

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        kwargs.update(max_length=120, editable=False, blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "editable", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, {**kwargs, "of": self.of}

    def words(self, text: str) -> list[str]:
        """The words to look a text up by, one for every key on file."""
        return secrecy.blinds(text, place=self._place)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = getattr(model_instance, self.of)
        word = secrecy.blind(text, place=self._place) if text else ""
        setattr(model_instance, self.attname, word)
        return word

    @property
    def _place(self) -> str:
        return f"{self.model._meta.label}.{self.of}"
