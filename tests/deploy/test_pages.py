"""The pages say what the programs do, all of it and nothing else, and can be read."""

import os
import pathlib
import re
import subprocess

import pytest

ROOT = pathlib.Path(os.environ["DEPLOY"]).parent
PAGES = pathlib.Path(os.environ["PAGES"])
PROGRAMS = {"wachtpost": os.environ["WACHTPOST"], "wachtpostd": os.environ["WACHTPOSTD"],
            "wachtpostctl": os.environ["WACHTPOSTCTL"]}
PAGE_OF = {"wachtpost": "wachtpost.1", "wachtpostd": "wachtpostd.8",
           "wachtpostctl": "wachtpostctl.8"}
ALL = sorted([*PAGE_OF.values(), "wachtpost.conf.5", "wachtpost-mapping.5", "wachtpostd.conf.5"])
SCREEN_LINES, SCREEN_COLUMNS = 40, 80
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def help_of(*words):
    ran = subprocess.run([PROGRAMS[words[0]], *words[1:], "--help"], capture_output=True,
                         text=True, check=True, env={"LC_ALL": "C.UTF-8"})
    return ran.stdout


def commands_of(program):
    """Every way to begin a command line, with its help."""
    found, open_ends = {}, [(program,)]
    while open_ends:
        words = open_ends.pop()
        text = found[words] = help_of(*words)
        if re.search(r"OPDRACHT|COMMAND|RAPPORT", text.splitlines()[0]):
            open_ends += [(*words, name) for name in re.findall(r"^  ([a-z-]+)  +\w", text, re.M)]
    return found


def listed_options(text):
    return set(re.findall(r"^ {2,6}(?:-\S, )?(--[a-z][a-z-]*)", text, re.M))


def page(name):
    """As it is read, on a wide screen."""
    ran = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=1000", str(PAGES / name)],
                         capture_output=True, text=True, check=True)
    return re.sub(r".\x08", "", ran.stdout)


def section(text, title):
    found = re.search(rf"^{title}\n(.*?)(?=^\S|\Z)", text, re.M | re.S)
    assert found, title
    return found[1]


def tags(text):
    """What stands out at the margin of a section: options, codes, names."""
    return set(re.findall(r"^ {7}([\w-]{6}(?= \S)|[\w-]+(?= {2,}\S|[^\n]*\n {14}\S))", text, re.M))


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_command_and_option_stands_in_its_page(program):
    text = page(PAGE_OF[program])
    commands = commands_of(program)
    assert len(commands) > (0 if program == "wachtpostd" else 15)
    usual = section(text, "OPTIES VAN IEDERE OPDRACHT") if program == "wachtpost" else \
        section(text, "DESCRIPTION")
    for words, said in commands.items():
        own = text
        if len(words) > 1:
            own = re.search(rf"^   {' '.join(words[1:])}\n(.*?)(?=^ {{0,3}}\S|\Z)", text,
                            re.M | re.S)
            assert own, words
            own = own[1]
        example = re.search(rf"^  ({' '.join(words)} .*?) *\\\\?$", said, re.M)
        assert example is None or " ".join(example[1].split()) in " ".join(own.split()), words
        missing = listed_options(said) - set(OPTION.findall(own + usual)) \
            - {"--help", "--usage", "--version"}
        assert not missing, words


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_page_names_no_command_and_no_option_that_is_not_there(program):
    text = page(PAGE_OF[program])
    commands = commands_of(program)
    known = set().union(*(OPTION.findall(said) for said in commands.values()))
    assert set(OPTION.findall(text)) <= known
    headings = {(program, *title.split()) for title in re.findall(r"^   ([a-z][a-z -]*)$", text, re.M)}
    assert headings == set(commands) - {(program,)}


def sysexits_in(*patterns):
    names = set()
    for pattern in patterns:
        for path in ROOT.glob(pattern):
            names |= set(re.findall(r"\bEX_[A-Z]+\b", path.read_text()))
    return {str(getattr(os, name)) for name in names if hasattr(os, name)} | {"0"}


def test_every_exit_code_of_wachtpost_stands_in_its_page_and_no_other():
    codes = set(re.findall(r"EXIT_\w+ = (\d+)", (ROOT / "client/cli/exits.h").read_text()))
    assert len(codes) == 7
    assert tags(section(page("wachtpost.1"), "EINDCODES")) == codes


