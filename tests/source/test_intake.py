"""What wachtpost push takes in: where from, by which mapping, and what it shows."""

import json
import os
import pathlib
import subprocess

import pytest

WACHTPOST = os.environ["WACHTPOST"]
PEILMOMENT = ("--peilmoment", "2025-03-01T09:00:00Z")
LIST = "id;gemeente;hulpvorm;aanmelddatum\nA1;0518;KDC;2025-01-31\n"
MAPPING = (
    "column id { from = 'T' }\ncolumn gemeente { constant = 'Delft' }\n"
    "column hulpvorm { from = 'H' }\ncolumn aanmelddatum { from = 'B' }\n"
)
BSN = "123456782"


@pytest.fixture
def look(tmp_path):
    """Runs push in a folder of its own; no configuration but what the test writes there."""

    def run(*arguments, text=None, **files):
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        return subprocess.run(
            [WACHTPOST, "push", *PEILMOMENT, *arguments],
            cwd=tmp_path,
            env={"HOME": str(tmp_path), "PATH": "/usr/bin"},
            input=text or "",
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def test_check_needs_no_configuration_and_sends_nothing(look, tmp_path):
    ran = look("--check", "list.csv", **{"list.csv": LIST})
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr == (
        "wachtpost: list.csv is in orde: 1 plek, 0 vertrokken; er is niets verstuurd\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_check_of_bad_rows_ends_with_65(look):
    ran = look("--check", "list.csv", **{"list.csv": LIST + "A2;;KDC;2025-01-31\n"})
    assert ran.returncode == 65
    assert "list.csv: rij 3, kolom gemeente, GEMEENTE: " in ran.stderr


def test_row_without_an_id_is_told_so(look):
    ran = look("--check", "list.csv", **{"list.csv": LIST + ";0518;KDC;2025-01-31\n"})
    assert ran.returncode == 65
    assert "list.csv: rij 3, kolom id, ID: Deze rij heeft geen id; " in ran.stderr
    assert ran.stderr.count("rij 3") == 1


def test_what_the_mapping_says_is_mended_in_the_mapping(look):
    mapping = MAPPING.replace("'Delft'", "'Delf'").replace(
        "from = 'H' }", "from = 'H' value 'Zandbak' { is = 'KINDERDAG' } }"
    )
    export = "T;H;B\nA1;Zandbak;2025-01-31\nA2;Zandkasteel;2025-01-31\n"
    ran = look(
        "--check", "--mapping", "m", "list.csv", **{"m": mapping, "list.csv": export}
    )
    own = "De mapping vult hier iets in dat deze kolom niet kent"
    assert ran.returncode == 65
    assert f"rij 2, kolom H, CODE: {own}" in ran.stderr
    assert f"rij 2, kolom gemeente, GEMEENTE: {own}" in ran.stderr
    assert "rij 3, kolom H, CODE: Deze code staat niet in de lijst (man" in ran.stderr


def test_stdin_is_a_file_too(look):
    ran = look("--show", "-", text=LIST)
    assert ran.returncode == 0
    assert ran.stdout.splitlines()[1].startswith("A1;;;0518;KDC;")


def test_what_is_shown_reads_back_the_same(look):
    once = look("--show", "-", text=LIST + "A2;Rijswijk;kdc;1-2-2025\n").stdout
    assert look("--show", "-", text=once).stdout == once
    lines = look("--show", "--json", "-", text=once).stdout
    assert [json.loads(line)["id"] for line in lines.splitlines()] == ["A1", "A2"]
    assert look("--show", "-", text=lines).stdout == once


def in_bytes(tmp_path, name, text, encoding):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return name


def test_each_encoding_gives_the_same_list(look, tmp_path):
    marks = "".join(bytes([code]).decode("cp1252", "ignore") for code in range(0xA1, 0x100))
    marks += "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
    text = "id;gemeente;hulpvorm;aanmelddatum\n" + "".join(
        f"A{mark}{mark};0518;KDC;2025-01-31\n" for mark in marks
    )
    shown = look("--show", in_bytes(tmp_path, "utf8.csv", text, "utf-8")).stdout
    assert shown.count("KDC") == len(marks) == 122
    for encoding in ("cp1252", "utf-8-sig", "utf-16"):
        name = in_bytes(tmp_path, f"{encoding}.csv", text, encoding)
        assert look("--show", name).stdout == shown, encoding
    big = in_bytes(tmp_path, "big.csv", "\ufeff" + text, "utf-16-be")
    assert look("--show", big).stdout == shown


def test_pairs_of_utf16_are_one_character(look, tmp_path):
    text = "id\tgemeente\thulpvorm\taanmelddatum\nA😀\t0518\tKDC\t2025-01-31\n"
    assert "A😀;" in look("--show", in_bytes(tmp_path, "pair.txt", text, "utf-16")).stdout


def test_mapping_can_say_the_encoding(look, tmp_path):
    """ "Ã©" in CP1252 is also UTF-8, of another character."""
    name = in_bytes(tmp_path, "list.csv", LIST.replace("A1", "AÃ©"), "cp1252")
    (tmp_path / "m").write_text("encoding = 'cp1252'\n")
    assert "Aé;" in look("--show", name).stdout
    assert "AÃ©;" in look("--show", "--mapping", "m", name).stdout


def test_format_overrules_the_content(look):
    ran = look("--check", "--format", "csv", "-", text='{"id":"A1"}\n')
    assert ran.returncode == 65
    assert "geen namen van kolommen" in ran.stderr
    assert look("--check", "--format", "xml", "-").returncode == 64


def test_mapping_of_the_configuration_counts_from_its_folder(look, tmp_path):
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "ecd.mapping").write_text(MAPPING)
    (tmp_path / "conf" / "wachtpost.conf").write_text("mapping = 'ecd.mapping'\n")
    ran = look("-c", "conf/wachtpost.conf", "--show", "--json", "-", text="T,H,B\n1,KDC,2025-01-31\n")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["gemeente"] == "0503"


def test_mapping_of_the_template_reads_what_it_says(look):
    template = pathlib.Path(__file__).parents[2] / "client" / "sjabloon" / "ecd.mapping"
    text = "Wachtplek;Datum binnenkomst;Afdeling;Kleur\nA1;31-01-2025;de zandbak;Wit\n"
    ran = look("--mapping", str(template), "--show", "--json", "-", text=text)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "id": "A1",
        "gemeente": "0503",
        "hulpvorm": "KDC",
        "aanmelddatum": "2025-01-31",
    }


