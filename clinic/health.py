"""Is the clinic's machinery well? One address for supervisors, proxies and the curious."""

import logging
from collections.abc import Callable
from functools import cache

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.records.heartbeat import late_work_alarm

logger = logging.getLogger(__name__)

WELL, WAITING, FAILING = "ok", "late work waits", "failing"
QUEUE_PATIENCE_S = 1.0


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 with the state of each part, or 503 where people cannot work.

    Without a queue or a beat the clinic is open: people sign in, write and book, and
    printing waits. A proxy must not close the door for that, so it is said and no fault.
    The sentences are fixed, so that no address or password of a server is shown.
    """
    states = {name: check() for name, check in CHECKS.items()}
    ill = {name for name, state in states.items() if state != WELL}
    status = FAILING if ill & VITAL else WAITING if ill else WELL
    answer = {"status": status} | states
    return JsonResponse(answer, status=503 if status == FAILING else 200)


def database_state() -> str:
    """Whether the database answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fault:
        logger.warning("Health: the database failed with %s.", type(fault).__name__)
        return "The database does not answer."
    return WELL


def queue_state() -> str:
    """Whether the queue answers at once; a stopped one is not waited for."""
    try:
        with redis.Redis.from_url(
            settings.CELERY_BROKER_URL,
            socket_connect_timeout=QUEUE_PATIENCE_S,
            socket_timeout=QUEUE_PATIENCE_S,
            retry=None,
        ) as queue:
            queue.ping()
    except redis.RedisError as fault:
        logger.warning("Health: the queue failed with %s.", type(fault).__name__)
        return "The queue does not answer."
    return WELL


def migrations_state() -> str:
    """Whether the database has every table change that this program knows of."""
    try:
        applied = MigrationRecorder(connection).applied_migrations()
    except DatabaseError:
        return "Unknown while the database does not answer."
    waiting = sorted(newest_migrations() - applied.keys())
    if waiting:
        return f"Not applied: {', '.join('.'.join(name) for name in waiting)}."
    return WELL


def late_work_state() -> str:
    """Whether beat, queue and worker have been felt alive of late."""
    try:
        return late_work_alarm(now=timezone.now()) or WELL
    except DatabaseError:
        return "Unknown while the database does not answer."


@cache
def newest_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each package on disk, read once per process."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


CHECKS: dict[str, Callable[[], str]] = {
    "database": database_state,
    "queue": queue_state,
    "migrations": migrations_state,
    "late_work": late_work_state,
}
# Without these nobody can work; without the others some of the work is late.
VITAL = frozenset({"database", "migrations"})
