"""A worker that dies, as by `kill -9`, at a chosen moment while it sends."""

import os
import signal
import sys

import django


def main(moment: str) -> None:
    django.setup()
    from foundation.messaging.services import send_waiting
    from foundation.messaging.services.log_file import LogFileGateway

    send = LogFileGateway.send

    def die(self, letter):
        if moment == "after the gateway took it":
            send(self, letter)
        os.kill(os.getpid(), signal.SIGKILL)

    LogFileGateway.send = die
    send_waiting()


if __name__ == "__main__":
    main(sys.argv[1])
