"""As much of an address as reception needs to recognise it."""


def masked(address: str) -> str:
    """Show the last digits of a number, or the first letter and host of an e-mail.

    +919820012345      ...2345
    asha@example.org   a...@example.org
    """
    name, at, host = address.partition("@")
    return f"{name[:1]}…@{host}" if at else f"…{address[-4:]}"
