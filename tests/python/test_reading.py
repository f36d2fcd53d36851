"""Files as Excel and an ECD write them: what becomes of them, and what is said of mistakes."""

import datetime
import pathlib
import sys

import openpyxl
import pytest
from station import START_US, pb
from wachtpost import reading
from wachtpost.errors import BadData

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "client/sjabloon/wachtlijst.csv"
HEADER = "id;gemeente;hulpvorm;aanmelddatum"
ROW = "A1;0518;KDC;2025-01-31"


def read(tmp_path, content, name="lijst.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return reading.read(str(path), START_US)


def places(found):
    assert found.mistakes == []
    return [(place.id.decode(), place.gemeente) for place in found.wachtlijst.places]


def told(found):
    return [(mistake.row, mistake.column, mistake.kind) for mistake in found.mistakes]


def test_template_is_read_whole():
    found = reading.read(str(TEMPLATE), START_US)
    assert found.mistakes == [] and found.unknown_columns == []
    first, second = found.wachtlijst.places[0], found.wachtlijst.places[1]
    assert (first.id, first.gemeente, first.verwijzer) == (b"K7QX-2M4A", "0518", 1)
    assert (second.maatregel, second.maatregel_start) == (pb.MAATREGEL_OTS, 20241101)
    assert [line.id for line in found.wachtlijst.outflow] == [b"Q8LS-3J2E", b"Z1VB-4F7D"]
    assert found.wachtlijst.outflow_rows == [6, 5]
    assert found.wachtlijst.outflow[0].place.aanmelddatum == 20250210
    assert not found.wachtlijst.outflow[1].HasField("place")


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n{ROW}\n",
        f"\ufeff{HEADER}\r\n{ROW}\r\n",
        f"{HEADER}\r{ROW}",
        f"{HEADER}\n\n{ROW}\n;;;\n",
        f"{HEADER.upper()}\n{ROW}\n",
        f"{HEADER}\n{ROW}\n".replace(";", ","),
        f"{HEADER}\n{ROW}\n".replace(";", "\t"),
        f"{HEADER}\n{ROW}\n".encode("utf-16"),
        f'{HEADER}\n"A1";"0518";KDC ;31-01-2025\n',
        f"{HEADER}\nA1;518;KDC;2025-01-31\n",
        "aanmelddatum;hulpvorm;gemeente;id\n2025-01-31;KDC;0518;A1\n",
    ],
)
def test_what_excel_makes_of_one_list_is_the_same_list(tmp_path, content):
    found = read(tmp_path, content)
    assert places(found) == [("A1", "0518")]
    assert found.wachtlijst.places[0].aanmelddatum == 20250131


def test_cp1252_is_understood(tmp_path):
    found = read(tmp_path, f"{HEADER};opmerking\nÉ1;0518;KDC;2025-01-31;één\n".encode("cp1252"))
    assert places(found) == [("É1", "0518")]
    assert found.unknown_columns == ["opmerking"]


def test_lines_are_sorted_by_id_bytewise(tmp_path):
    rows = [f"{name};0518;KDC;2025-01-31" for name in ("b", "é", "B", "a")]
    found = read(tmp_path, "\n".join([HEADER, *rows]))
    assert [place.id for place in found.wachtlijst.places] == [b"B", b"a", b"b", "é".encode()]
    assert found.wachtlijst.place_rows == [4, 5, 2, 3]


