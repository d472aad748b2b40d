from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "foundation.accounts"

    def ready(self) -> None:
        """Listen to sign-ins, and have every door looked at by `manage.py check`."""
        from foundation.accounts import checks, receivers  # noqa: F401, PLC0415
