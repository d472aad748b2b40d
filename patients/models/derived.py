"""A column that follows from the others, whoever saves the row and how."""

from django.db import models


class DerivedText(models.TextField):
    """Text the record works out itself by its ``derive_<name>``, in bulk as well."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        derived = getattr(model_instance, f"derive_{self.attname}")()
        setattr(model_instance, self.attname, derived)
        return derived

    def deconstruct(self):
        """To migrations and kept versions it is ordinary text."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
