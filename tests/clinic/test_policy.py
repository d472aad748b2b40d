"""Every page says what it may load; one with words of its own says its own."""

from csp.constants import HEADER, NONCE
from csp.utils import build_policy
from django.http import HttpResponse

from clinic.policy import PolicyMiddleware


def directives(header: str) -> set[str]:
    return set(header.split("; "))


def answered(rf, **own) -> HttpResponse:
    def view(request):
        if own.get("nonce"):
            own["given"] = str(request.csp_nonce)
        response = HttpResponse()
        if "replace" in own:
            response._csp_replace = own["replace"]
        return response

    response = PolicyMiddleware(view)(rf.get("/"))
    response.given = own.get("given")
    return response


def test_a_page_has_the_policy_of_the_settings(rf):
    assert directives(answered(rf)[HEADER]) == directives(build_policy())


def test_a_page_with_words_of_its_own_has_its_own(rf):
    own = answered(rf, replace={"frame-ancestors": ["'self'"]})
    assert "frame-ancestors 'self'" in directives(own[HEADER])


def test_a_nonce_that_was_given_is_in_the_policy(rf, settings):
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"script-src": [NONCE]}}
    own = answered(rf, nonce=True)
    assert f"'nonce-{own.given}'" in own[HEADER]
