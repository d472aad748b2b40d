"""The watch during an infusion: go on, slow down, pause or stop?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from foundation.medicine.sources import Source
from therapy.rules.limits import SafetyLimits, Tag


class Action(StrEnum):
    """CONTINUE < SLOW < PAUSE < STOP."""

    CONTINUE = "CONTINUE"
    SLOW = "SLOW"
    PAUSE = "PAUSE"
    STOP = "STOP"

    @property
    def rank(self) -> int:
        """Order the actions by how much they hold back."""
        return list(Action).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAnswer:
    """What to do with the infusion now, and why."""

    watch: str
    action: Action
    reason: str
    message: str
    tag: Tag
    source: Source
    limits_version: int


@dataclass(frozen=True, slots=True)
class _Watch:
    code: str
    limits: SafetyLimits

    def says(self, action: Action, reason: str, *, message: str) -> ActionAnswer:
        basis = self.limits.basis(self.code)
        return ActionAnswer(
            watch=self.code,
            action=action,
            reason=reason,
            message=message,
            tag=basis.tag,
            source=basis.source,
            limits_version=self.limits.version,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedVitals:
    """One set of vital signs. The breathing rate may be absent, the others not."""

    temp_c: Decimal | None
    hr: Decimal | None
    sbp: Decimal | None
    spo2: Decimal | None
    rr: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Set:
    temp_c: Decimal
    hr: Decimal
    sbp: Decimal
    spo2: Decimal

    @classmethod
    def of(cls, vitals: WatchedVitals | None) -> "_Set | None":
        if (
            vitals is None
            or vitals.temp_c is None
            or vitals.hr is None
            or vitals.sbp is None
            or vitals.spo2 is None
        ):
            return None
        return cls(vitals.temp_c, vitals.hr, vitals.sbp, vitals.spo2)


def monitor(
    *,
    baseline: WatchedVitals | None,
    now: WatchedVitals | None,
    signs: Iterable[str],
    limits: SafetyLimits,
) -> ActionAnswer:
    """Compare this set with the one before the start, and weigh what she feels.

    The gravest finding answers. An incomplete set pauses the infusion until it is
    complete, and so does a sign nobody has a rule for; a set that is missing something
    never hides a sign that stops.
    """
    watch = _Watch("monitor", limits)
    before, here = _Set.of(baseline), _Set.of(now)
    seen = frozenset(signs)
    found = [*_signs(seen, watch=watch), *_breathing(now, watch=watch)]
    if before is None or here is None:
        text = "Take a full set of vital signs now; pause until it is there."
        found.append(watch.says(Action.PAUSE, "VITALS_MISSING", message=text))
    else:
        found = [*_anaphylaxis(before, here, signs=seen, watch=watch), *found]
        found += _vitals(before, here, watch=watch)
    calm = watch.says(Action.CONTINUE, "OK", message="Go on.")
    return max(found, key=lambda answer: answer.action.rank, default=calm)


def _anaphylaxis(
    before: _Set, now: _Set, *, signs: frozenset[str], watch: _Watch
) -> Iterator[ActionAnswer]:
    limits = watch.limits
    allergic = signs & set(limits.anaphylaxis_signs)
    dropped = before.sbp - now.sbp >= limits.sbp_drop_pause_from
    short_of_oxygen = now.spo2 <= limits.spo2_stop_max
    if now.sbp < limits.sbp_stop_below or (allergic and (dropped or short_of_oxygen)):
        text = "Stop. Treat as anaphylaxis: adrenaline, call for help."
        yield watch.says(Action.STOP, "ANAPHYLAXIS", message=text)


def _signs(signs: frozenset[str], *, watch: _Watch) -> Iterator[ActionAnswer]:
    limits = watch.limits
    known = {*limits.stop_signs, *limits.pause_signs, *limits.slow_signs}
    if signs & set(limits.stop_signs):
        yield watch.says(Action.STOP, "SEVERE_SYMPTOM", message="Stop and call the doctor.")
    if signs & set(limits.pause_signs):
        text = "Pause; the clinician comes to the bedside."
        yield watch.says(Action.PAUSE, "ALLERGIC", message=text)
    if signs - known:
        text = "Pause and ask the clinician about this sign."
        yield watch.says(Action.PAUSE, "UNKNOWN_SYMPTOM", message=text)
    if signs & set(limits.slow_signs):
        text = f"Slow down to {limits.resume_rate_pct} %."
        yield watch.says(Action.SLOW, "MILD_SYMPTOM", message=text)


def _breathing(now: WatchedVitals | None, *, watch: _Watch) -> Iterator[ActionAnswer]:
    if now is None or now.rr is None:
        return
    text = f"She breathes {now.rr} times a minute."
    if now.rr >= watch.limits.rr_stop_from:
        yield watch.says(Action.STOP, "TACHYPNOEA", message=f"{text} Stop.")
    elif now.rr >= watch.limits.rr_pause_from:
        yield watch.says(Action.PAUSE, "TACHYPNOEA", message=f"{text} Pause.")


def _vitals(before: _Set, now: _Set, *, watch: _Watch) -> list[ActionAnswer]:
    return [
        *_oxygen(before, now, watch=watch),
        *_fever(before, now, watch=watch),
        *_circulation(before, now, watch=watch),
    ]


def _oxygen(before: _Set, now: _Set, *, watch: _Watch) -> Iterator[ActionAnswer]:
    limits, text = watch.limits, f"Oxygen {now.spo2} %."
    if now.spo2 <= limits.spo2_stop_max:
        yield watch.says(Action.STOP, "HYPOXIA", message=f"{text} Stop, give oxygen.")
    elif (
        now.spo2 <= limits.spo2_pause_max
        or before.spo2 - now.spo2 >= limits.spo2_drop_pause_from
    ):
        yield watch.says(Action.PAUSE, "SPO2_DROP", message=f"{text} Pause.")


def _fever(before: _Set, now: _Set, *, watch: _Watch) -> Iterator[ActionAnswer]:
    limits, rise = watch.limits, now.temp_c - before.temp_c
    feverish, text = now.temp_c >= limits.fever_pause_from_c, f"{now.temp_c} °C."
    if now.temp_c >= limits.fever_stop_from_c or (
        feverish and rise >= limits.fever_stop_rise_from_c
    ):
        yield watch.says(Action.STOP, "FEVER_MODERATE", message=f"{text} Stop.")
    elif feverish and rise >= limits.fever_pause_rise_from_c:
        yield watch.says(Action.PAUSE, "FEVER_MILD", message=f"{text} Pause.")


def _circulation(before: _Set, now: _Set, *, watch: _Watch) -> Iterator[ActionAnswer]:
    limits = watch.limits
    if before.sbp - now.sbp >= limits.sbp_drop_pause_from:
        text = f"Systolic pressure fell from {before.sbp} to {now.sbp}. Pause."
        yield watch.says(Action.PAUSE, "SBP_DROP", message=text)
    fast = now.hr > limits.hr_pause_above
    if fast or now.hr - before.hr >= limits.hr_rise_pause_from:
        text = f"Pulse {now.hr}. Pause."
        yield watch.says(Action.PAUSE, "TACHYCARDIA", message=text)


def reaction(
    grade: int | None,
    *,
    anaphylaxis: bool = False,
    earlier_grade_2: int = 0,
    limits: SafetyLimits,
) -> ActionAnswer:
    """Tell what a graded reaction asks for. The grade is entered by a person.

    Grade 1 halves the rate. Grade 2 pauses and goes on slower once it has passed; the
    second grade 2 of a session stops it. Grade 3 stops until somebody has reviewed it.
    Grade 4 or anaphylaxis: never this product again. Not graded yet: pause.
    """
    watch = _Watch("reaction", limits)
    slower = limits.resume_rate_pct
    if anaphylaxis or (grade or 0) >= limits.event_life_threatening_from_grade:
        return watch.says(Action.STOP, "NO_RECHALLENGE", message="Stop; never again.")
    if grade is None:
        return watch.says(Action.PAUSE, "GRADE_MISSING", message="Pause and grade it.")
    if grade >= limits.event_review_from_grade:
        text = "Stop; a clinician reviews this before the next session."
        return watch.says(Action.STOP, "REVIEW_BEFORE_NEXT", message=text)
    if grade >= limits.open_event_soft_from_grade:
        if earlier_grade_2 + 1 >= limits.grade_2_stop_from_count:
            text = "The second grade 2 of this session: stop."
            return watch.says(Action.STOP, "SECOND_G2", message=text)
        text = f"Pause; when it has passed go on at {slower} % or less."
        return watch.says(Action.PAUSE, f"RESUME_AT_{slower}PCT", message=text)
    return watch.says(
        Action.SLOW, f"REDUCE_{slower}PCT", message=f"Slow down to {slower} %."
    )


def may_resume(
    *, vitals_taken_min_ago: Decimal | None, complete: bool, limits: SafetyLimits
) -> bool:
    """Tell whether a paused infusion may go on: only on a fresh and complete set."""
    return (
        complete
        and vitals_taken_min_ago is not None
        and 0 <= vitals_taken_min_ago <= limits.resume_vitals_max_min
    )
