"""Where the commands write: what was asked for on the standard output, the rest beside it."""

import sys


def say(text):
    """On the standard error, each line under our name."""
    for line in text.splitlines():
        print(f"wachtpost: {line}", file=sys.stderr)


def show(text):
    """On the standard output, and out of our hands: OSError when it did not get there."""
    print(text, flush=True)
