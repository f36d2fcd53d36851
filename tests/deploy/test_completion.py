"""What bash offers when somebody presses tab."""

import os
import pathlib
import re
import subprocess

import pytest

COMPLETIONS = pathlib.Path(os.environ["COMPLETIONS"])

# Bash splits a line at what stands in COMP_WORDBREAKS; = is one of those.
SCRIPT = """source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
"_$1"
((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
"""


def offered(line, cwd=None):
    """Of a = at the end bash makes the last word itself."""
    words = re.findall(r"=|[^\s=]+", line) + ([""] if line.endswith(" ") else [])
    ran = subprocess.run(["bash", "--norc", "--noprofile", "-c", SCRIPT, "bash",
                          str(COMPLETIONS / words[0]), *words],
                         capture_output=True, text=True, check=True, cwd=cwd)
    assert ran.stderr == ""
    return ran.stdout.split("\n")[:-1]


@pytest.mark.parametrize("line, expected", [
    ("wachtpost pu", ["push"]),
    ("wachtpost report ", ["regiomonitor", "startpunt", "import"]),
    ("wachtpost report re", ["regiomonitor"]),
    ("wachtpost report regiomonitor --qu", ["--quarter"]),
    ("wachtpost push --dr", ["--dry-run"]),
    ("wachtpost push --plek", ["--plek-key"]),
    ("wachtpost push --format ", ["csv", "json"]),
    ("wachtpost push --aanname KDC", ["KDC=OPEN", "KDC=STOP"]),
    ("wachtpost push --aanname KDC=", ["OPEN", "STOP"]),
    ("wachtpost push --aanname KDC=S", ["STOP"]),
    ("wachtpost push --aanname=KDC=O", ["OPEN"]),
    ("wachtpost push --aanname KDC=STOP --ch", ["--check"]),
    ("wachtpost figures --by ge", ["gemeente"]),
    ("wachtpost figures --step=kw", ["kwartaal"]),
    ("wachtpost places --hulpvorm PL", ["PLEEGZORG"]),
    ("wachtpost places --hulpvorm=", None),
    ("wachtpost alerts --kind OV", ["OVERSCHRIJDING"]),
    ("wachtpost take 06010713 K7QXM2P9 OP", ["OPGEPAKT"]),
    ("wachtpost push --agb push --ch", ["--check"]),
    ("wachtpost duiding ", ["add"]),
    ("wachtpost status --quarter", []),
    ("wachtpostctl rotate", ["rotate", "rotate-server"]),
    ("wachtpostctl rotate-server ", ["begin", "finish"]),
    ("wachtpostctl enrol --role coo", ["coordinator"]),
    ("wachtpostctl backup --keep-", ["--keep-days"]),
])
def test_tab_offers_what_fits(line, expected):
    found = offered(line)
    if expected is None:
        assert "KDC" in found and "ONBEKEND" not in found
    else:
        assert found == expected


def test_tab_offers_files_and_folders_where_those_are_taken(tmp_path):
    (tmp_path / "lijst.csv").touch()
    (tmp_path / "lijsten").mkdir()
    assert sorted(offered("wachtpost push li", tmp_path)) == ["lijst.csv", "lijsten"]
    assert sorted(offered("wachtpost push -c li", tmp_path)) == ["lijst.csv", "lijsten"]
    assert offered("wachtpost watch li", tmp_path) == ["lijsten"]
    assert offered("wachtpostctl verify --store=li", tmp_path) == ["lijsten"]


@pytest.mark.parametrize("program", ["wachtpost", "wachtpostctl"])
def test_bash_knows_which_function_completes_the_program(program):
    ran = subprocess.run(["bash", "--norc", "--noprofile", "-c",
                          'source "$1" && complete -p "$2"', "bash",
                          str(COMPLETIONS / program), program],
                         capture_output=True, text=True, check=True)
    assert ran.stdout == f"complete -F _{program} {program}\n"
