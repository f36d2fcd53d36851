"""What a command needs to know before it can talk: from wachtpost.conf, the same file that the C
client reads, overridden by options of the same names.

The file is read a line at a time: `name = 'value'`, with `#` before a remark. A path in it counts
from the file's own folder."""

import os
import re
from dataclasses import dataclass, field

from wachtpost import check, keys
from wachtpost.errors import BadConfiguration

LINE = re.compile(
    r"""\s*(?:(?P<name>\w+)\s*=\s*
    (?:'(?P<single>(?:[^'\\]|\\.)*)'|"(?P<double>[^"$\\]*)"|(?P<bare>[^\s'"\#;{}]+))\s*)?
    (?:(?:\#|//).*)?""",
    re.VERBOSE | re.ASCII,
)
ESCAPED = re.compile(r"\\(['\\])")

ADVICE = {
    "server": "het adres van de server, tcp://naam:7700",
    "bell": "het adres van de bel, tcp://naam:7701",
    "server_key": "de openbare sleutel van de server, 40 tekens (Z85), tussen enkele "
    "aanhalingstekens",
    "key": "uw sleutelbestand; maak het met python3 -m wachtpost keygen",
    "agb": "de AGB-code van de aanbieder, acht cijfers",
    "state": "een map voor wachtrij en cursor",
}
PATHS = ("key", "state")


@dataclass
class Configuration:
    """The settings as text, by name; what was needed is right. The rest is made from them."""

    values: dict
    server_key: bytes = b""
    keys: object = None
    servers: list = field(default_factory=list)

    def __getattr__(self, name):
        if name in ADVICE:
            return self.values[name]
        raise AttributeError(name)


def _usual_folder(variable, below_home, on_windows):
    """The folder of wachtpost where this system keeps such things; None: it cannot be told."""
    if os.name != "posix":
        folder = os.environ.get(on_windows)
        return os.path.join(folder, "wachtpost") if folder else None
    folder, home = os.environ.get(variable, ""), os.environ.get("HOME")
    if folder.startswith("/"):
        return os.path.join(folder, "wachtpost")
    return os.path.join(home, below_home, "wachtpost") if home else None


def usual_file():
    folder = _usual_folder("XDG_CONFIG_HOME", ".config", "APPDATA")
    return os.path.join(folder, "wachtpost.conf") if folder else None


def read_file(path):
    """The settings of the file. BadConfiguration with the line that is none."""
    try:
        with open(path, encoding="utf-8-sig") as file:
            lines = file.read().splitlines()
    except (OSError, ValueError):
        raise BadConfiguration(f"{path} kan niet worden gelezen") from None
    values = {}
    for number, line in enumerate(lines, 1):
        match = LINE.fullmatch(line)
        if not match:
            raise BadConfiguration(f"{path}:{number}: schrijf naam = 'waarde', een per regel")
        name = match["name"]
        if name and name not in ADVICE:
            raise BadConfiguration(f"{path}:{number}: de instelling {name} kent deze client niet")
        if name:
            values[name] = _resolved(path, name, _value(match))
    return values


def _value(match):
    if match["single"] is not None:
        return ESCAPED.sub(r"\1", match["single"])
    return match["double"] if match["double"] is not None else match["bare"]


def _resolved(path, name, value):
    return os.path.join(os.path.dirname(path), value) if name in PATHS else value


def load(options, needs, path=None):
    """Reads the file at `path` (None: the usual one, which may be missing when the options say it
    all), puts the options over it and checks what is needed. BadConfiguration names every
    mistake on a line of its own."""
    given = {name: value for name, value in options.items() if value is not None}
    usual = usual_file()
    if path is None and usual and os.path.exists(usual):
        path = usual
    elif path is None and usual and not given:
        raise BadConfiguration(f"er is geen {usual}; noem een configuratie met -c")
    values = {**(read_file(path) if path else {}), **given}
    state = _usual_folder("XDG_STATE_HOME", os.path.join(".local", "state"), "LOCALAPPDATA")
    if state:
        values.setdefault("state", state)
    missing = [
        f"{name} ontbreekt (of --{name.replace('_', '-')}): {ADVICE[name]}"
        for name in ADVICE
        if name in needs and name not in values
    ]
    if missing:
        raise BadConfiguration("\n".join(missing))
    return _checked(values, needs)


def _checked(values, needs):
    configuration = Configuration(values, servers=values.get("server", "").split())
    wrong = []
    if "server_key" in needs:
        configuration.server_key = keys.key_of_z85(values["server_key"])
        wrong += ["server_key"] * (configuration.server_key is None)
    if "agb" in needs and not check.AGB_CODE.fullmatch(values["agb"]):
        wrong.append("agb")
    if "server" in needs and not configuration.servers:
        wrong.append("server")
    if wrong:
        raise BadConfiguration(
            "\n".join(f"{name} klopt niet; het hoort te zijn: {ADVICE[name]}" for name in wrong)
        )
    if "key" in needs:
        configuration.keys = keys.Keys(keys.read_seed(values["key"]))
    return configuration