@pytest.mark.parametrize(
    "row, mistakes",
    [
        (";0518;KDC;2025-01-31", [("id", "ID")]),
        ("A;;KDC;2025-01-31", [("gemeente", "GEMEENTE")]),
        ("A;0518;kdc;2025-01-31", [("hulpvorm", "CODE")]),
        ("A;0518;;2025-01-31", [("hulpvorm", "CODE")]),
        ("A;0518;KDC;", [("aanmelddatum", "GEEN_STARTDATUM")]),
        ("A;0518;KDC;2025-02-30", [("aanmelddatum", "DATUM")]),
        ("A;0518;KDC;45688", [("aanmelddatum", "DATUM")]),
        ("A;0518;KDC;2025-06-03", [("aanmelddatum", "TOEKOMST")]),
        ("A;0518;KDC;2015-06-01", [("aanmelddatum", "TE_OUD")]),
        ("A 123456782;0518;KDC;2025-01-31", [("id", "BSN")]),
        ("1,2E+09;0518;KDC;2025-01-31", [("id", "ID")]),
        ("A;0518;KDC;2025-01-31;x", [("", "OPMAAK")]),
        ('A;0518;KDC;"2025-01-31', [("", "OPMAAK")]),
        ("A;05l8;XYZ;gisteren", [("gemeente", "GEMEENTE"), ("hulpvorm", "CODE"),
                                 ("aanmelddatum", "DATUM")]),
    ],
)  # fmt: skip
def test_mistake_is_named_by_row_column_and_kind_and_never_repeated(tmp_path, row, mistakes):
    found = read(tmp_path, f"{HEADER}\n{row}\n")
    assert told(found) == [(2, column, kind) for column, kind in mistakes]
    for mistake in found.mistakes:
        assert "123456782" not in mistake.sentence and mistake.sentence.endswith(".")


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path):
    rows = ["A;0518;KDC;x", ROW, "A;0518;X;2025-01-31", ROW]
    found = read(tmp_path, "\n".join([HEADER, *rows]))
    assert told(found) == [
        (2, "aanmelddatum", "DATUM"), (4, "id", "DUBBEL"), (4, "hulpvorm", "CODE"),
        (5, "id", "DUBBEL"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "header, mistakes",
    [
        ("", [("", "KOLOM")]),
        ("id gemeente", [("id", "KOLOM"), ("gemeente", "KOLOM"), ("hulpvorm", "KOLOM"),
                         ("aanmelddatum", "KOLOM")]),
        ("id;gemeente;hulpvorm;compleet_datum", [("aanmelddatum", "KOLOM")]),
        ("id;ID;gemeente;hulpvorm;verwijsdatum", [("id", "KOLOM")]),
    ],
)  # fmt: skip
def test_header_that_cannot_be_used_is_all_that_is_told(tmp_path, header, mistakes):
    found = read(tmp_path, f"{header}\n{ROW}\n" if header else "")
    assert told(found) == [(1, column, kind) for column, kind in mistakes]


def test_places_outside_the_region_are_left_out_but_not_who_left(tmp_path):
    header = f"{HEADER};uitstroomreden;uitstroomdatum"
    rows = ["A;0363;KDC;2025-01-31;;", "B;0363;KDC;2025-01-31;VERHUISD;2025-05-01"]
    found = read(tmp_path, "\n".join([header, *rows]))
    assert places(found) == [] and found.left_out_rows == [2]
    assert [line.id for line in found.wachtlijst.outflow] == [b"B"]
    assert not found.wachtlijst.outflow[0].HasField("place")


def test_more_lines_than_a_delivery_has_are_told_once(tmp_path):
    rows = "\n".join(f"P{number};0518;KDC;2025-01-31" for number in range(20_002))
    assert told(read(tmp_path, f"{HEADER}\n{rows}")) == [(20_002, "", "TE_GROOT")]


def test_file_that_is_none_is_told(tmp_path):
    for path in (tmp_path, tmp_path / "weg.csv"):
        with pytest.raises(BadData):
            reading.read(str(path), START_US)
    with pytest.raises(BadData, match="CSV UTF-8"):
        read(tmp_path, HEADER.encode() + b"\n\x81\xff\n")


# ---- .xlsx


def sheet(tmp_path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / "lijst.xlsx"
    book.save(path)
    return reading.read(str(path), START_US)


def test_sheet_as_excel_saves_it(tmp_path):
    date = datetime.datetime(2025, 1, 31)
    found = sheet(
        tmp_path,
        ["ID", "Gemeente", "hulpvorm", "aanmelddatum", "verwijzer", "eigen_wens", "gi", None],
        [1001, 518, "KDC", date, 2, True, 6012345, None],
        [],
        ["A2 ", "0637", "DYSLEXIE", date.date(), "02", "nee", None, None],
        ["A3", 1783.0, "OVERIG", "31-01-2025", None, None, None, None],
    )
    assert places(found) == [("1001", "0518"), ("A2", "0637"), ("A3", "1783")]
    assert found.wachtlijst.place_rows == [2, 4, 5]
    first = found.wachtlijst.places[0]
    assert (first.aanmelddatum, first.verwijzer, first.gi) == (20250131, 2, "06012345")
    assert first.eigen_wens


def test_cells_that_excel_spoilt_are_told(tmp_path):
    date = datetime.datetime(2025, 1, 31)
    found = sheet(
        tmp_path,
        ["id", "gemeente", "hulpvorm", "aanmelddatum"],
        [12345678901234567, 518, "KDC", date],
        ["A", "#N/A", "KDC", date],
        ["B", 518, "KDC", 45688],
    )
    assert told(found) == [
        (2, "id", "ID"),
        (3, "gemeente", "OPMAAK"),
        (4, "aanmelddatum", "DATUM"),
    ]


def test_damaged_sheet_is_told(tmp_path):
    with pytest.raises(BadData, match="opnieuw op"):
        read(tmp_path, b"PK\x03\x04niets", "lijst.xlsx")


def test_sheet_without_openpyxl_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(BadData, match="python3-openpyxl"):
        read(tmp_path, b"PK\x03\x04", "lijst.xlsx")


def test_sheet_goes_to_the_server(client):
    path = client.folder / "lijst.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["id", "gemeente", "hulpvorm", "aanmelddatum"])
    book.active.append([1001, 518, "KDC", datetime.datetime(2025, 1, 31)])
    book.save(path)
    ran = client.push(path)
    assert ran.returncode == 0, ran.stderr
    assert "1 nieuw" in ran.stdout


def test_bad_rows_end_with_65_and_nothing_is_sent_or_kept(client, post):
    ran = client.push(client.list("A;0518;KCD;2025-02-30"))
    assert ran.returncode == 65
    assert "lijst.csv: rij 2, kolom hulpvorm, CODE: Deze code staat niet in de lijst" in ran.stderr
    assert "2 fouten in" in ran.stderr and "er is niets verstuurd" in ran.stderr
    assert not client.outbox_folder.exists()
    assert post.status().journal_head == post.first_event


def test_check_sends_nothing(client, post):
    ran = client.push(client.places(1), "--check")
    assert ran.returncode == 0 and not client.state.exists()
    assert post.status().journal_head == post.first_event


def test_rows_outside_the_region_and_unknown_columns_are_told(client):
    path = client.list("A;0363;KDC;2025-01-31;x", header=f"{HEADER};naam")
    ran = client.push(path)
    assert ran.returncode == 0
    assert "tellen niet mee: naam" in ran.stderr
    assert "1 regel van een gemeente buiten de regio weggelaten: rij 2; stond deze" in ran.stderr


def test_bsn_reaches_no_output_and_no_file_of_ours(client):
    path = client.list("plek 123456782;0518;KDC;2025-01-31", "B;0518;KDC;123456782")
    ran = client.push(path)
    assert ran.returncode == 65
    assert "123456782" not in ran.stdout + ran.stderr
    files = [found for found in client.folder.rglob("*") if found.is_file()]
    assert [found for found in files if b"123456782" in found.read_bytes()] == [path]


# ---- the configuration


def test_configuration_is_read_as_the_c_client_reads_it(tmp_path):
    from wachtpost import configuration

    path = tmp_path / "wachtpost.conf"
    path.write_text(
        "# een opmerking\n\nserver='tcp://a:1 tcp://b:2'  # erachter\nbell = \"tcp://a:3\"\n"
        "server_key = 'a#b${c}\\'d'\nagb = 06010713 // ook\nkey = 'C:\\map\\x'\n"
    )
    values = configuration.read_file(str(path))
    assert values["server"] == "tcp://a:1 tcp://b:2" and values["bell"] == "tcp://a:3"
    assert values["server_key"] == "a#b${c}'d" and values["agb"] == "06010713"
    assert values["key"] == str(tmp_path / "C:\\map\\x")


@pytest.mark.parametrize("line, what", [("serber = 'x'", "serber"), ("server 'x'", ":1: schrijf"),
                                        ("mapping = 'm'", "kent deze client niet")])  # fmt: skip
def test_setting_that_is_none_is_told(tmp_path, line, what):
    from wachtpost import configuration
    from wachtpost.errors import BadConfiguration

    path = tmp_path / "wachtpost.conf"
    path.write_text(line + "\n")
    with pytest.raises(BadConfiguration, match=what):
        configuration.read_file(str(path))
