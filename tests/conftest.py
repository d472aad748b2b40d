"""People, couples and a quiet queue for every test."""

import pytest
from django.conf import settings as django_settings
from hypothesis import settings as hypothesis_settings

from tests.factories import accounts, patients
from tests.rights import share_rights
from tests.sharing import RUNNING_CLINIC, share_of
from tests.tables import copy_built_tables

# A property is about what holds, not about how busy the machine is.
hypothesis_settings.register_profile("clinic", deadline=None)
hypothesis_settings.load_profile("clinic")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks the running clinic waits much and works little, so it begins first."""
    items.sort(key=lambda item: share_of(item.nodeid) != RUNNING_CLINIC)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_blocker
):
    """The processes of a run copy the tables that the first of them built."""
    with django_db_blocker.unblock():
        copy_built_tables()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The tests' database; requests and tasks have the rights of the programs in it."""
    with django_db_blocker.unblock():
        share_rights()


@pytest.fixture(scope="session", autouse=True)
def static_files_are_looked_up_when_asked_for():
    """Every client of a test would list hundreds of files first, a fifth of its time."""
    django_settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def second_factors_set_up(settings):
    """Whoever signs in here has done so; tests/security looks at those who have not."""
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture(autouse=True)
def tasks_run_at_once():
    """Late work runs where it is left; use django_capture_on_commit_callbacks to let it."""
    from clinic.celery import app

    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True


@pytest.fixture
def receptionist(db):
    return accounts.staff("reception")


@pytest.fixture
def nurse(db):
    return accounts.staff("nurse")


@pytest.fixture
def clinician(db):
    return accounts.staff("clinician")


@pytest.fixture
def colleague(db):
    """Another clinician."""
    return accounts.staff("clinician", "colleague")


@pytest.fixture
def laboratory(db):
    return accounts.staff("laboratory")


@pytest.fixture
def manager(db):
    return accounts.staff("manager")


@pytest.fixture
def privacy_officer(db):
    return accounts.staff("privacy_officer")


@pytest.fixture
def administrator(db):
    return accounts.staff("administrator")


@pytest.fixture
def researcher(db):
    return accounts.staff("researcher")


@pytest.fixture
def couple(clinician):
    """Asha and Rohan Sample, with telephones, who agreed to an SMS."""
    return patients.couple(by=clinician)


@pytest.fixture
def other_couple(clinician):
    """Another couple, whose records must never appear with the first one's."""
    return patients.couple(by=clinician, woman="Meera Example", man="Kiran Example")
