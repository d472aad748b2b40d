"""Why a document could not be drawn, in words for the person who asked for it."""


class NotDrawable(Exception):
    """Drawing stopped; the message says why and what can be done."""


class PressMissing(NotDrawable):
    """The machine lacks the libraries that draw documents."""

    def __init__(self) -> None:
        super().__init__(
            "This machine lacks the library that draws documents. Install it with "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
            "(Debian, Ubuntu) or brew install pango (macOS), restart the worker, "
            "then ask again."
        )


class FontUnusable(NotDrawable):
    """A font of the documents is missing or damaged."""

    def __init__(self, file: str) -> None:
        super().__init__(
            f"The font file {file} is missing or damaged, so names could print wrongly. "
            "Install the front-end packages again (npm ci), restart the worker, "
            "then ask again."
        )


class AddressBlocked(NotDrawable):
    """The document wanted something from outside; nothing is ever fetched."""

    def __init__(self, scheme: str) -> None:
        super().__init__(
            f"The document asked for something from outside ({scheme}:). Documents are "
            "drawn from this clinic's records alone, so nothing was fetched or drawn."
        )
