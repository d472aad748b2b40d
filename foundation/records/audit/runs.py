"""Runs of row numbers: [[1, 6], [8, 10]] is 1 to 6 and 8 to 10, in order."""

from collections.abc import Iterable

Run = list[int]
Runs = list[Run]


def merged(*many: Iterable[Run]) -> Runs:
    """All numbers of all of them, in as few runs as possible."""
    joined: Runs = []
    for first, last in sorted(run for runs in many for run in runs):
        if joined and first <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    return joined


def without(runs: Iterable[Run], taken: Iterable[Run]) -> Runs:
    """The numbers of the first that are not in the second."""
    left, away = merged(runs), merged(taken)
    for out_first, out_last in away:
        left = [
            piece
            for first, last in left
            for piece in (
                [first, min(last, out_first - 1)],
                [max(first, out_last + 1), last],
            )
            if piece[0] <= piece[1]
        ]
    return merged(left)


def as_multirange(runs: Iterable[Run]) -> str:
    """The same for PostgreSQL: {[1,6],[8,10]}."""
    return "{" + ",".join(f"[{first},{last}]" for first, last in runs) + "}"


def in_words(runs: Iterable[Run], *, most: int = 5) -> str:
    """The same for people: 1 to 6, 8, and more."""
    shown = list(runs)
    words = [str(a) if a == b else f"{a} to {b}" for a, b in shown[:most]]
    return ", ".join([*words, *(["and more"] if len(shown) > most else [])])
