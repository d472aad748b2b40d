"""Second factors get a new key when the clinic does."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from foundation.accounts.second_factor import opened_seed, sealed_seed, seeds_in
from foundation.records import secrecy
from foundation.records.services import log_act


def reseal_second_factors() -> int:
    """Seal every seed with the present key; how many needed it.

    One row at a time, so that nobody who signs in meanwhile waits for all the others.
    """
    rows = Authenticator.objects.order_by("pk").values_list("pk", flat=True)
    return sum(_reseal(pk) for pk in list(rows))


@transaction.atomic
def _reseal(pk: int) -> int:
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    old = {
        name: seed
        for name, seed in (seeds_in(row) if row else {}).items()
        if not secrecy.is_current(seed.partition(":")[2])
    }
    if row is None or not old:
        return 0
    for name, seed in old.items():
        row.data[name] = sealed_seed(opened_seed(seed), user_id=row.user_id)
    row.save(update_fields=["data"])
    return len(old)


def factor_was_refused(user, *, kind: str) -> None:
    """Write down that a code or a passkey for this account was not right."""
    log_act(by=user, action="account.factor_refused", subject=user, kind=kind)
