"""The machine room: what keeps the records safe, and how it stands, in words."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.backups.shipping import LOG, newest_shipped
from clinic.health import QUEUE_PATIENCE_S, WELL, queue_state
from foundation.accounts.guards import require
from foundation.accounts.refusals import refused_lately
from foundation.accounts.roles import Permission
from foundation.records.heartbeat import LATE_WORK, late_work_alarm
from foundation.records.models import Act, Heartbeat, Look, Seal
from foundation.safekeeping.choices import Kind, State
from foundation.safekeeping.models import Chore
from foundation.safekeeping.rules.times import AT_MOST, age_words, is_too_old
from foundation.safekeeping.selectors import KeyOnFile, keys_on_file, last_chores, last_done

# Every minute they are sealed; a busy worker may take a few.
SEALED_WITHIN: Final = timedelta(minutes=5)
# A piece of the log is closed after fifty seconds, and shipped within a few.
SHIPPED_WITHIN: Final = timedelta(minutes=3)
NO_FOLDER = (
    "No folder for backups is configured, so none is made by itself. Name one in the "
    "setting BACKUP_FOLDER."
)
TONES = {State.RUNNING: "info", State.DONE: "good", State.FAILED: "stop"}
FIGURES = {
    "rows": "rows",
    "documents": "documents",
    "papers": "papers",
    "seals": "seals hold",
    "removed": "older removed",
    "visits": "visits",
    "couples": "couples",
    "doubted": "messages to call about",
}


@dataclass(frozen=True, slots=True)
class Dial:
    """One thing that must be well: how it stands, and what that means."""

    label: str
    value: str
    note: str
    tone: str


@dataclass(frozen=True, slots=True)
class ChoreLine:
    """One line of the account."""

    kind: str
    began_at: datetime
    took: str
    state: str
    tone: str
    file: str
    words: str


@dataclass(frozen=True, slots=True)
class KeyLine:
    key: KeyOnFile
    age: str
    word: str
    tone: str


@require(Permission.BACKUP_VIEW)
@require_safe
def machine_room(request: HttpRequest) -> HttpResponse:
    """Show how old backup and drill are, whether late work is alive, and the keys."""
    now = timezone.now()
    context = {
        "dials": dials(now=now),
        "alarms": alarms(now=now),
        "folder": settings.BACKUP_FOLDER,
        "chores": [_chore_line(chore) for chore in last_chores()],
        "keys": [_key_line(key, now=now) for key in keys_on_file()],
    }
    return render(request, "clinic/machine_room.html", context)


def dials(*, now: datetime) -> list[Dial]:
    """Everything that must be well, each with its bound in words."""
    return [
        _age_of(Kind.BACKUP, "Last backup", now=now),
        _age_of(Kind.DRILL, "Last drill that succeeded", now=now),
        *_shipped(now=now),
        _seals(now=now),
        _late_work(now=now),
        _queue(),
        _refusals(now=now),
    ]


def alarms(*, now: datetime) -> list[str]:
    """Sentences for whoever looks after the machines, when something is too old."""
    said = [] if settings.BACKUP_FOLDER else [NO_FOLDER]
    for kind, name in ((Kind.BACKUP, "backup"), (Kind.DRILL, "restore drill")):
        done = last_done(kind)
        if done is None:
            said.append(f"No {name} has ever succeeded.")
        elif is_too_old(kind, done_at=done.began_at, now=now):
            said.append(f"The last {name} is {age_words(now - done.began_at)} old.")
    if any(key.is_another for key in keys_on_file()):
        said.append("A key of encryption has another secret than before.")
    late = [dial.value for dial in _shipped(now=now) if dial.tone == "stop"]
    return said + [f"The write-ahead log was last shipped {age} ago." for age in late]


def _age_of(kind: Kind, label: str, *, now: datetime) -> Dial:
    done, bound = last_done(kind), age_words(AT_MOST[kind])
    if done is None:
        return Dial(label, "Never", f"wanted every {bound}", "stop")
    age = age_words(now - done.began_at)
    if is_too_old(kind, done_at=done.began_at, now=now):
        return Dial(label, age, f"too old: at most {bound}", "stop")
    return Dial(label, age, f"in time: at most {bound}", "good")


def _shipped(*, now: datetime) -> list[Dial]:
    """How much would be lost with the machine; only where the log was ever shipped."""
    folder = settings.BACKUP_FOLDER
    newest = newest_shipped(folder / LOG) if folder else None
    if newest is None:
        return []
    since = now - datetime.fromtimestamp(newest, tz=UTC)
    if since > SHIPPED_WITHIN:
        note, tone = "nothing leaves this machine: at most a minute is promised", "stop"
    else:
        note, tone = "in time: at most a minute of work would be lost", "good"
    return [Dial("Write-ahead log shipped", age_words(since), note, tone)]


def _seals(*, now: datetime) -> Dial:
    """The newest seal over the logs; old is well as long as nothing waits for the next."""
    label, newest = "Newest seal of the logs", Seal.objects.order_by("-number").first()
    since = newest.sealed_at if newest else datetime.min.replace(tzinfo=UTC)
    waiting = any(
        log.objects.filter(
            happened_at__gt=since, happened_at__lt=now - SEALED_WITHIN
        ).exists()
        for log in (Act, Look)
    )
    age = age_words(now - since) if newest else "None"
    if waiting:
        return Dial(label, age, "lines have waited for minutes to be sealed", "stop")
    return Dial(label, age, f"number {newest.number}" if newest else "", "good")


def _late_work(*, now: datetime) -> Dial:
    """Beat, queue and worker together: one stroke passes through all of them."""
    label = "Beat and worker"
    heart = Heartbeat.objects.filter(name=LATE_WORK).first()
    if heart is None:
        return Dial(label, "Never felt", "nothing is drawn or sent", "stop")
    age = age_words(now - heart.felt_at)
    if late_work_alarm(now=now):
        return Dial(label, "Silent", f"last felt {age} ago: nothing is sent", "stop")
    return Dial(label, "Alive", f"last felt {age} ago", "good")


def _queue() -> Dial:
    if queue_state() != WELL:
        return Dial("Queue", "Silent", "printing and reminders wait", "stop")
    try:
        waiting = _waiting()
    except redis.RedisError:
        return Dial("Queue", "Silent", "printing and reminders wait", "stop")
    return Dial("Queue", str(waiting), "tasks wait; it answers", "good")


def _refusals(*, now: datetime) -> Dial:
    """What browsers would not run: a fault of ours, or somebody's try."""
    times = refused_lately(on=timezone.localdate(now))
    note = "by browsers on our pages, in seven days"
    return Dial("Content refused", str(times), note, "caution" if times else "good")


