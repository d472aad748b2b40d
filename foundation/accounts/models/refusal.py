"""What browsers refused to load or run on our pages, counted."""

from django.db import models


class PolicyRefusal(models.Model):
    """How often, on one day, browsers refused one kind of content on one page.

    The page is the name of its door, never an address with a number in it, and what was
    refused is one of a few words: nothing here says whose file was open.
    """

    on = models.DateField()
    page = models.CharField(max_length=100)
    directive = models.CharField(max_length=40)
    refused = models.CharField(max_length=20)
    times = models.PositiveIntegerField(default=0)

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {"id", "on", "page", "directive", "refused", "times"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="%(app_label)s_%(class)s_one_row_per_day_and_page",
                fields=["on", "page", "directive", "refused"],
                violation_error_message="This refusal is counted already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.page} {self.directive}: {self.times}"
