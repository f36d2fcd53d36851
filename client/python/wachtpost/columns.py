"""The columns of the layout (client/README.md, section 3): how the text of each becomes a field of
the contract.

What cannot be understood becomes a value that check.py refuses as well, so that no mistake
gets past. Same names, same order and same sentences as client/csv_columns.c."""

import datetime
import re
from dataclasses import dataclass

from wachtpost import check, days
from wachtpost.v1 import wachtpost_pb2 as contract

NO_DATE = 99999999  # stands, but is no date
NO_CODE = -1  # in no list
NO_NUMBER = 0xFFFFFFFF

DATE = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)|(\d\d)-(\d\d)-(\d{4}))", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,10}")
PSEUDONYM = re.compile(r"[0-9a-fA-F]{64}")
# 1,2E+09: a spreadsheet wrote a long number its own way, and its digits are gone.
ROUNDED = re.compile(r"[0-9]+(?:[.,][0-9]+)?[eE]\+[0-9]+")


@dataclass(frozen=True)
class Fault:
    """Why a text is no value: a kind as in check.SENTENCES or of its own, and a Dutch sentence
    that says what to do."""

    kind: str
    sentence: str


WRONG_DATE = Fault("DATUM", "Dit is geen bestaande datum; schrijf jjjj-mm-dd of dd-mm-jjjj.")
WRONG_CODE = Fault(
    "CODE", "Deze code staat niet in de lijst; neem precies een naam uit de lijst over."
)
WRONG_NUMBER = Fault(
    "CODE", "Dit is geen getal uit de lijst; vul alleen cijfers in of laat het veld leeg."
)
WRONG_FLAG = Fault("CODE", "Vul ja of nee in, of laat het veld leeg.")
WRONG_PSEUDONYM = Fault(
    "PSEUDONIEM",
    "Een pseudoniem is precies 64 hexadecimale tekens; laat het leeg als u er geen hebt.",
)
WRONG_EPOCH = Fault(
    "PSEUDONIEM", "Het nummer van de pseudoniemsleutel bestaat alleen uit cijfers."
)
ROUNDED_ID = Fault(
    "ID",
    "Het rekenblad heeft van dit id een afgerond getal gemaakt; maak van de kolom tekst en vul het "
    "id opnieuw in.",
)


class _Column:
    """One column: `take(text)` gives its value and None, or a refused value and the fault."""

    def __init__(self, name, none=None):
        self.name, self.none = name, none


class _Text(_Column):
    digits = 0

    def take(self, text):
        if len(text) + 1 == self.digits and text[0] != "0" and NUMBER.fullmatch(text):
            return "0" + text, None  # a spreadsheet took the leading zero away
        return text, None


class _Id(_Column):
    def take(self, text):
        return text.encode(), ROUNDED_ID if ROUNDED.fullmatch(text) else None


class _Gemeente(_Text):
    digits = 4


class _Agb(_Text):
    digits = 8


class _Pseudonym(_Column):
    def take(self, text):
        if PSEUDONYM.fullmatch(text):
            return bytes.fromhex(text), None
        return text.encode(), WRONG_PSEUDONYM


class _Number(_Column):
    def take(self, text):
        value = int(text) if NUMBER.fullmatch(text) else NO_NUMBER + 1
        return (value, None) if value <= NO_NUMBER else (NO_NUMBER, self.none)


class _Date(_Column):
    def take(self, text):
        match = DATE.fullmatch(text)
        if match:
            year, month, day = (int(part) for part in _year_first(match))
            try:
                return days.number_of_date(datetime.date(year, month, day)), None
            except ValueError:
                pass
        return NO_DATE, WRONG_DATE


def _year_first(match):
    groups = match.groups()
    return groups[:3] if groups[0] else groups[:2:-1]


class _Flag(_Column):
    def take(self, text):
        word = text.lower()
        return word == "ja", None if word in ("ja", "nee") else WRONG_FLAG


class _Code(_Column):
    """A code list, by the names of the contract without their prefix."""

    def __init__(self, name, enum, prefix):
        super().__init__(name)
        self.codes = {
            "ONBEKEND" if number == 0 else code[len(prefix) :]: number
            for code, number in enum.items()
        }

    def take(self, text):
        code = self.codes.get(text, NO_CODE)
        return code, WRONG_CODE if code == NO_CODE else None


HULPVORMEN = _Code("hulpvorm", contract.Hulpvorm, "HULPVORM_")
AANNAMES = _Code("aanname", contract.AannameStatus, "AANNAME_STATUS_")

COLUMNS = (
    _Id("id"),
    _Pseudonym("jeugdige"),
    _Number("jeugdige_epoch", WRONG_EPOCH),
    _Gemeente("gemeente"),
    HULPVORMEN,
    _Number("productcategorie", WRONG_NUMBER),
    _Number("verwijzer", WRONG_NUMBER),
    _Code("maatregel", contract.Maatregel, "MAATREGEL_"),
    _Date("maatregel_start"),
    _Agb("gi"),
    _Flag("machtiging_uithuisplaatsing"),
    _Code("urgentie", contract.Urgentie, "URGENTIE_"),
    _Date("urgentie_datum"),
    _Code("overbrugging", contract.Overbrugging, "OVERBRUGGING_"),
    _Date("overbrugging_sinds"),
    _Code("leeftijdsband", contract.Leeftijdsband, "LEEFTIJDSBAND_"),
    _Code("regie", contract.Regie, "REGIE_"),
    _Flag("eigen_wens"),
    _Date("laatst_geverifieerd"),
    *map(_Date, check.STARTS),
    _Date("compleet_datum"),
    _Date("intakedatum"),
    _Code("uitstroomreden", contract.Uitstroomreden, "UITSTROOMREDEN_"),
    _Date("uitstroomdatum"),
)
BY_NAME = {column.name: column for column in COLUMNS}
ORDER = {column.name: at for at, column in enumerate(COLUMNS)}
OUTFLOW = ("uitstroomreden", "uitstroomdatum")
REQUIRED = ("id", "gemeente", "hulpvorm")


def of_fault(field):
    """The column that a fault's field stands in: "place.gemeente" and "datum" are ours."""
    name = field.removeprefix("place.")
    return {"datum": "uitstroomdatum", "reden": "uitstroomreden"}.get(name, name)
