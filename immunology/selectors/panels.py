"""Panels on file: of a couple, one in full, those that wait for a signature."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from foundation.medicine.findings import Finding
from foundation.medicine.quantities import Comparator, Quantity
from foundation.records.compiled import Blank
from immunology.choices import Flag, PanelCode, Subject, Unflagged
from immunology.models import EvidenceNote, Panel, Result
from immunology.models.panel import PanelQuerySet
from immunology.rules.phenotype import phenotype_findings
from immunology.selectors.evidence import note_code
from immunology.selectors.facts import phenotype_limits, plain
from immunology.selectors.judging import Sample, Typed

CRITICAL = (Flag.CRITICAL_LOW, Flag.CRITICAL_HIGH)
# A test of this kind has no flag by its nature.
READ_ONLY = (Unflagged.NO_SUCH_FLAG, Unflagged.NO_EXPECTATION)
OUT_OF_RANGE = (Flag.LOW, Flag.HIGH, Flag.ABNORMAL, *CRITICAL)


@dataclass(frozen=True, slots=True)
class PanelRead:
    """One panel as it is read: what stands out, what cannot be placed, what is in range."""

    panel: Panel
    results: tuple[Result, ...]
    earlier: tuple[Panel, ...] = ()

    @property
    def standing_out(self) -> list[Result]:
        return [r for r in self.results if r.flag and r.flag != Flag.NORMAL]

    @property
    def in_range(self) -> list[Result]:
        return [r for r in self.results if r.flag == Flag.NORMAL and not r.word]

    @property
    def as_expected(self) -> list[Result]:
        """Tests answered by a word that is the ordinary one."""
        return [r for r in self.results if r.flag == Flag.NORMAL and r.word]

    @property
    def not_assessed(self) -> list[Result]:
        """Results no confirmed limit judged. They are not normal; nobody knows."""
        return [r for r in self.results if not r.flag and r.flag_reason not in READ_ONLY]

    @property
    def reported(self) -> list[Result]:
        """Results that are read, never flagged: a blood group, a genotype."""
        return [r for r in self.results if r.flag_reason in READ_ONLY]


@dataclass(frozen=True, slots=True)
class PanelHidden:
    """What is known of a panel whose values the reader's role does not read."""

    title: str
    sampled_on: date
    laboratory: str


@dataclass(frozen=True, slots=True)
class Side:
    """The panels of one partner, or of both together, the newest of each kind."""

    subject: Subject
    panels: tuple[PanelRead, ...]
    hidden: tuple[PanelHidden, ...]


def sample_of(panel: Panel) -> Sample:
    """Give what is on file of a panel's sample."""
    return Sample(
        laboratory=panel.laboratory,
        method=panel.method,
        specimen=panel.specimen,
        sampled_on=panel.sampled_on,
        collected_at=panel.collected_at,
        received_at=panel.received_at,
        reported_on=panel.reported_on,
        state=panel.state,
        phase=panel.phase,
        note=panel.note,
    )


def typed_of(panel: Panel) -> dict[str, Typed]:
    """Give what stands in the cells of a draft, as it was typed."""
    return {
        result.code: Typed(
            result.typed, result.shown_with_unit if result.unusual_confirmed else ""
        )
        for result in panel.results.standing()
    }


def sides_of(panels: Iterable[Panel], *, hidden: Iterable[Panel]) -> list[Side]:
    """Put the newest panel of each kind side by side: hers, his, the couple's.

    Results follow a person into a new relation; tests of a couple stay with the couple.
    Of `hidden` panels only that they are there is told.
    """
    by_kind = _by_kind(panels)
    results = _results(group[0] for group in by_kind.values())
    unread = _by_kind(hidden)
    return [
        Side(
            subject,
            tuple(
                PanelRead(group[0], tuple(results[group[0].pk]), tuple(group[1:]))
                for code in PanelCode.values
                if (group := by_kind.get((subject, code)))
            ),
            tuple(
                _hidden(group[0])
                for code in PanelCode.values
                if (group := unread.get((subject, code)))
            ),
        )
        for subject in Subject
    ]


