"""Laboratory results of the demonstration: synthetic people, real rules."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F
from django.db.models.functions import Cast
from django.utils import timezone

from foundation.accounts.models import User
from immunology.choices import PanelCode, State, Subject
from immunology.models import Analyte, Laboratory, Panel, ReferenceInterval, Result
from immunology.selectors.desks import analytes_of, person_of, tests_for
from immunology.selectors.facts import Limits, limits_of
from immunology.selectors.judging import Sample, Typed, context_of, judge_sheet
from immunology.services.results import result_of
from patients.models import Couple

Values = Mapping[str, str]
SIGNED_SHARE = 0.93


@dataclass(frozen=True, slots=True)
class Ordered:
    """One panel somebody had taken: whose, what, when, and what the report said."""

    couple: Couple
    subject: Subject
    code: PanelCode
    sampled_on: date
    values: Values


@dataclass(frozen=True, slots=True)
class Bench:
    """A laboratory with the limits that hold for its results."""

    laboratory: Laboratory
    limits: Limits
    tests: Mapping[PanelCode, list[Analyte]]
    method: str = ""


def seed(
    *, staff: dict[str, User], couples: list[Couple], on: date, rng: random.Random
) -> None:
    """Give many couples panels over time, most of them signed.

    Every second couple has an infection screen of both partners within the last 60
    days. Flags come from the rules, by limits the demo clinician has confirmed.
    """
    _confirm_what_was_checked(by=staff["clinician"])
    benches = _benches(by=staff["laboratory"])
    panels, results = [], []
    for ordered in _orders(couples, on=on, rng=rng):
        bench = rng.choices(benches, weights=[4, 1])[0]
        panel, found = _reported(ordered, bench, staff=staff, on=on, rng=rng)
        panels.append(panel)
        results.append((found, rng.random() < SIGNED_SHARE))
    Panel.objects.bulk_create(panels)
    _keep(panels, results, by=staff["clinician"])


def _confirm_what_was_checked(*, by: User) -> None:
    checked = ReferenceInterval.objects.filter(tag="yes", confirmed_at__isnull=True)
    checked.update(confirmed_by=by, confirmed_at=timezone.now())


def _benches(*, by: User) -> list[Bench]:
    named = [
        ("Demo Reference Laboratory", "DRL", ["CDLI 2004", "JCLA 2020"], ""),
        ("Sample Immunology Laboratory", "SIL", ["ARUP"], "flow 2013805"),
    ]
    laboratories = Laboratory.objects.bulk_create(
        Laboratory(written_by=by, name=name, code=code, interval_sets=sets)
        for name, code, sets, _ in named
    )
    rows = list(ReferenceInterval.objects.all())
    tests = {code: analytes_of(code) for code in PanelCode}
    return [
        Bench(laboratory, limits_of(rows, laboratory=laboratory), tests, method)
        for laboratory, (*_, method) in zip(laboratories, named, strict=True)
    ]


def _orders(couples: list[Couple], *, on: date, rng: random.Random) -> Iterator[Ordered]:
    for index, couple in enumerate(couples):
        if index % 2 == 0:
            yield from _phenotypes(couple, on=on, rng=rng)
        if index % 5 < 2:
            yield from _antiphospholipids(couple, on=on, rng=rng)
        if index % 2 == 0:
            yield from _infections(couple, on=on, rng=rng)
        if index % 4 == 0:
            yield from _antipaternal(couple, on=on, rng=rng)
        if index % 6 == 1:
            taken = _ago(on, rng, 20, 300)
            tsh = f"{rng.uniform(0.5, 5.2):.2f}"
            thyroid = {"tsh": tsh, "anti_tpo": f"{rng.choice([8, 12, 34, 140])}"}
            yield Ordered(couple, Subject.WOMAN, PanelCode.THYROID, taken, thyroid)


def _ago(on: date, rng: random.Random, least: int, most: int) -> date:
    return on - timedelta(days=rng.randint(least, most))


def _phenotypes(couple: Couple, *, on: date, rng: random.Random) -> Iterator[Ordered]:
    """Two to four samples over a year and a half; her NK share has its own level."""
    level, taken = rng.uniform(7, 22), _ago(on, rng, 330, 540)
    for _ in range(rng.randint(2, 4)):
        values = _phenotype(level + rng.gauss(0, 2), rng)
        yield Ordered(couple, Subject.WOMAN, PanelCode.PHENOTYPE, taken, values)
        taken += timedelta(days=rng.randint(70, 110))
        level *= rng.uniform(0.82, 1.05)


def _phenotype(nk: float, rng: random.Random) -> Values:
    """Shares that add up, and counts that follow from them."""
    nk = min(max(nk, 3.1), 30)
    b = rng.uniform(8, 16)
    t = 100 - nk - b - rng.uniform(-1.5, 2.5)
    cd4 = t * rng.uniform(0.5, 0.62)
    cd8 = t - cd4 - rng.uniform(1, 4)
    lymphocytes = rng.randrange(1300, 2900, 10)
    shares = {"cd3": t, "cd4": cd4, "cd8": cd8, "cd19": b, "nk": nk}
    counts = {name: round(share * lymphocytes / 100) for name, share in shares.items()}
    return {
        "lymph_abs": str(lymphocytes),
        **{f"{name}_pct": f"{share:.1f}" for name, share in shares.items()},
        **{f"{name}_abs": str(count) for name, count in counts.items()},
        "cd4_cd8_ratio": f"{counts['cd4'] / counts['cd8']:.2f}",
    }


def _antiphospholipids(
    couple: Couple, *, on: date, rng: random.Random
) -> Iterator[Ordered]:
    first = _ago(on, rng, 110, 400)
    high = rng.random() < 0.15
    for taken in (first, first + timedelta(days=rng.randint(86, 105))):
        level = rng.uniform(42, 95) if high else rng.uniform(3, 14)
        values = {
            "la": "positive" if high and rng.random() < 0.4 else "negative",
            "drvvt_ratio": f"{rng.uniform(0.85, 1.15):.2f}",
            "acl_igg": f"{level:.1f}",
            "acl_igm": rng.choice(["<2.0", f"{rng.uniform(2, 18):.1f}"]),
            "b2gp_igg": f"{level * rng.uniform(0.4, 0.9):.1f}",
            "b2gp_igm": rng.choice(["<1.4", f"{rng.uniform(1.5, 9):.1f}"]),
        }
        yield Ordered(couple, Subject.WOMAN, PanelCode.APL, taken, values)
        if not high and rng.random() < 0.6:
            return


def _infections(couple: Couple, *, on: date, rng: random.Random) -> Iterator[Ordered]:
    """Both partners within the last 60 days; a few met hepatitis B long ago."""
    taken = _ago(on, rng, 8, 58)
    for subject in (Subject.WOMAN, Subject.MAN):
        values = dict.fromkeys(("hiv", "hbsag", "anti_hcv", "syphilis"), "non-reactive")
        values["anti_hbc"] = "reactive" if rng.random() < 0.02 else "non-reactive"
        yield Ordered(couple, subject, PanelCode.INFECTION, taken, values)
        person = couple.woman if subject == Subject.WOMAN else couple.man
        if person.abo and person.rhd:
            group = {"abo_rh": f"{person.abo} {person.get_rhd_display()}"}
            if subject == Subject.WOMAN:
                group["ab_screen"] = "negative"
            yield Ordered(couple, subject, PanelCode.BLOOD_GROUP, taken, group)


def _antipaternal(couple: Couple, *, on: date, rng: random.Random) -> Iterator[Ordered]:
    taken = _ago(on, rng, 150, 260)
    for share in (rng.randint(2, 24), rng.randint(15, 78)):
        values = {
            "apca_igg_t_pct": str(max(share - rng.randint(1, 14), 0)),
            "apca_igg_b_pct": str(share),
            "apca_cdc": "positive" if share > 60 else "negative",
        }
        yield Ordered(couple, Subject.COUPLE, PanelCode.ALLOIMMUNE, taken, values)
        taken += timedelta(days=rng.randint(60, 95))


def _reported(
    ordered: Ordered, bench: Bench, *, staff: dict[str, User], on: date, rng: random.Random
) -> tuple[Panel, list[Result]]:
    """Let the rules judge one report; the rows are not saved yet."""
    couple, subject = ordered.couple, ordered.subject
    person = person_of(couple, subject)
    reported = min(ordered.sampled_on + timedelta(days=rng.randint(1, 4)), on)
    is_flow = ordered.code == PanelCode.PHENOTYPE
    sample = Sample(
        laboratory=bench.laboratory,
        method=bench.method if is_flow else "",
        sampled_on=ordered.sampled_on,
        reported_on=reported,
        state=State.NONPREGNANT if subject == Subject.WOMAN else "",
    )
    panel = Panel(
        couple=couple,
        subject=subject,
        person=person,
        code=ordered.code,
        laboratory=bench.laboratory,
        method=sample.method,
        sampled_on=ordered.sampled_on,
        reported_on=reported,
        state=sample.state,
        written_by=staff["laboratory"],
    )
    typed = {code: Typed(text) for code, text in ordered.values.items()}
    offered = tests_for(bench.tests[ordered.code], subject)
    tests = [analyte for analyte in offered if analyte.code in typed]
    context = context_of(sample, person)
    sheet = judge_sheet(tests, typed, limits=bench.limits, context=context)
    cells = (cell for cell in sheet.rows.values() if not cell.problem)
    by = staff["laboratory"]
    return panel, [result_of(c, panel=panel, limits=bench.limits, by=by) for c in cells]


def _keep(
    panels: list[Panel], results: list[tuple[list[Result], bool]], *, by: User
) -> None:
    """Save the results; those to be signed are, on the day after their report."""
    signed, rows = [], []
    for panel, (found, is_signed) in zip(panels, results, strict=True):
        if is_signed:
            signed.append(panel.pk)
        for result in found:
            result.panel = panel
            if is_signed:
                result.signed_at, result.signed_by = _signed_at(panel), by
            rows.append(result)
    Result.objects.bulk_create(rows, batch_size=2000)
    day = Cast(F("reported_on"), DateTimeField())
    Panel.objects.filter(pk__in=signed).update(
        written_at=ExpressionWrapper(day + timedelta(hours=6), DateTimeField()),
        signed_at=ExpressionWrapper(day + timedelta(hours=9), DateTimeField()),
        signed_by=by,
    )


def _signed_at(panel: Panel) -> datetime:
    return timezone.make_aware(datetime.combine(panel.reported_on, time(14, 30)))