def _waiting() -> int:
    """How many tasks lie in the queue that no worker has taken."""
    patience = {
        "socket_connect_timeout": QUEUE_PATIENCE_S,
        "socket_timeout": QUEUE_PATIENCE_S,
    }
    with redis.Redis.from_url(settings.CELERY_BROKER_URL, **patience) as queue:
        return queue.llen("celery")


def _chore_line(chore: Chore) -> ChoreLine:
    told = chore.details
    figures = [f"{told[key]:,} {word}" for key, word in FIGURES.items() if told.get(key)]
    if size := told.get("size"):
        figures.insert(0, filesizeformat(size))
    return ChoreLine(
        kind=chore.get_kind_display(),
        began_at=chore.began_at,
        took=f"{chore.took.total_seconds():.1f} s" if chore.took else "",
        state=chore.get_state_display(),
        tone=TONES[State(chore.state)],
        file=chore.file,
        words=chore.reason or ", ".join(figures),
    )


def _key_line(key: KeyOnFile, *, now: datetime) -> KeyLine:
    if key.is_another:
        word, tone = "Another secret than before: it opens nothing of then", "stop"
    elif key.seals_now:
        word, tone = "Seals now", "good"
    elif key.is_given:
        word, tone = "Opens what is older", "info"
    else:
        word, tone = "No longer given: older backups need it", "neutral"
    return KeyLine(key, age=age_words(now - key.seen_at), word=word, tone=tone)
