"""The Chromium of the journeys: the machine's own, else the one Playwright downloaded.

Debian's `chromium` is a whole browser that draws for a screen nobody has; its headless
shell is the same engine and takes half the processor's time.
"""

import os
import shutil
import sys

from playwright.sync_api import sync_playwright

PROGRAMS = ("chromium-headless-shell", "chromium")


def launch_options() -> dict:
    """How to start Chromium on this machine; as root its sandbox cannot work."""
    options: dict = {"args": ["--no-sandbox"] if os.geteuid() == 0 else []}
    if program := next(filter(None, map(shutil.which, PROGRAMS)), None):
        options["executable_path"] = program
    return options


def main() -> int:
    """Start it once, so that a missing browser is told before the tests begin."""
    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(**launch_options()).close()
    except Exception:  # a missing library breaks Playwright before it can say so
        sys.stderr.write(
            "The journeys need Chromium, and it could not be installed here. Install "
            "the packages chromium-headless-shell and libatomic1.\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
