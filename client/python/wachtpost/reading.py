"""A file becomes a checked wachtlijst, or a list of everything that is wrong with it.

Row by row: the fields are taken over by column, the line is checked as the daemon will check
it, and what is wrong is noted; then the lines are sorted and doubles noted too. What is said
about a mistake names row and column and never repeats the value: it may be a BSN."""

from dataclasses import dataclass, field

from wachtpost import check, columns, days, tables
from wachtpost.snapshot import Wachtlijst
from wachtpost.v1 import wachtpost_pb2 as contract


@dataclass(frozen=True)
class Mistake:
    row: int  # as a spreadsheet counts, from 1
    column: str  # "": the row as a whole
    kind: str
    sentence: str  # Dutch, says what to do

    def order(self):
        return self.row, columns.ORDER.get(self.column, len(columns.ORDER)), self.kind


@dataclass
class Reading:
    """With mistakes the list is incomplete: never send it."""

    wachtlijst: Wachtlijst = field(default_factory=Wachtlijst)
    left_out_rows: list = field(default_factory=list)  # of gemeenten outside the region
    mistakes: list = field(default_factory=list)  # by row, then as in the layout
    unknown_columns: list = field(default_factory=list)


def read(path, peilmoment):
    """The file's wachtlijst; future and age are judged on the civil day of the peilmoment.
    BadData: no rows can be got out of it."""
    reader = _Reader(days.day_of_instant(peilmoment))
    table = tables.read(path)
    for row in table.rows:
        reader.take_row(row)
    if table.broken:
        reader.note(table.broken, "", "OPMAAK", MISPLACED_QUOTE)
    elif reader.field_of is None:
        reader.note(1, "", "KOLOM", EMPTY_FILE)
    return reader.finish()


MISPLACED_QUOTE = (
    "Op deze rij staat een aanhalingsteken dat niet klopt; wat erna komt is niet gelezen."
)
EMPTY_FILE = "Het bestand is leeg; de eerste rij hoort de namen van de kolommen te geven."
TWICE = "Deze kolom staat er twee keer; laat er een staan."
NO_SEPARATOR = (
    "Deze kolom ontbreekt; zet ; tussen de velden en de namen van de kolommen op de eerste rij."
)
MISSING = "Deze kolom ontbreekt; neem haar naam uit het sjabloon over."
NO_START = (
    "Er is geen kolom met een startdatum; voeg ten minste aanmelddatum, verwijsdatum of "
    "toewijzingsdatum toe."
)
TOO_WIDE = (
    "Deze rij heeft meer velden dan de eerste rij; staat er een ; in een veld, zet dat veld dan "
    "tussen aanhalingstekens."
)
TOO_MANY = (
    "Een levering heeft hoogstens 20.000 regels; lever alleen wie wacht en wie sinds de vorige "
    "keer vertrok."
)


@dataclass
class _Line:
    """One row's line: a message of the contract, and whether it left."""

    row: int
    message: object
    left: bool


