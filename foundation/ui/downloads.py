"""How a file leaves the clinic: kept by whoever asked for it, never opened as a page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# What a browser may do with the answer if it shows it after all: nothing.
ONLY_KEPT = "default-src 'none'; frame-ancestors 'none'; sandbox"


def download(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """Hand a file over to be saved under that name.

    Its kind is the one said here, never guessed by the browser, and no copy stays
    in a cache between the clinic and the reader.
    """
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ONLY_KEPT
    response["Cache-Control"] = "no-store, private"
    return response
