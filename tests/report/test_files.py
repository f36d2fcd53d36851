"""The files of a regiomonitor, read by others' readers: Python's csv module and an HTML
parser. The numbers on the page are those of the facts."""

import csv
import datetime
import os
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

WRITE_REPORT = os.environ["WRITE_REPORT"]
VOID = {"meta", "line", "circle", "rect", "path"}
COLUMNS = (
    "kwartaal van tot onderwerp code naam figuur waarde eenheid weergave norm bron verspreiding"
).split()


@pytest.fixture(scope="module", params=["openbaar", "kring"])
def audience(request):
    return request.param


@pytest.fixture(scope="module")
def folder(audience, tmp_path_factory):
    made = tmp_path_factory.mktemp(audience)
    subprocess.run(
        [WRITE_REPORT, made, "7", "150", audience, "old", "noted"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return made


def rows(path, **dialect):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, strict=True, **dialect))


def test_facts_are_one_a_row_with_iso_dates_and_points(folder, audience):
    facts = rows(folder / "feiten.csv")
    assert list(facts[0]) == COLUMNS
    keys = [(f["kwartaal"], f["onderwerp"], f["code"], f["figuur"], f["bron"]) for f in facts]
    assert len(set(keys)) == len(keys)
    for fact in facts:
        first, last = map(datetime.date.fromisoformat, (fact["van"], fact["tot"]))
        assert fact["kwartaal"] == f"{last.year}Q{(last.month + 2) // 3}"
        assert (last - first).days in (89, 90, 91)
        assert fact["verspreiding"] == audience
        assert (fact["waarde"] == "") == (fact["weergave"] == "verborgen")
        if fact["waarde"]:
            float(fact["waarde"])


def test_excel_gets_the_same_rows_in_dutch(folder):
    facts = rows(folder / "feiten.csv")
    assert (folder / "feiten-excel.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with open(folder / "feiten-excel.csv", newline="", encoding="utf-8-sig") as file:
        excel = list(csv.DictReader(file, strict=True, delimiter=";"))
    assert len(excel) == len(facts)
    for ours, theirs in zip(facts, excel):
        for column in ("van", "tot"):
            theirs[column] = "-".join(reversed(theirs[column].split("-")))
        theirs["waarde"] = theirs["waarde"].replace(",", ".")
        assert ours == theirs


def test_every_figure_is_defined(folder, audience):
    defined = {row["figuur"]: row for row in rows(folder / "definities.csv")}
    for fact in rows(folder / "feiten.csv"):
        assert fact["eenheid"] == defined[fact["figuur"]]["eenheid"]
    for row in defined.values():
        assert row["definitie"].endswith(".") and row["weergave"].endswith(".")
        assert row["verspreiding"] == audience


def test_notes_of_aanbieders_are_for_the_circle(folder, audience):
    notes = rows(folder / "duiding.csv")
    assert [note["nummer"] for note in notes] == (
        ["71", "905", "1200"] if audience == "openbaar" else ["71", "905", "910", "1200"]
    )
    assert notes[0]["breuk"] == "ja" and notes[1]["hulpvorm"] == "AMBULANTE_JEUGD_GGZ"


def test_public_counts_are_fives_and_never_small(folder, audience):
    for fact in rows(folder / "feiten.csv"):
        if audience == "openbaar" and fact["eenheid"] in ("plekken", "jeugdigen") and fact["waarde"]:
            assert fact["weergave"] == "afgerond" and int(fact["waarde"]) % 5 == 0


class Page(HTMLParser):
    """What a browser and a screen reader make of it; fails where a tag is not closed."""

    def __init__(self, path):
        super().__init__()
        self.stack, self.ids, self.refers = [], [], []
        self.found, self.figures, self.cells = [], [], []
        self.text = ""
        self.feed(Path(path).read_text(encoding="utf-8"))
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.found.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        for name in ("aria-labelledby", "aria-describedby"):
            self.refers += attributes.get(name, "").split()
        if attributes.get("href", "").startswith("#"):
            self.refers.append(attributes["href"][1:])
        if tag not in VOID:
            self.stack.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_startendtag(self, tag, attributes):
        assert tag in VOID, tag
        self.found.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if self.stack and self.stack[-1] in ("td", "th"):
            self.cells[-1] += data

    def tags(self, name):
        return [attributes for tag, attributes in self.found if tag == name]


@pytest.fixture(scope="module")
def page(folder):
    return Page(folder / "regiomonitor.html")


def test_the_page_is_whole_and_what_it_refers_to_is_there(page):
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.refers) <= set(page.ids)
    assert page.tags("html") == [{"lang": "nl"}]
    assert len(page.tags("h1")) == len(page.tags("main")) == 1
    assert not page.tags("script") and not page.tags("img")


def test_every_chart_has_a_title_a_description_and_a_table_after_it(page):
    charts = page.tags("svg")
    assert len(charts) > 12
    for chart in charts:
        assert chart["role"] == "img"
        assert chart["aria-labelledby"] in page.ids and chart["aria-describedby"] in page.ids
    names = [tag for tag, _ in page.found if tag in ("figure", "table")]
    assert all(after == "table" for tag, after in zip(names, names[1:]) if tag == "figure")


def test_table_headings_say_what_they_head(page):
    assert all(heading.get("scope") in ("col", "row") for heading in page.tags("th"))
    assert len(page.tags("caption")) == len(page.tags("table"))


def dutch(text):
    whole, _, decimal = text.partition(".")
    return f"{int(whole):,}".replace(",", ".") + ("," + decimal if decimal else "")


def test_the_page_shows_the_numbers_of_the_facts_and_no_others(page, folder):
    facts = {dutch(fact["waarde"]) for fact in rows(folder / "feiten.csv") if fact["waarde"]}
    numbers = {cell.rstrip("%") for cell in page.cells if cell.rstrip("%").replace(".", "").isdigit()}
    beyond = {str(100 - int(number)) for number in facts if number.isdigit() and int(number) <= 100}
    assert len(numbers) > 50
    assert numbers <= facts | beyond


def luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_words_in_charts_stand_out_from_what_they_are_on(folder):
    style = (folder / "regiomonitor.html").read_text().split("</style>")[0]
    words = re.search(r"\.chart text\{fill:(#\w+)\}\.chart \.tick\{fill:(#\w+)", style).groups()
    assert all(contrast(colour, "#fff") >= 4.5 for colour in words)
    bars = dict(re.findall(r"\.chart \.(p\d)\{fill:(#\w+)\}", style))
    inside = {}
    for names, colour in re.findall(r"((?:\.chart \.in\.p\d,?)+)\{fill:(#\w+)\}", style):
        inside.update(dict.fromkeys(re.findall(r"p\d", names), colour))
    assert len(bars) == 7 and bars.keys() == inside.keys()
    assert all(contrast(colour, inside[name]) >= 4.5 for name, colour in bars.items())


def test_marks_are_numbered_as_the_list_of_notes(page):
    notes = [name for name in page.ids if name.startswith("duiding-") and name[8:].isdigit()]
    assert notes == [f"duiding-{number + 1}" for number in range(len(notes))]
    assert len(notes) in (3, 4)
    drawn = [shape for shape in page.tags("line") if shape.get("class") in ("mark", "break")]
    assert any(shape["class"] == "break" for shape in drawn)


def test_the_same_answers_give_the_same_bytes(folder, audience, tmp_path):
    subprocess.run(
        [WRITE_REPORT, tmp_path, "7", "150", audience, "old", "noted"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()