def test_mapping_that_is_not_there_is_a_mistake_of_configuration(look):
    ran = look("--check", "--mapping", "nergens", "-", text=LIST)
    assert ran.returncode == 78
    assert "nergens" in ran.stderr


def test_column_that_is_not_mapped_never_shows(look):
    text = f"id;BSN;gemeente;hulpvorm;aanmelddatum\nA1;{BSN};0518;KDC;2025-01-31\n"
    ran = look("--show", "-", text=text)
    assert ran.returncode == 0
    assert BSN not in ran.stdout + ran.stderr
    assert "tellen niet mee: BSN" in ran.stderr


def test_rows_without_a_header_are_not_told(look):
    ran = look("--check", "-", text=f"{BSN};Jansen;GI;31-01-2025\n" * 3)
    assert ran.returncode == 65
    assert BSN not in ran.stderr and "Jansen" not in ran.stderr


def test_header_that_holds_a_bsn_is_not_told(look):
    ran = look("--check", "-", text=f"id;gemeente;hulpvorm;aanmelddatum;{BSN}\n")
    assert ran.returncode == 0
    assert BSN not in ran.stderr


def test_own_rows_are_picked_by_the_agb_code(look):
    text = "agb;id;gemeente;hulpvorm;aanmelddatum\n" + "".join(
        f"{agb};{place};0518;KDC;2025-01-31\n" for agb, place in (("06010713", "A1"), ("06012345", "B1"))
    )
    for agb, place in (("06010713", "A1"), ("06012345", "B1")):
        ran = look("--agb", agb, "--show", "--json", "-", text=text)
        assert [json.loads(line)["id"] for line in ran.stdout.splitlines()] == [place]
        assert "1 rij met een andere AGB-code overgeslagen" in ran.stderr
    assert len(look("--show", "--json", "-", text=text).stdout.splitlines()) == 2


def test_two_files_at_once_are_asked_to_be_one(look):
    ran = look("--check", "a.csv", "b.csv")
    assert ran.returncode == 64
    assert "noem één bestand" in ran.stderr


def test_too_large_a_file_is_refused_before_it_is_read(look, tmp_path):
    with open(tmp_path / "large.csv", "wb") as file:
        file.truncate(33 * 1024 * 1024)
    assert look("--check", "large.csv").returncode == 65
