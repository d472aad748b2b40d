"""The words of a treatment day."""

from django.db.models import TextChoices

# Protocols with cells of somebody who is not her partner: known, and not given yet.
OF_A_THIRD_PERSON = frozenset({"LIT_THIRD_PARTY"})


class SessionState(TextChoices):
    PLANNED = "planned", "Planned"
    STARTED = "started", "Under way"
    GIVEN = "given", "Given"
    STOPPED = "stopped", "Stopped"
    CANCELLED = "cancelled", "Cancelled"


class RouteWords(TextChoices):
    """The ways in the rules know, in words."""

    INTRADERMAL = "intradermal", "Into the skin"
    SUBCUTANEOUS = "subcutaneous", "Under the skin"
    INTRAMUSCULAR = "intramuscular", "Into the muscle"
    INTRAVENOUS = "intravenous", "Into the vein"


class AntiDDecision(TextChoices):
    """What was decided on anti-D for an RhD negative woman; blank: nothing yet."""

    GIVE = "give", "Anti-D will be given"
    NOT_GIVEN = "not_given", "Anti-D offered, she declines"
    COVERED = "covered", "Covered by an earlier dose"


class Stage(TextChoices):
    """When the gates were asked."""

    ORDER = "order", "When planned"
    CHECKIN = "checkin", "At check-in"
    START = "start", "At the start"
    GIVE = "give", "Before the cells"
    DISCHARGE = "discharge", "Before going home"


class About(TextChoices):
    """Whom a gate speaks of."""

    WOMAN = "woman", "Woman"
    DONOR = "donor", "Donor"
    BOTH = "both", "Both"


class Outcome(TextChoices):
    """The answers the rules give, in words."""

    PASSED = "PASS", "Passed"
    NOTE = "WARN", "Note"
    DECIDE = "SOFT", "Needs a decision"
    STOP = "HARD", "Stop"


class Signatures(TextChoices):
    """How many clinicians may go past an answer."""

    NONE = "none", "Nobody"
    ONE = "one", "One clinician"
    TWO = "two", "Two clinicians"


class OverrideReason(TextChoices):
    BENEFIT = "benefit", "Benefit judged greater than the risk"
    TREATED = "treated", "Known, treated or referred, followed up"
    REPEATED = "repeated", "Repeated and confirmed, not relevant here"
    TIMING = "timing", "Timing dictated by the cycle or the transfer"
    OTHER = "other", "Another reason, written below"


class SiteReaction(TextChoices):
    NONE = "none", "Nothing to see"
    REDNESS = "redness", "Redness"
    SWELLING = "swelling", "Redness and swelling"
    BLISTER = "blister", "Blister"


class BodySite(TextChoices):
    """Places on the inner side of both forearms, 1 nearest to the elbow."""

    L1 = "L1", "Left 1"
    L2 = "L2", "Left 2"
    L3 = "L3", "Left 3"
    L4 = "L4", "Left 4"
    L5 = "L5", "Left 5"
    L6 = "L6", "Left 6"
    L7 = "L7", "Left 7"
    L8 = "L8", "Left 8"
    L9 = "L9", "Left 9"
    L10 = "L10", "Left 10"
    R1 = "R1", "Right 1"
    R2 = "R2", "Right 2"
    R3 = "R3", "Right 3"
    R4 = "R4", "Right 4"
    R5 = "R5", "Right 5"
    R6 = "R6", "Right 6"
    R7 = "R7", "Right 7"
    R8 = "R8", "Right 8"
    R9 = "R9", "Right 9"
    R10 = "R10", "Right 10"
