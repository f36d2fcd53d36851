"""What is wrong with a line of a snapshot, by itself (rules.md section 2): what the daemon will
say of it, but for what only the daemon can know. Pure.

A fault has a code and the first field it concerns; of each code one, in the order of a
receipt. The same is told in C in proto/model/check.c, and a test holds the two together."""

import re

from wachtpost import days
from wachtpost.v1 import wachtpost_pb2 as contract

MOST_ID_BYTES = 64
MOST_LINES = 20_000
OLDEST_WAIT_MONTHS = 120

SENTENCES = {
    "ID": "Geef een id van 1 tot 64 bytes in UTF-8 zonder stuurtekens; een meegestuurde plek heeft "
    "geen of hetzelfde id.",
    "DUBBEL": "Dit id stond al eerder in deze levering; lever elke plek één keer.",
    "DATUM": "Deze datum bestaat niet of ontbreekt; vul een bestaande dag in.",
    "GEEN_STARTDATUM": "Vul ten minste een aanmelddatum, verwijsdatum of toewijzingsdatum in.",
    "TOEKOMST": "Deze datum ligt na het peilmoment; verbeter hem. Alleen een intake mag tot 12 "
    "maanden vooruit gepland staan.",
    "TE_OUD": "Dit wachten begon meer dan tien jaar voor het peilmoment; verbeter de datum.",
    "GEMEENTE": "Vul de CBS-code van de gemeente in: vier cijfers, met voorloopnul.",
    "BUITEN_REGIO": "Deze gemeente hoort op het peilmoment niet bij de regio; laat deze regel "
    "voortaan weg.",
    "CODE": "Deze code staat niet in de lijst of ontbreekt; kies er een uit de lijst (een GI is "
    "een AGB-code van acht cijfers).",
    "PSEUDONIEM": "Een pseudoniem is precies 32 bytes; laat het leeg als u er geen hebt.",
    "BSN": "In dit id staat een BSN; geef de plek een eigen id en stuur nooit een BSN mee.",
    "UITSTROOMDATUM": "Deze uitstroom ligt voor het begin van het wachten; verbeter de "
    "uitstroomdatum of de startdatum.",
    "ONBEKENDE_PLEK": "Deze plek staat niet open. Meldde u dit vertrek al, laat deze regel dan "
    "weg. Kwam en vertrok zij sinds de vorige levering, stuur haar gegevens mee.",
}

# Each gemeente of the region with its last day in it.
GEMEENTEN = {
    "0503": ("Delft", 99991231),
    "0518": ("Den Haag", 99991231),
    "0603": ("Rijswijk", 99991231),
    "0626": ("Voorschoten", 20231231),
    "0629": ("Wassenaar", 99991231),
    "0637": ("Zoetermeer", 99991231),
    "1783": ("Westland", 99991231),
    "1842": ("Midden-Delfland", 99991231),
    "1916": ("Leidschendam-Voorburg", 99991231),
    "1926": ("Pijnacker-Nootdorp", 99991231),
}

CODES = ("hulpvorm", "maatregel", "urgentie", "overbrugging", "leeftijdsband", "regie")
STARTS = ("oorspronkelijke_aanmelddatum", "aanmelddatum", "verwijsdatum", "toewijzingsdatum")
DATES = (
    "maatregel_start",
    "urgentie_datum",
    "overbrugging_sinds",
    "laatst_geverifieerd",
    *STARTS,
    "compleet_datum",
    "intakedatum",
)
MONTHS_AHEAD = {"intakedatum": 12}
LISTED = {
    "productcategorie": frozenset((0, *range(31, 39), *range(40, 56))),
    "verwijzer": frozenset((0, 1, 2, 3, 4, 5, 6, 8)),
}
NINE_DIGITS = re.compile(rb"(?<![0-9])[0-9]{9}(?![0-9])")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
AGB_CODE = re.compile("[0-9]{8}")
GEMEENTE_CODE = re.compile("[0-9]{4}")

_FIELDS = [field.name for field in contract.Wachtplek.DESCRIPTOR.fields if field.name != "id"]


def holds_bsn(text):
    """Whether nine digits in these bytes, not among more, pass the 11-proef."""
    for match in NINE_DIGITS.finditer(text):
        digits = [byte - ord("0") for byte in match.group()]
        total = sum((9 - at) * digit for at, digit in enumerate(digits[:8])) - digits[8]
        if any(digits) and total % 11 == 0:
            return True
    return False


