"""What a browser calls itself, in words its owner recognises."""

# The first that fits: a browser names its ancestors as well.
PROGRAMS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"),
            ("Safari", "Safari"))  # fmt: skip
MACHINES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"),
            ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


def browser_words(user_agent: str) -> str:
    """Say "Firefox on Windows"; an unknown browser is called that."""
    program = _first(PROGRAMS, user_agent) or "An unknown browser"
    machine = _first(MACHINES, user_agent)
    return f"{program} on {machine}" if machine else program


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((word for sign, word in names if sign in user_agent), "")
