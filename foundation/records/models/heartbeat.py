from django.db import models


class Heartbeat(models.Model):
    """When late work was last seen alive: beat, queue, worker and database together."""

    name = models.CharField(max_length=20, primary_key=True)
    felt_at = models.DateTimeField()

    class Privacy:
        identifying: set[str] = set()
        clinical: set[str] = set()
        open = {"name", "felt_at"}

    def __str__(self) -> str:
        return f"{self.name} at {self.felt_at:%H:%M:%S}"
