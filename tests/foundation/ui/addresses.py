"""A few addresses, so that the look is tested without the clinic around it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", nothing, name="home"),
    path("search/", nothing, name="search"),
    path("account/login/", nothing, name="account_login"),
    path("account/logout/", nothing, name="account_logout"),
    path("account/unlock/", nothing, name="account_unlock"),
    path("account/passkey/", nothing, name="mfa_login_webauthn"),
    path("account/passkey/question/", nothing, name="mfa_passkey_question"),
    path(
        "panels/",
        include(([path("", nothing, name="panels_unsigned")], "immunology")),
    ),
]
