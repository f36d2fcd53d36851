"""The configuration as the model takes it and as the daemon's files say it."""
import datetime
from dataclasses import dataclass, replace

from contract import HULPVORM
from lines import in_region

DEFAULT_RANKS = ("URGENT", "NIET_GEHOLPEN", "ZONDER_OVERBRUGGING", "WACHTDAGEN")
HULPVORM_NAME = {v: k for k, v in vars(HULPVORM).items() if isinstance(v, int)}


@dataclass(frozen=True)
class Aanbieder:
    agb: str
    naam: str
    interval: int = 7
    telefoon: str = "070 1234567"
    mail: str = "wachtlijst@example.nl"
    opvolger_van: str = ""


@dataclass(frozen=True)
class Scope:
    """Per dimension: empty matches everything (domain.md section 6)."""
    gemeenten: tuple = ()
    hulpvormen: tuple = ()  # names
    gis: tuple = ()


@dataclass(frozen=True)
class Participant:
    name: str
    roles: tuple
    aanbieders: tuple = ()
    scope: Scope = Scope()

    def has(self, role):
        return role in self.roles

    def delivers_for(self, agb):
        return self.has("aanbieder") and any(a.agb == agb for a in self.aanbieders)


@dataclass(frozen=True)
class Regio:
    """What is bought together, and when; empty and None are without limit."""
    name: str
    gemeenten: tuple = ()
    hulpvormen: tuple = ()  # names
    start: datetime.date = None
    end: datetime.date = None  # the last day

    def holds(self, gemeente, hulpvorm, day):
        named = gemeente in self.gemeenten if self.gemeenten else in_region(gemeente, day)
        return (named
                and (not self.hulpvormen or HULPVORM_NAME[hulpvorm] in self.hulpvormen)
                and (self.start is None or self.start <= day)
                and (self.end is None or day <= self.end))


@dataclass(frozen=True)
class Settings:
    norms: tuple
    participants: tuple = ()
    rank_order: tuple = DEFAULT_RANKS
    regio: tuple = ()

    def participant(self, name):
        return next(p for p in self.participants if p.name == name)

    def aanbieders(self):
        return [a for p in self.participants for a in p.aanbieders]

    def norm_on(self, day):
        return max((n for n in self.norms if n.start <= day), key=lambda n: n.start)

    def bought(self, gemeente, hulpvorm, day):
        """Whether the region buys this help together on a day; without a table: all of it."""
        if not self.regio:
            return in_region(gemeente, day)
        return any(r.holds(gemeente, hulpvorm, day) for r in self.regio)

    def with_norm(self, norm):
        return replace(self, norms=self.norms + (norm,))

    def with_regio(self, regio):
        return replace(self, regio=tuple(regio))

    def with_participant(self, participant):
        others = tuple(p for p in self.participants if p.name != participant.name)
        return replace(self, participants=others + (participant,))


def _texts(values):
    return "{" + ", ".join(f'"{v}"' for v in values) + "}"


def norm_text(norm):
    lines = [f'from = "{norm.start}"', f"levels = {{{', '.join(map(str, norm.levels))}}}",
             f"warning_days = {norm.warning_days}"]
    if norm.days:
        lines.append(f"days = {norm.days}")
    else:
        lines += [f"months = {norm.months}", f"inclusive = {str(norm.inclusive).lower()}"]
    return f'norm "{norm.id}" {{\n' + "".join(f"  {x}\n" for x in lines) + "}\n"


def regio_text(regio):
    lists = [("gemeenten", regio.gemeenten), ("hulpvormen", regio.hulpvormen)]
    days = [("from", regio.start), ("until", regio.end)]
    lines = [f"{name} = {_texts(values)}" for name, values in lists if values]
    lines += [f'{name} = "{day}"' for name, day in days if day]
    return f'regio "{regio.name}" {{\n' + "".join(f"  {x}\n" for x in lines) + "}\n"


def rules_text(settings):
    """The part of wachtpostd.conf that changes decisions."""
    return (f"rank_order = {_texts(settings.rank_order)}\n"
            + "".join(norm_text(n) for n in settings.norms)
            + "".join(regio_text(r) for r in settings.regio))


def participant_text(participant, registration_line):
    text = f"roles = {_texts(participant.roles)}\nkeys = {_texts([registration_line])}\n"
    if participant.has("coordinator") or participant.has("beheer"):
        text += f'persoon = "{participant.name}"\n'
    for a in participant.aanbieders:
        text += (f'aanbieder "{a.agb}" {{\n  naam = "{a.naam}"\n  telefoon = "{a.telefoon}"\n'
                 f'  mail = "{a.mail}"\n  interval_days = {a.interval}\n')
        text += f'  opvolger_van = "{a.opvolger_van}"\n}}\n' if a.opvolger_van else "}\n"
    scope = participant.scope
    parts = [("gemeenten", scope.gemeenten), ("hulpvormen", scope.hulpvormen), ("gis", scope.gis)]
    named = "".join(f"  {name} = {_texts(values)}\n" for name, values in parts if values)
    return text + (f"scope {{\n{named}}}\n" if named else "")
