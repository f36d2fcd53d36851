"""The command line: the words and exit codes of `wachtpost`."""

import argparse
import sys

from wachtpost import alerts_command, columns, days, keygen, outbox_command, push, status_command
from wachtpost.configuration import ADVICE
from wachtpost.errors import WRONG_USE
from wachtpost.v1 import wachtpost_pb2 as contract
from wachtpost.version import VERSION

MOST_TIMEOUT_S = 3600
EXIT_CODES = (
    "Eindcodes: 0 bevestigd; 64 verkeerd gebruik; 65 fouten in het bestand, niets verstuurd; 69 de "
    "server weigert; 75 nog niet geleverd, maar bewaard; 77 sleutel geweigerd; 78 configuratie."
)


class _Parser(argparse.ArgumentParser):
    """In Dutch as far as argparse lets it be, and with our exit code."""

    def __init__(self, **options):
        super().__init__(add_help=False, **options)
        self.own = self.add_argument_group("opties")
        self.own.add_argument("-h", "--help", action="help", help="toon deze hulp")

    def error(self, message):
        self.print_usage(sys.stderr)
        print(f"wachtpost: verkeerd gebruik ({message}); zie --help", file=sys.stderr)
        sys.exit(WRONG_USE)


def _timeout(text):
    seconds = int(text)
    if not 1 <= seconds <= MOST_TIMEOUT_S:
        raise argparse.ArgumentTypeError(f"een aantal seconden van 1 tot {MOST_TIMEOUT_S}")
    return seconds


def _peilmoment(text):
    instant = days.parse_instant(text)
    if instant is None:
        raise argparse.ArgumentTypeError("schrijf 2025-01-31T09:00:00Z")
    return instant


def _aanname(text):
    hulpvorm, _, status = text.partition("=")
    hulpvorm = columns.HULPVORMEN.codes.get(hulpvorm)
    status = columns.AANNAMES.codes.get(status)
    if not hulpvorm or status is None:
        raise argparse.ArgumentTypeError("schrijf bijvoorbeeld KDC=STOP")
    return contract.Aanname(hulpvorm=hulpvorm, status=status)


def _add_settings(parser):
    """What every command has that talks to the server."""
    group = parser.add_argument_group("instellingen (gaan voor op die van het bestand)")
    group.add_argument("-c", "--config", metavar="BESTAND", help="wachtpost.conf")
    for name, advice in ADVICE.items():
        group.add_argument("--" + name.replace("_", "-"), dest=name, metavar="W", help=advice)
    group.add_argument(
        "--timeout", type=_timeout, default=30, metavar="S", help="zo lang wachten (standaard 30)"
    )
    group.add_argument("--json", action="store_true", help="uitvoer als JSON")


def _command(commands, name, run, text):
    """The parser of one command, and its own group of options."""
    parser = commands.add_parser(name, help=text, description=text, epilog=EXIT_CODES)
    parser.set_defaults(run=run)
    return parser, parser.own


def _add_push(commands):
    parser, own = _command(
        commands, "push", push.command, "lever een wachtlijst uit een CSV- of xlsx-bestand"
    )
    own.add_argument("file", metavar="BESTAND", help="de hele wachtlijst van dit moment")
    own.add_argument(
        "--peilmoment", type=_peilmoment, metavar="TIJD", help="wanneer de lijst zo was (nu)"
    )
    own.add_argument(
        "--aanname",
        type=_aanname,
        action="append",
        default=[],
        metavar="HULPVORM=OPEN|STOP",
        help="of u nieuwe kinderen aanneemt; mag vaker",
    )
    own.add_argument(
        "--new-epoch", action="store_true", help="begin een nieuwe reeks: dit systeem neemt over"
    )
    own.add_argument("--check", action="store_true", help="kijk alleen na; verstuur niets")
    _add_settings(parser)


def _add_outbox(commands):
    parser, own = _command(
        commands, "outbox", outbox_command.command, "toon wat wacht en geleverd is"
    )
    one = own.add_mutually_exclusive_group()
    one.add_argument("--retry", action="store_true", help="verstuur wat wacht, ook na een stop")
    one.add_argument(
        "--new-epoch", action="store_true", help="begin een nieuwe reeks en verstuur wat wacht"
    )
    one.add_argument("--export", metavar="MAP", help="schrijf leveringen en antwoorden daarheen")
    _add_settings(parser)


def _add_alerts(commands):
    parser, own = _command(
        commands, "alerts", alerts_command.command, "lees de alerts die nieuw zijn"
    )
    own.add_argument("-f", "--follow", action="store_true", help="blijf volgen")
    own.add_argument(
        "-a", "--all", action="store_true", help="alles vanaf het begin; laat de cursor met rust"
    )
    _add_settings(parser)


def _add_status(commands):
    parser, _ = _command(
        commands, "status", status_command.command, "toon wat de server van u weet"
    )
    _add_settings(parser)


def _add_keygen(commands):
    _, own = _command(
        commands, "keygen", keygen.command, "maak een sleutel en toon de registratieregel"
    )
    own.add_argument("file", metavar="BESTAND", help="het sleutelbestand")
    own.add_argument(
        "-s", "--show", action="store_true", help="toon de regel van een sleutel die er al is"
    )


def parse(arguments):
    """The wish: the options, and `run` to call with them. Ends the process with WRONG_USE."""
    parser = _Parser(
        prog="python3 -m wachtpost",
        description="Wachtlijsten leveren en alerts ontvangen.",
        epilog=EXIT_CODES,
    )
    parser.own.add_argument(
        "--version",
        action="version",
        version=f"wachtpost {VERSION} (Python)",
        help="toon de versie",
    )
    commands = parser.add_subparsers(metavar="OPDRACHT", required=True, title="opdrachten")
    for add in (_add_push, _add_outbox, _add_alerts, _add_status, _add_keygen):
        add(commands)
    return parser.parse_args(arguments)
