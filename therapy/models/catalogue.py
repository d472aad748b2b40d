"""What the clinic treats by: protocols, products and safety limits, as published."""

from django.db import models

from foundation.records.models import CatalogueEntry, tracked
from foundation.records.models.catalogue import CatalogueQuerySet
from therapy.rules import catalogue, protocols
from therapy.rules.gates import SessionKind
from therapy.rules.limits import Tag
from therapy.rules.products import Product as ProductRule


class NewestQuerySet(CatalogueQuerySet):
    def newest(self):
        """The latest edition of each entry."""
        return self.order_by("code", "-edition").distinct("code")


class Published(CatalogueEntry):
    """An entry kept whole, exactly as it stands on the shelf."""

    content = models.JSONField()

    objects = NewestQuerySet.as_manager()

    class Meta(CatalogueEntry.Meta):
        abstract = True
        ordering = ["code", "edition"]

    @property
    def tag_words(self) -> str:
        """Say how far the entry may be trusted."""
        return Tag(self.tag).words


@tracked
class Protocol(Published):
    """A template a session is planned from."""

    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=10, choices=[(kind.value, kind.value) for kind in SessionKind]
    )

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "code", "edition", "valid_from", "valid_to", "source", "tag",
            "confirmed_by", "confirmed_at", "content", "name", "kind",
        }  # fmt: skip

    class Meta(Published.Meta):
        pass

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> protocols.Protocol:
        """The protocol as the rules read it."""
        return protocols.protocol(self.content)


@tracked
class Product(Published):
    """A brand of immunoglobulin with its rate table."""

    brand = models.CharField(max_length=100)

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "code", "edition", "valid_from", "valid_to", "source", "tag",
            "confirmed_by", "confirmed_at", "content", "brand",
        }  # fmt: skip

    class Meta(Published.Meta):
        pass

    def __str__(self) -> str:
        return self.brand

    @property
    def rule(self) -> ProductRule:
        """The product as the rules read it."""
        return catalogue.product(self.content)


@tracked
class SafetyLimit(Published):
    """One number of the safety gates."""

    gate = models.CharField(max_length=60)

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {
            "id", "code", "edition", "valid_from", "valid_to", "source", "tag",
            "confirmed_by", "confirmed_at", "content", "gate",
        }  # fmt: skip

    class Meta(Published.Meta):
        pass