def panels_of_both(panels: PanelQuerySet) -> PanelQuerySet:
    """The standing panels of a couple and of either partner, the newest first.

    Couple, woman and man are left blank: the question is written once.
    """
    his_or_hers = Q(person=Blank("woman")) | Q(person=Blank("man"))
    theirs = Q(couple=Blank("couple"), person__isnull=True)
    on_file = panels.standing().filter(his_or_hers | theirs)
    return on_file.select_related("laboratory").newest_first()


def _by_kind(panels: Iterable[Panel]) -> Mapping[tuple[str, str], list[Panel]]:
    """Group panels by whose and of what kind, in the order they come."""
    found: dict[tuple[str, str], list[Panel]] = defaultdict(list)
    for panel in panels:
        found[panel.subject, panel.code].append(panel)
    return found


def _hidden(panel: Panel) -> PanelHidden:
    title = PanelCode(panel.code).label
    return PanelHidden(title, panel.sampled_on, panel.laboratory.name)


def _results(panels: Iterable[Panel]) -> Mapping[int, list[Result]]:
    found: dict[int, list[Result]] = defaultdict(list)
    keys = [panel.pk for panel in panels]
    for result in (
        Result.objects.standing()
        .filter(panel__in=keys)
        .select_related("analyte")
        .in_order()
    ):
        found[result.panel_id].append(result)
    return found


@dataclass(frozen=True, slots=True)
class PanelInFull:
    """One panel with everything that was ever a result of it, and what to know of it."""

    panel: Panel
    results: tuple[Result, ...]
    struck_out: tuple[Result, ...]
    notes: tuple[EvidenceNote, ...]
    cautions: tuple[Finding, ...]

    @property
    def sources(self) -> list[str]:
        """Where the limits come from, each once; a result names its source by number."""
        named = (result.interval_source for result in self.results)
        return list(dict.fromkeys(filter(None, named)))

    @property
    def lines(self) -> list[tuple[Result, int]]:
        """Each result with the number of its limit's source; 0 without a limit."""
        numbers = {source: n for n, source in enumerate(self.sources, start=1)}
        return [(result, numbers.get(result.interval_source, 0)) for result in self.results]


def panel_in_full(panel: Panel) -> PanelInFull:
    """Read a panel: standing results, replaced ones, evidence notes, contradictions."""
    every = list(panel.results.select_related("analyte", "written_by").in_order())
    standing = tuple(result for result in every if result.voided_at is None)
    shown = standing if panel.voided_at is None else tuple(every)
    struck_out = tuple(r for r in every if r.voided_at and panel.voided_at is None)
    return PanelInFull(
        panel, shown, struck_out, tuple(notes_of(shown)), tuple(contradictions(shown))
    )


def notes_of(results: Iterable[Result]) -> list[EvidenceNote]:
    """Give the evidence notes these results are printed with, each once."""
    wanted = {code for result in results if (code := note_code(result))}
    return list(EvidenceNote.objects.filter(code__in=wanted).newest())


def contradictions(results: Iterable[Result]) -> list[Finding]:
    """List where the results of one phenotype do not agree with each other."""
    kept = list(results)
    if not any(result.analyte.panel == PanelCode.PHENOTYPE for result in kept):
        return []
    quantities = {
        result.code: Quantity(value, Comparator(result.comparator), result.unit)
        for result in kept
        if (value := plain(result.value)) is not None
    }
    return phenotype_findings(quantities, phenotype_limits())


def panels_awaiting_signature(panels: PanelQuerySet, *, most: int) -> list[Panel]:
    """Give unsigned panels: critical results first, then those that wait longest.

    One more than `most` tells that there are more.
    """
    stands = Q(results__voided_at__isnull=True)
    outside = stands & Q(results__flag__in=OUT_OF_RANGE)
    critical = stands & Q(results__flag__in=CRITICAL)
    return list(
        panels.standing()
        .unsigned()
        .annotate(
            result_count=Count("results", filter=stands),
            outside_count=Count("results", filter=outside),
            critical_count=Count("results", filter=critical),
        )
        .select_related("couple__woman", "couple__man", "laboratory", "written_by")
        .order_by("-critical_count", "written_at", "pk")[: most + 1]
    )
