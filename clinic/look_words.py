"""What somebody did with a file, in words that staff and couple understand alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Did(StrEnum):
    """How somebody looked; `{whom}` is "the couple" on a page, "you" on their paper."""

    OPENED = "Opened"
    SAW = "Saw {whom} in"
    PRINTED = "Printed"
    TOOK = "Took out as a file"
    REFUSED = "Was refused"
    BROKE = "Opened in an emergency"


@dataclass(frozen=True, slots=True)
class Words:
    did: Did
    what: str

    def said(self, *, of: str = "the couple") -> str:
        return f"{self.did.format(whom=of)} {self.what}"


# Every look the program writes down; a test finds those without words.
LOOKS: Final[Mapping[str, Words]] = {
    "access.missed": Words(Did.REFUSED, "a page of the file"),
    "access.refused": Words(Did.REFUSED, "a page of the file"),
    "appointment.opened": Words(Did.OPENED, "a visit"),
    "appointments.exported": Words(Did.TOOK, "the list of visits"),
    "appointments.opened": Words(Did.OPENED, "the list of visits"),
    "attachment.downloaded": Words(Did.TOOK, "a paper from outside"),
    "attachments.seen": Words(Did.OPENED, "the papers from outside"),
    "bond.seen": Words(Did.OPENED, "how the two belong together"),
    "booking.opened": Words(Did.OPENED, "the page to book a visit"),
    "calendar.opened": Words(Did.SAW, "the calendar of a day"),
    "calls.exported": Words(Did.TOOK, "the list of calls to make"),
    "chart.opened": Words(Did.OPENED, "the first page of the file"),
    "consents.seen": Words(Did.OPENED, "the consents"),
    "consultations.seen": Words(Did.OPENED, "the consultations"),
    "contact.seen": Words(Did.OPENED, "names, telephones and addresses"),
    "couple.duplicates_shown": Words(Did.SAW, "a list of similar names"),
    "couples.sought": Words(Did.SAW, "the answer to a search"),
    "day.opened": Words(Did.SAW, "the list of the day"),
    "day_sheet.printed": Words(Did.PRINTED, "the page for a day without power"),
    "document.downloaded": Words(Did.TOOK, "a document"),
    "document.opened": Words(Did.OPENED, "a document"),
    "document.read": Words(Did.OPENED, "a document on paper"),
    "documents.listed": Words(Did.OPENED, "the list of documents"),
    "gate.opened_to_decide": Words(Did.OPENED, "a safety check of a session"),
    "donor.identity_read": Words(Did.OPENED, "the sealed identity of a donor"),
    "donor.opened": Words(Did.OPENED, "what treatments need of a donor"),
    "donors.listed": Words(Did.SAW, "the list of donors by code"),
    "donors.sought": Words(Did.SAW, "the answer to a search for donors"),
    "glass.opened_to_review": Words(Did.OPENED, "the review of an emergency opening"),
    "glass.reached": Words(Did.OPENED, "the page that asks why it is an emergency"),
    "history.seen": Words(Did.OPENED, "the history of each partner"),
    "infusion.opened": Words(Did.OPENED, "an infusion"),
    "infusion.opened_to_plan": Words(Did.OPENED, "the page to plan an infusion"),
    "measurements.seen": Words(Did.OPENED, "size, weight and vital signs"),
    "merge.begun": Words(Did.OPENED, "the page to merge a file that is there twice"),
    "merge.opened_to_undo": Words(Did.OPENED, "the page to take a merge back"),
    "merge.previewed": Words(Did.OPENED, "a comparison of two files"),
    "merges.seen": Words(Did.OPENED, "the list of merged records"),
    "new_couple.opened": Words(Did.OPENED, "the page to register a new couple"),
    "openings.printed": Words(Did.PRINTED, "this list of who opened the file"),
    "openings.seen": Words(Did.OPENED, "this list of who opened the file"),
    "panel.opened": Words(Did.OPENED, "results of one sample"),
    "pregnancies.seen": Words(Did.OPENED, "the history of pregnancies"),
    "pregnancy.seen": Words(Did.OPENED, "the page of one pregnancy"),
    "register.opened": Words(Did.SAW, "the import of an old register"),
    "register_faults.exported": Words(Did.TOOK, "lines of an old register"),
    "reminders.opened": Words(Did.SAW, "the list of reminders"),
    "restricted_files.opened": Words(Did.SAW, "the list of restricted files"),
    "restriction.seen": Words(Did.OPENED, "who may open the file"),
    "result.opened": Words(Did.OPENED, "a result"),
    "results.opened": Words(Did.OPENED, "the results"),
    "results.opened_for_entry": Words(Did.OPENED, "the page to enter results"),
    "separation.seen": Words(Did.OPENED, "the page about a separation"),
    "photo.seen": Words(Did.SAW, "a photo at the head of the file"),
    "session.opened": Words(Did.OPENED, "a session"),
    "session.opened_to_plan": Words(Did.OPENED, "the page to plan a session"),
    "sessions.day_opened": Words(Did.SAW, "the sessions of a day"),
    "sessions.opened": Words(Did.OPENED, "the sessions"),
    "timeline.opened": Words(Did.OPENED, "the timeline"),
    "fertility.seen": Words(Did.OPENED, "what was told of trying for a child"),
    "transfers.seen": Words(Did.OPENED, "the embryo transfers"),
    "unsigned_results.opened": Words(Did.SAW, "the list of results to sign"),
    "workup.seen": Words(Did.OPENED, "the list of tests to do"),
}
# A look of an older version of the program, of which nobody kept the words.
UNKNOWN: Final = Words(Did.OPENED, "a part of the file")
BROKEN_GLASS: Final = Words(Did.BROKE, "the file, which is restricted")


def words_of(action: str) -> Words:
    return LOOKS.get(action, UNKNOWN)
