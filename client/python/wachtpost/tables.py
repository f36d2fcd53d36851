"""Rows of text out of a file: CSV as Excel and an ECD write it, and .xlsx as Excel saves it."""

import csv
import datetime
import io
import os
from dataclasses import dataclass, field

from wachtpost.columns import ROUNDED_ID, Fault
from wachtpost.errors import BadData

# A file of 20,000 rows with every field filled, tripled.
MOST_BYTES = 32 * 1024 * 1024
# Excel keeps fifteen digits of a number; of a longer one the last are noughts.
MOST_DIGITS = 15
SEPARATORS = ";\t,"

WRONG_CELL = Fault(
    "OPMAAK", "In deze cel staat een fout van Excel, zoals #N/B; verbeter de formule of de waarde."
)


@dataclass
class Row:
    """`number` as a spreadsheet counts, from 1. `faults` are of cells that no text can stand
    for, by their place in the row."""

    number: int
    fields: list
    faults: dict = field(default_factory=dict)


@dataclass
class Table:
    """`broken` is the row from where on the file cannot be told apart; 0: none."""

    rows: list
    broken: int = 0


def read(path):
    """The file's rows. BadData: there is no such file, or it is none that can be read."""
    if os.path.isdir(path):
        raise BadData(f"{path} is een map; noem één CSV- of xlsx-bestand")
    try:
        with open(path, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise BadData(f"{path}: dit bestand is er niet") from None
    except OSError as error:
        raise BadData(f"{path}: lezen mislukt: {error.strerror}") from None
    if len(content) > MOST_BYTES:
        raise BadData(f"{path}: groter dan {MOST_BYTES} bytes")
    if content.startswith(b"PK\x03\x04"):
        return _sheet(path, content)
    return _csv(_text(path, content))


def _text(path, content):
    """UTF-8, UTF-16 by its mark, or else what Excel in the Netherlands writes: CP1252."""
    encodings = ("utf-8-sig", "cp1252")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadData(
        f"{path}: dit bestand bevat tekens die niet te lezen zijn; sla het op als CSV UTF-8"
    )


def _separator(text):
    """What stands most in the first row: `;` in a Dutch Excel."""
    header = text.split("\n", 1)[0]
    return max(SEPARATORS, key=header.count)


def _csv(text):
    rows, number = [], 0
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        for number, fields in enumerate(lines, 1):
            if fields:
                rows.append(Row(number, [text.strip(" \t") for text in fields]))
    except csv.Error:
        return Table(rows, broken=number + 1)
    return Table(rows)


def _sheet(path, content):
    try:
        import openpyxl
    except ImportError:
        raise BadData(
            f"{path}: voor .xlsx is openpyxl nodig (Debian: python3-openpyxl); installeer dat, of "
            "sla het bestand op als CSV UTF-8"
        ) from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = [_cells(number, cells) for number, cells in enumerate(sheet.iter_rows(), 1)]
    except Exception as error:  # openpyxl passes on whatever zip, XML and itself raise
        raise BadData(
            f"{path}: dit bestand is niet als .xlsx te lezen ({type(error).__name__}); open het in "
            "Excel en sla het opnieuw op"
        ) from None
    return Table([row for row in rows if row.fields])


def _cells(number, cells):
    row = Row(number, [])
    for at, cell in enumerate(cells):
        row.fields.append(_cell_text(cell.value))
        if cell.data_type == "e":
            row.faults[at] = WRONG_CELL
        elif isinstance(cell.value, (int, float)) and abs(cell.value) >= 10**MOST_DIGITS:
            row.faults[at] = ROUNDED_ID
    while row.fields and row.fields[-1] == "":
        row.fields.pop()
    return row


def _cell_text(value):
    """As somebody would have typed it into a CSV file."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