class _Reader:
    def __init__(self, day):
        self.day, self.reading = day, Reading()
        self.field_of = None  # column name -> place in a row; None: no header yet
        self.header_fields, self.usable, self.too_many = 0, False, False
        self.lines = []

    def note(self, row, column, kind, sentence):
        self.reading.mistakes.append(Mistake(row, column, kind, sentence))

    def take_row(self, row):
        if self.too_many or not (any(row.fields) or row.faults):
            return
        if self.field_of is None:
            self._take_header(row)
        elif self.usable and len(row.fields) > self.header_fields:
            self.note(row.number, "", "OPMAAK", TOO_WIDE)
        elif self.usable:
            self._take_line(row)

    def _take_header(self, row):
        self.field_of, self.header_fields = {}, len(row.fields)
        for at, text in enumerate(row.fields):
            name = text.lower()
            if name in self.field_of:
                self.note(row.number, name, "KOLOM", TWICE)
            elif name in columns.BY_NAME:
                self.field_of[name] = at
            elif text:
                self.reading.unknown_columns.append(text)
        for name in columns.REQUIRED:
            if name not in self.field_of:
                sentence = NO_SEPARATOR if len(row.fields) == 1 else MISSING
                self.note(row.number, name, "KOLOM", sentence)
        if not any(name in self.field_of for name in check.STARTS):
            self.note(row.number, "aanmelddatum", "KOLOM", NO_START)
        self.usable = not self.reading.mistakes

    def _text(self, row, name):
        at = self.field_of.get(name, len(row.fields))
        return row.fields[at] if at < len(row.fields) else ""

    def _take_values(self, row, left, carries_place):
        """The fields that count: of who left without a start date only id and outflow."""
        values, before = {}, len(self.reading.mistakes)
        for column in columns.COLUMNS:
            text = self._text(row, column.name)
            if left and not carries_place and column.name not in ("id", *columns.OUTFLOW):
                continue
            value, fault = column.take(text) if text else (None, None)
            fault = row.faults.get(self.field_of.get(column.name), fault)
            if fault:
                self.note(row.number, column.name, fault.kind, fault.sentence)
            if value is not None:
                values[column.name] = value
        return values, self.reading.mistakes[before:]

    def _take_line(self, row):
        left = any(self._text(row, name) for name in columns.OUTFLOW)
        starts = any(self._text(row, name) for name in check.STARTS)
        values, noted = self._take_values(row, left, carries_place=left and starts)
        message = _leaving(values, starts) if left else contract.Wachtplek(**values)
        judge = check.outflow_faults if left else check.place_faults
        faults = judge(message, self.day)
        if not noted and list(faults) == ["BUITEN_REGIO"]:
            self._settle_outside(row.number, message, left)
            return
        self._note_faults(row.number, noted, faults)
        self._keep(_Line(row.number, message, left))

    def _note_faults(self, row, noted, faults):
        known = {(mistake.column, mistake.kind) for mistake in noted}
        for code, field_name in faults.items():
            # Any start date would do; the one that most have is the one to name.
            column = "aanmelddatum" if code == "GEEN_STARTDATUM" else columns.of_fault(field_name)
            # Of a cell that could not be read nothing else can be told.
            if (column, code) not in known and (column, "OPMAAK") not in known:
                self.note(row, column, code, check.SENTENCES[code])

    def _settle_outside(self, row, message, left):
        """A child outside the region is not ours to know, but that it left may be: its place
        may stand open from before it moved."""
        if left:
            message.ClearField("place")
            self._keep(_Line(row, message, left))
        else:
            self.reading.left_out_rows.append(row)

    def _keep(self, line):
        if len(self.lines) >= check.MOST_LINES:
            self.note(line.row, "", "TE_GROOT", TOO_MANY)
            self.too_many = True
        else:
            self.lines.append(line)

    def finish(self):
        self.lines.sort(key=lambda line: (line.left, line.message.id, line.row))
        seen = set()
        for line in self.lines:
            if line.message.id and line.message.id in seen:
                self.note(line.row, "id", "DUBBEL", check.SENTENCES["DUBBEL"])
            seen.add(line.message.id)
        self.reading.mistakes.sort(key=Mistake.order)
        wachtlijst = self.reading.wachtlijst
        for line in self.lines:
            (wachtlijst.outflow if line.left else wachtlijst.places).append(line.message)
            (wachtlijst.outflow_rows if line.left else wachtlijst.place_rows).append(line.row)
        return self.reading


def _leaving(values, carries_place):
    place = {name: value for name, value in values.items() if name not in ("id", *columns.OUTFLOW)}
    return contract.Uitstroom(
        id=values.get("id", b""),
        reden=values.get("uitstroomreden", 0),
        datum=values.get("uitstroomdatum", 0),
        place=contract.Wachtplek(**place) if carries_place else None,
    )