@pytest.mark.parametrize("name, sources", [
    ("wachtpostd.8", ["daemon/*.c", "daemon/front/*.c"]),
    ("wachtpostctl.8", ["daemon/ctl/*.c", "daemon/engine/command*.c"])])
def test_every_exit_code_of_the_daemon_stands_in_its_page_and_no_other(name, sources):
    codes = sysexits_in(*sources)
    assert len(codes) > 6
    assert tags(section(page(name), "EXIT STATUS")) == codes


def test_every_setting_of_the_client_stands_in_its_page_with_its_option():
    source = (ROOT / "client/cli/configuration.c").read_text()
    settings = dict(re.findall(r'\{"([a-z_]+)",\s*"(--[a-z-]+)",', source))
    assert len(settings) == 9
    text = section(page("wachtpost.conf.5"), "INSTELLINGEN")
    assert tags(text) == set(settings)
    assert set(settings.values()) == set(re.findall(r"Optie (--[a-z-]+)", text))
    # Of each command that reads the configuration: in the list, or in the sentence below it.
    assert set(settings.values()) <= set(OPTION.findall(help_of("wachtpost", "status")))


def test_every_word_of_a_mapping_stands_in_its_page():
    source = (ROOT / "client/source/mapping.c").read_text()
    words = set(re.findall(r'CFG_(?:STR|SEC)\("([a-z]+)"', source))
    assert len(words) == 7
    assert tags(section(page("wachtpost-mapping.5"), "BESCHRIJVING")) == words


def test_every_column_of_a_wachtlijst_stands_in_its_page():
    header = (ROOT / "client/sjabloon/wachtlijst.csv").read_text(encoding="utf-8-sig").split("\n")[0]
    columns = set(re.findall(r"\w+", header))
    assert len(columns) > 20
    text = section(page("wachtpost-mapping.5"), "KOLOMMEN")
    assert columns - set(re.findall(r"\w+", text)) == set()


def test_every_option_of_the_daemons_configuration_stands_in_its_page():
    grammar = (ROOT / "daemon/settings/grammar.c").read_text()
    names = set(re.findall(r'\.name = "([a-z_]+)"', grammar)) - {"participant"}
    assert len(names) > 40
    assert names - set(re.findall(r"\w+", page("wachtpostd.conf.5"))) == set()


@pytest.mark.parametrize("name", ALL)
def test_a_page_has_no_complaint_of_its_readers(name):
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", str(PAGES / name)],
                          capture_output=True, text=True, check=False)
    assert (lint.stdout, lint.returncode) == ("", 0)
    groff = subprocess.run(["groff", "-ww", "-K", "utf-8", "-T", "utf8", "-man",
                            str(PAGES / name)], capture_output=True, text=True, check=True)
    assert groff.stderr == ""


def test_no_other_page_is_made():
    assert sorted(path.name for path in PAGES.glob("*.[0-9]")) == ALL


@pytest.mark.parametrize("program", PROGRAMS)
def test_help_fits_a_screen(program):
    for words, said in commands_of(program).items():
        lines = said.splitlines()
        assert len(lines) <= SCREEN_LINES, words
        assert max(map(len, lines)) <= SCREEN_COLUMNS, words


@pytest.mark.parametrize("program", ["wachtpost", "wachtpostctl"])
def test_help_of_a_command_has_an_example_with_options_that_it_has(program):
    for words, said in commands_of(program).items():
        if words[1:] in ((), ("report",), ("demo",)):
            continue
        examples = re.findall(rf"^  ({' '.join(words)}\b.*)$", said, re.M)
        assert examples, words
        for example in examples:
            used = set(OPTION.findall(example.split(" -- ")[0]))
            assert used <= listed_options(said), example


def test_pages_and_completion_are_installed(tmp_path):
    for component in ("wachtpostd", "wachtpost"):
        subprocess.run(["cmake", "--install", os.environ["BUILD"], "--component", component,
                        "--prefix", str(tmp_path)], check=True, capture_output=True)
    share = tmp_path / "share"
    for name in ALL:
        below = f"man{name[-1]}/{name}"
        assert (share / "man" / below).read_bytes() == (PAGES / name).read_bytes()
        dutch = name.startswith("wachtpost.") or name.startswith("wachtpost-")
        assert (share / "man/nl" / below).exists() == dutch
    assert {path.name for path in (share / "bash-completion/completions").iterdir()} == \
        {"wachtpost", "wachtpostctl"}
