"""Facts in, PDF bytes out. No database, no clock."""

from reports.rendering.documents import draw, load, warm_up
from reports.rendering.faults import NotDrawable

__all__ = ["NotDrawable", "draw", "load", "warm_up"]
