"""The people who work in the clinic."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from foundation.accounts.roles import ROLES, Permission, Role
from foundation.records.models import Act, Changed, Meanwhile

# In this name the clinic does what nobody asked for; nobody ever signs in with it.
ITSELF = "clinic.itself"


# What a manager does to an account, and what it says before and after.
BY_MANAGERS = {
    "staff.role_changed": ("Role", "", ""),
    "staff.disabled": ("The account", "Open", "Closed"),
    "staff.enabled": ("The account", "Closed", "Open"),
    "staff.password_reset": ("Password", "In use", "Taken away"),
    "staff.factor_reset": ("Second factor", "In use", "Taken away"),
}


class User(AbstractUser):
    """One member of staff with one role; the role alone decides what is allowed."""

    # Set by the form that carried its version.
    was_read = False

    role = models.CharField(
        max_length=20, choices=[(key, role.name) for key, role in ROLES.items()]
    )
    title = models.CharField(max_length=60, blank=True, help_text="Dr, Sister")
    # Counts what managers did to the account; a form shown before is then out of date.
    version = models.PositiveIntegerField(default=1, editable=False)
    # To five minutes; what a page asks for by itself does not count.
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Privacy:
        identifying = {"username", "first_name", "last_name", "email", "title", "password"}
        clinical: set[str] = set()
        open = {
            "id", "role", "is_active", "is_staff", "is_superuser", "last_login",
            "date_joined", "last_seen_at", "version",
        }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_user_has_a_known_role",
                condition=Q(role__in=list(ROLES)),
                violation_error_message="Choose one of the clinic's roles.",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.title, self.get_full_name()])) or self.username

    def saved_since(self, version: int | None) -> Meanwhile:
        """Tell which managers changed the account since this version, and what."""
        acts = Act.objects.filter(
            subject_type=self._meta.label, subject_id=str(self.pk), action__in=BY_MANAGERS
        ).select_related("actor")
        many = self.version - version if version else 1
        newest = list(acts.order_by("-pk")[: max(many, 0)])[::-1]
        return Meanwhile(
            by=tuple(dict.fromkeys(str(act.actor) for act in newest)),
            at=newest[-1].happened_at if newest else None,
            changed=tuple(_changed(act) for act in newest),
        )

    def may(self, permission: Permission | str) -> bool:
        """Tell whether the role of this user grants the permission; unknown is no."""
        return permission in self.rights

    @property
    def rights(self) -> frozenset[Permission]:
        """Everything the role of this user grants; nothing once he has left."""
        role = self.known_role
        return role.permissions if self.is_active and role else frozenset()

    @property
    def known_role(self) -> Role | None:
        return ROLES.get(self.role)


def _changed(act: Act) -> Changed:
    label, then, now = BY_MANAGERS[act.action]
    if act.action == "staff.role_changed":
        then, now = (ROLES[act.details[when]].name for when in ("before", "role"))
        return Changed("role", label, then, now)
    return Changed(act.action, label, then, now)