def _id_is_right(place_id):
    try:
        text = place_id.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return 0 < len(place_id) <= MOST_ID_BYTES and not CONTROL.search(text)


class _Line:
    """One line under test: its fields come by in the contract's order, so that the first
    fault noted with a code is the one to name."""

    def __init__(self, day, carried=False):
        self.day, self.prefix = day, "place." if carried else ""
        self.found = {}
        self.start_field = self.start = None

    def note(self, code, field):
        self.found.setdefault(code, field)

    def faults(self):
        return {code: self.found[code] for code in SENTENCES if code in self.found}

    def take_id(self, place_id, seen):
        if not _id_is_right(place_id):
            self.note("ID", "id")
        if seen:
            self.note("DUBBEL", "id")
        if holds_bsn(place_id):
            self.note("BSN", "id")

    def take_date(self, field, number):
        if number == 0:
            return
        date = days.date_of_number(number)
        if field in STARTS and self.start_field is None:
            self.start_field, self.start = field, date
        if date is None:
            self.note("DATUM", self.prefix + field)
        elif date > days.add_months(self.day, MONTHS_AHEAD.get(field, 0)):
            self.note("TOEKOMST", self.prefix + field)

    def take_gemeente(self, code):
        if not GEMEENTE_CODE.fullmatch(code):
            self.note("GEMEENTE", self.prefix + "gemeente")
        elif code not in GEMEENTEN or days.number_of_date(self.day) > GEMEENTEN[code][1]:
            self.note("BUITEN_REGIO", self.prefix + "gemeente")

    def take_code(self, field, value):
        known = contract.Wachtplek.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
        if value not in known or (field == "hulpvorm" and value == 0):
            self.note("CODE", self.prefix + field)

    def take_field(self, field, value):
        if field == "jeugdige" and len(value) not in (0, 32):
            self.note("PSEUDONIEM", self.prefix + field)
        elif field == "gemeente":
            self.take_gemeente(value)
        elif field in CODES:
            self.take_code(field, value)
        elif field in LISTED and value not in LISTED[field]:
            self.note("CODE", self.prefix + field)
        elif field == "gi" and value and not AGB_CODE.fullmatch(value):
            self.note("CODE", self.prefix + field)
        elif field in DATES:
            self.take_date(field, value)

    def take_place(self, place):
        for field in _FIELDS:
            self.take_field(field, getattr(place, field))
        if self.start_field is None:
            self.note("GEEN_STARTDATUM", self.prefix + STARTS[0])
        elif self.start and self.start < days.add_months(self.day, -OLDEST_WAIT_MONTHS):
            self.note("TE_OUD", self.prefix + self.start_field)


def place_faults(place, day, seen=False):
    """Of a places line of a snapshot with its peilmoment on `day`: code -> field, in order.
    `seen`: the id stood earlier in the snapshot."""
    line = _Line(day)
    line.take_id(place.id, seen)
    line.take_place(place)
    return line.faults()


def outflow_faults(leaving, day, seen=False):
    """Of an outflow line, as far as that can be told without knowing which places are open."""
    line = _Line(day, carried=True)
    line.take_id(leaving.id, seen)
    if leaving.reden not in contract.Uitstroomreden.values():
        line.note("CODE", "reden")
    left_on = days.date_of_number(leaving.datum)
    if left_on is None:
        line.note("DATUM", "datum")
    elif left_on > day:
        line.note("TOEKOMST", "datum")
    if leaving.HasField("place"):
        if leaving.place.id not in (b"", leaving.id):
            line.note("ID", "place.id")
        line.take_place(leaving.place)
    judged = "ID" not in line.found and "DUBBEL" not in line.found
    if judged and left_on and line.start and left_on < line.start:
        line.note("UITSTROOMDATUM", "datum")
    return line.faults()


def doubles(snapshot):
    """Whether each line's id stood earlier, places before outflow; no id is never one."""
    seen, marks = {b""}, []
    for line in (*snapshot.places, *snapshot.outflow):
        marks.append(line.id in seen and line.id != b"")
        seen.add(line.id)
    return marks
