"""How a view finds the couple of its address, and a pregnancy of hers."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from foundation.records.reading import to_open
from patients.models import Couple, Pregnancy
from patients.selectors import open_file


def couple_or_404(request: HttpRequest, number: str) -> Couple:
    """Find a couple this reader may open; anybody else's number is a miss."""
    return open_file(request.user, number)


def pregnancy_or_404(request: HttpRequest, couple: Couple, pk: int) -> Pregnancy:
    """Find a pregnancy of the woman of this couple; anybody else's is a miss."""
    hers = couple.woman.pregnancies.visible_to(request.user)
    return get_object_or_404(to_open(request, hers), pk=pk)
