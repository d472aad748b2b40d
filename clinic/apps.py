import gc

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.module_loading import autodiscover_modules

from clinic.owner import programs_own_nothing


class ClinicConfig(AppConfig):
    name = "clinic"

    def ready(self) -> None:
        """Make every task known to web processes too, so that names can be checked.

        What was read stays for good: it is set aside before cycles are sought again.
        """
        autodiscover_modules("tasks")
        register(programs_own_nothing, Tags.security, deploy=True)
        gc.freeze()
        gc.enable()
