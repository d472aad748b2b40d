"""The command line of the clinic."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    if sys.argv[1:2] == ["dev"]:
        port = os.environ.get("PORT") or "8000"
        os.environ.setdefault("DECIDUA_DEMO", "1")
        os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
