"""What speed is measured against: Django's own signed-in page, on the same machine.

Two sites stand on the clinic's settings: `clinic.wsgi` with one empty page more, and a
bare Django that reads the session, the user and one template, and nothing else.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Template
from django.urls import include, path

from foundation.accounts.guards import require
from foundation.accounts.roles import Permission

PAGE = Template("<!doctype html><title>Bare</title><p>{{ user }}</p>")


@require(Permission.HOME_VIEW)
def bare(request: HttpRequest) -> HttpResponse:
    """Session, user, template, response."""
    return HttpResponse(PAGE.render(Context({"user": request.user})))


@require(Permission.HOME_VIEW)
def empty(request: HttpRequest) -> HttpResponse:
    """The product's frame with nothing in it."""
    return render(request, "base.html")


urlpatterns = [path("bare/", bare), path("empty/", empty), path("", include("clinic.urls"))]
