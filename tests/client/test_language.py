"""Dutch and English: the same command in every environment that a machine may have, no Dutch
left in what is English, and no language in what programs read."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from answers import NOW, Figures, Places
from fake import AGB, PATIENCE_S, ROOT, WACHTPOST, FakeServer
from test_alerts import INCARNATION, Book, make_alert
from test_alerts_follow import Script
from test_cli import held_status
from test_places import history_reply, taken_reply
from test_push import ROW, answering, head, push
from test_watch import Watcher, rows
from test_worklist import Region, left_unhelped, make_row, told

sys.path.insert(0, str(ROOT / "client/po"))
import catalogue  # noqa: E402

DUTCH_WORDS = re.compile(
    r"\b(het|een|en|van|niet|zijn|wordt|worden|werd|deze|dit|die|voor|geen|ook|kan|uit|bij|aan|op"
    r"|er|je|uw|u|zij|dan|nog|als|wie|wat|hoe|om|te|tot|na|zo|wel|al|ik|haar|heeft|staat|hoort"
    r"|klopt|lever|levering|bestand|kolom|rij|regel|fouten|kies|geef|noem|schrijf|vul|toon)\b"
)
# What is said in Dutch by others: the examples' file names and arguments, the server's names.
EXAMPLES = re.compile(r"^  wachtpost .*$|langer dan 3 maanden|dag, week, maand of kwartaal", re.MULTILINE)

NOTHING = {}
ENGLISH = {"LC_ALL": "C"}
SPOKEN = [
    (NOTHING, "nl"),
    ({"LANG": "C"}, "en"),
    ({"LANG": "POSIX"}, "en"),
    ({"LANG": "C.UTF-8"}, "nl"),
    ({"LANG": "en_US.UTF-8"}, "en"),  # not installed, as all below
    ({"LANG": "en_GB"}, "en"),
    ({"LANG": "nl_NL.UTF-8"}, "nl"),
    ({"LANG": "de_DE.UTF-8"}, "nl"),
    ({"LANGUAGE": "nl"}, "nl"),
    ({"LANGUAGE": "en"}, "en"),
    ({"LANG": "en_US.UTF-8", "LANGUAGE": "nl"}, "nl"),
    ({"LANG": "en_US.UTF-8", "LANGUAGE": "nl:en"}, "nl"),
    ({"LANG": "nl_NL.UTF-8", "LANGUAGE": "de:en"}, "en"),
    ({"LANG": "en_US.UTF-8", "LANGUAGE": "de"}, "en"),
    ({"LC_ALL": "nl_NL.UTF-8", "LANG": "C"}, "nl"),
    ({"LC_MESSAGES": "C", "LANG": "nl_NL.UTF-8"}, "en"),
]
COMMANDS = (
    "keygen push watch outbox alerts status confirm places history figures worklist take duiding "
    "plek report"
).split()


def speaking(client, environment):
    """The same client, where nothing else says a language."""
    bare = {"HOME": str(client.folder), "PATH": os.environ["PATH"], **environment}
    client.environment = lambda: bare
    return client


def assert_english(*texts):
    for text in texts:
        found = DUTCH_WORDS.search(EXAMPLES.sub("", text))
        assert not found, f"{found.group(0)!r} in:\n{text}"


@pytest.mark.parametrize("environment, language", SPOKEN)
def test_environment_says_the_language_installed_or_not(client, environment, language):
    ran = speaking(client, environment).run("keygen", str(client.seed))
    assert ran.returncode == 78
    if language == "nl":
        assert "dit bestand bestaat al en wordt nooit overschreven" in ran.stderr
    else:
        assert "this file exists already and is never overwritten" in ran.stderr


@pytest.mark.parametrize("environment, usage", [(NOTHING, "Gebruik:"), (ENGLISH, "Usage:")])
def test_what_argp_says_is_in_the_same_language(client, environment, usage):
    ran = speaking(client, environment).run("push", "--help")
    assert ran.returncode == 0 and ran.stdout.startswith(f"{usage} wachtpost push [OPTI")
    assert ("toon deze hulp" in ran.stdout) == (usage == "Gebruik:")
    wrong = client.run("push")
    assert ("for more information" in wrong.stderr) == (usage == "Usage:")


@pytest.mark.parametrize("command", [None, *COMMANDS, "demo"])
def test_help_in_english_has_no_dutch_in_it(client, command):
    words = [command] if command else []
    ran = speaking(client, ENGLISH).run(*words, "--help")
    assert ran.returncode == 0
    assert_english(ran.stdout)


@pytest.mark.parametrize("report", ["regiomonitor", "startpunt", "import"])
def test_help_of_reports_in_english_says_that_they_are_dutch(client, report):
    ran = speaking(client, ENGLISH).run("report", report, "--help")
    assert_english(ran.stdout)
    assert "in Dutch" in ran.stdout or report == "import"


def test_help_lists_every_command_in_both_languages(client):
    for environment in (NOTHING, ENGLISH):
        ran = speaking(client, environment).run("--help")
        assert re.findall(r"^  (\w+) +\S", ran.stdout, re.MULTILINE)[: len(COMMANDS)] != []
        for command in COMMANDS:
            assert re.search(rf"^  {command} +\S", ran.stdout, re.MULTILINE), command


def test_catalogues_move_with_the_program_and_without_them_it_is_dutch(client):
    program = pathlib.Path(WACHTPOST)
    moved = client.folder / "usr/bin/wachtpost"
    moved.parent.mkdir(parents=True)
    shutil.copy(program, moved)
    speaking(client, ENGLISH).command = lambda *arguments: [str(moved), *arguments]
    assert "noem het sleutelbestand" in client.run("keygen").stderr
    shutil.copytree(program.parents[1] / "share/locale", client.folder / "usr/share/locale")
    assert "name the key file" in client.run("keygen").stderr


# ---- push --check

BAD_ROWS = (
    ";0518;KDC;2025-01-31",
    "A1;0518;KDC;2025-02-30",
    "A2;0518;KDC;31-01-25",
    "A3;0518;KDC;45688",
    "A4;Parijs;KDC;2025-01-31",
    "A5;0363;KDC;2025-01-31",
    "A6;0518;XYZ;2025-01-31",
    "A7;0518;KDC;",
    "A8;0518;KDC;2030-01-31",
    "A9;0518;KDC;2001-01-31",
    "A10;#REF!;KDC;2025-01-31",
    "1,2E+09;0518;KDC;2025-01-31",
    "111222333;0518;KDC;2025-01-31",
    "A11;0518;KDC;2025-01-31;te veel",
    "A12;0518;KDC;2025-01-31",
    "A12;0518;KDC;2025-01-31",
    "totaal;;;",
    'A13;"0518;KDC;2025-01-31',
)


def check(client, text, *arguments):
    path = client.folder / "lijst.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    fixed = ("--peilmoment", "2025-03-01T09:00:00Z", "--agb", AGB)
    return client.run("push", "--check", *fixed, *arguments, str(path))


def bad_files():
    header = "id;gemeente;hulpvorm;aanmelddatum\n"
    yield "rows", header + "\n".join(BAD_ROWS) + "\n", 65
    yield "good", header + ROW + "\n", 0
    yield "outside", header + "A1;0363;KDC;2025-01-31\n" + ROW.replace("A1", "B1") + "\n", 0
    yield "empty", "", 65
    yield "no header", "1;2;3\n", 65
    yield "missing columns", "id;gemeente\nA1;0518\n", 65
    yield "double column", "id;id;gemeente;hulpvorm;aanmelddatum\nA1;A1;0518;KDC;2025-01-31\n", 65
    yield "ambiguous", "id;gemeente;hulpvorm;aanmelding;datum aanmelding\nA1;0518;KDC;;\n", 65
    yield "unknown column", header.replace("\n", ";aanmeldatum\n") + ROW + ";x\n", 0
    yield "workbook", b"PK\x03\x04" + bytes(100), 65
    yield "page", "<!DOCTYPE html><html></html>", 65
    yield "pdf", "%PDF-1.4\n", 65
    yield "json list", "[{}]", 65
    yield "json", '{"id": [1]}\n', 65
    yield "dossier", "dossier;gemeente;hulpvorm;aanmelddatum\n1;0518;KDC;2025-01-31\n", 65
    yield "other aanbieder", header.replace("\n", ";agb\n") + ROW + ";01020304\n", 65


@pytest.mark.parametrize("text, code", [pytest.param(*rest, id=name) for name, *rest in bad_files()])
def test_check_in_english_has_no_dutch_in_it(client, text, code):
    ran = check(speaking(client, ENGLISH), text)
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert ran.stdout + ran.stderr
    assert_english(ran.stdout, ran.stderr)


def test_bad_rows_are_the_same_rows_in_both_languages(client):
    text = dict((name, text) for name, text, _ in bad_files())["rows"]
    dutch, english = (check(speaking(client, each), text) for each in (NOTHING, ENGLISH))
    place = re.compile(r"(?:rij|row) (\d+)(?:, (?:kolom|column) (\S+))?, ([A-Z_]+):")
    found = place.findall(dutch.stdout + dutch.stderr)
    assert len(found) >= len(BAD_ROWS) - 2
    assert found == place.findall(english.stdout + english.stderr)


def test_json_says_the_same_in_every_language(client):
    text = dict((name, text) for name, text, _ in bad_files())["rows"]
    dutch, english = (check(speaking(client, each), text, "--json") for each in (NOTHING, ENGLISH))
    assert json.loads(dutch.stdout)["mistakes"]
    assert dutch.stdout == english.stdout
    assert_english(english.stderr)


def test_ambiguous_columns_are_dutch_in_json_and_named_in_english(client):
    text = dict((name, text) for name, text, _ in bad_files())["ambiguous"]
    told = check(speaking(client, ENGLISH), text)
    assert 'The columns "aanmelding" and "datum aanmelding" can both be aanmelddatum' in (
        told.stdout + told.stderr
    )
    assert "kunnen allebei" in check(client, text, "--json").stdout


def test_what_would_leave_is_written_the_same_in_every_language(client):
    shown = []
    for environment in (NOTHING, ENGLISH):
        speaking(client, environment)
        path = client.list(ROW)
        ran = client.run("push", "--show", "--peilmoment", "2025-03-01T09:00:00Z", "--agb", AGB, path)
        assert ran.returncode == 0, ran.stderr
        shown.append(ran.stdout)
    assert shown[0] == shown[1] and "A1" in shown[0]


# ---- with a server


@pytest.mark.parametrize("outcome", ["ACCEPTED", "HELD", "REJECTED", None, "DENIED", "CONFLICT"])
def test_every_end_of_a_push_is_english(pb, client, outcome):
    speaking(client, ENGLISH)
    with FakeServer(client.line, answering(pb, outcome)) as server:
        ran = push(client, server)
        again = push(client, server, "--same")
        shown = client.run(*client.to(server, "outbox"))
    for each in (ran, again, shown):
        assert each.stdout + each.stderr
        assert_english(each.stdout, each.stderr)


def test_key_that_is_not_admitted_is_told_in_english(pb, client):
    speaking(client, ENGLISH)
    with FakeServer(client.line, answering(pb, None), admit=False) as server:
        ran = push(client, server)
    assert ran.returncode == 77 and "does not admit this key" in ran.stderr
    assert_english(ran.stderr)


def test_refused_lines_and_warnings_have_our_own_sentence_in_english(pb, client):
    def answer(request):
        reply = answering(pb, "ACCEPTED")(request)
        line = reply.receipt.refused.add(index=0, id=b"A1", section=pb.LINE_SECTION_PLACES)
        line.faults.add(code=pb.FAULT_CODE_DATUM, field="aanmelddatum", sentence="Op zijn Fries.")
        return reply

    speaking(client, ENGLISH)
    with FakeServer(client.line, answer) as server:
        ran = push(client, server)
    assert "Refused: row 2 (A1), aanmelddatum, DATUM: This date does not exist" in ran.stdout
    assert_english(ran.stdout, ran.stderr)


def test_answer_of_the_server_is_dutch_in_dutch_and_ours_in_english(pb, client):
    def answer(request):
        return pb.PlacesReply(head=head(pb, "DENIED", sentence="Deze rol ziet geen plekken."))

    told = []
    for environment in (NOTHING, ENGLISH):
        speaking(client, environment)
        with FakeServer(client.line, answer) as server:
            ran = client.run(*client.to(server, "places"))
        assert ran.returncode == 77
        told.append(ran.stderr)
    assert "DENIED: Deze rol ziet geen plekken." in told[0]
    assert "DENIED: No access: what you named is not there" in told[1]
    assert_english(told[1])


def questions(pb):
    yield ["places"], Places(pb, 1)
    yield ["places", "--beyond"], Places(pb, 7)
    yield ["figures", "--on", "31-01-2025"], Figures(pb)
    yield ["figures", "--on", "31-01-2025", "--by", "hulpvorm", "--measures",
           "wachtend,dagen,stromen,gerealiseerd,opgepakt,overleving"], Figures(pb)
    yield ["history", AGB, "P0000"], lambda request: history_reply(pb)
    yield ["take", AGB, "P0000", "OPGEPAKT"], lambda request: taken_reply(pb, request)
    yield ["status"], lambda request: held_status(pb, request)
    yield ["alerts", "--all"], Book(pb, 2)
    yield ["alerts", "--digest"], Book(pb, 1)


@pytest.mark.parametrize("number", range(9))
def test_questions_are_answered_in_english(pb, client, number):
    arguments, answer = list(questions(pb))[number]
    with FakeServer(client.line, answer) as server:
        dutch = speaking(client, NOTHING).run(*client.to(server, arguments[0], *arguments[1:]))
        english = speaking(client, ENGLISH).run(*client.to(server, arguments[0], *arguments[1:]))
    assert dutch.returncode == english.returncode == 0, dutch.stderr + english.stderr
    assert DUTCH_WORDS.search(dutch.stdout) or arguments[0] == "figures", dutch.stdout
    assert_english(english.stdout, english.stderr)


def holder_alert(pb, number, kind, ends, end):
    alert = pb.Alert(number=number, kind=kind, due=20250301, recorded_at=NOW, agb_code=AGB)
    holder = alert.holder
    holder.ends, holder.interval_days, holder.silent_since = ends, 7, 20250220
    if kind == pb.ALERT_KIND_AFWIJKEND:
        holder.epoch, holder.content_hash, holder.end = b"e" * 16, b"h" * 32, end
        holder.sequence, holder.peilmoment, holder.open, holder.would_leave = 8, NOW, 12, 11
    return alert


def every_alert(pb):
    """One of each kind, cause and end."""
    made = []
    for kind in (pb.ALERT_KIND_DREIGEND, pb.ALERT_KIND_OVERSCHRIJDING, pb.ALERT_KIND_NIVEAU):
        made.append(make_alert(pb, len(made) + 1))
        made[-1].kind, made[-1].place.level = kind, 6
        made[-1].place.on_arrival = kind == pb.ALERT_KIND_OVERSCHRIJDING
        made[-1].place.corrects = 3
    for cause in pb.Cause.values():
        if cause:
            made.append(make_alert(pb, len(made) + 1))
            made[-1].kind, made[-1].place.cause = pb.ALERT_KIND_INGETROKKEN, cause
            made[-1].place.withdraws.append(2)
    for reason in pb.Uitstroomreden.values():
        made.append(make_alert(pb, len(made) + 1))
        made[-1].kind, made[-1].place.reden = pb.ALERT_KIND_VAN_LIJST, reason
        made[-1].place.left_on, made[-1].place.helped = 20250228, pb.HELPED_UNKNOWN
    for kind in (pb.ALERT_KIND_STIL, pb.ALERT_KIND_AFWIJKEND):
        made.append(holder_alert(pb, len(made) + 1, kind, 0, 0))
        made.append(holder_alert(pb, len(made) + 1, kind, 4, pb.HOLD_END_APPLIED))
    return made


def test_every_alert_is_told_in_english(pb, client):
    def answer(request):
        reply = pb.AlertsReply(head=head(pb, "OK"), alerts=every_alert(pb))
        reply.cursor.incarnation, reply.cursor.number = INCARNATION, len(reply.alerts)
        return reply

    speaking(client, ENGLISH)
    with FakeServer(client.line, answer) as server:
        ran = client.run(*client.to(server, "alerts", "--all"))
        summary = client.run(*client.to(server, "alerts", "--digest"))
    assert ran.returncode == summary.returncode == 0, ran.stderr + summary.stderr
    assert ran.stdout.count("Phone ") == len(every_alert(pb))
    assert_english(ran.stdout, summary.stdout)
    assert summary.stdout.isascii()


def test_everything_in_a_receipt_is_told_in_english(pb, client):
    def answer(request):
        reply = answering(pb, "ACCEPTED")(request)
        receipt = reply.receipt
        receipt.late = len(server.requests) > 1
        receipt.completed, receipt.left, receipt.previous = 1, 2, 3
        receipt.vanished.extend([b"A8", b"A9"])
        for code in pb.WarningCode.values()[1:]:
            receipt.warnings.add(code=code, id=b"A1")
        for code in pb.FaultCode.values()[1:]:
            line = receipt.refused.add(index=7, id=b"B1", section=pb.LINE_SECTION_OUTFLOW)
            line.faults.add(code=code, field="id", sentence="Op zijn Fries.")
        return reply

    speaking(client, ENGLISH)
    with FakeServer(client.line, answer) as server:
        for _ in range(2):
            ran = push(client, server, "--same")
            assert ran.returncode == 0, ran.stderr
            assert "Refused: outflow, line 8 (B1), id, " in ran.stdout
            assert "Disappeared without a reason (2 places): A8, A9" in ran.stdout
            assert_english(ran.stdout)


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_machine_output_of_questions_does_not_change(pb, client, form):
    for arguments, answer in list(questions(pb))[:6]:
        with FakeServer(client.line, answer) as server:
            said = [
                speaking(client, each).run(*client.to(server, arguments[0], form, *arguments[1:]))
                for each in (NOTHING, ENGLISH)
            ]
        assert said[0].returncode == 0, said[0].stderr
        assert said[0].stdout == said[1].stdout != ""


def test_worklist_is_english_and_its_page_dutch(pb, client):
    region = Region(
        pb,
        [told(pb, 1, "A1"), left_unhelped(pb, 2, "B1")],
        [make_row(pb, "A1"), make_row(pb, "A2", days=1)],
    )
    speaking(client, ENGLISH)
    with FakeServer(client.line, region) as server:
        ran = client.run(*client.to(server, "worklist", "--no-move"))
        page = client.run(*client.to(server, "worklist", "--no-move", "--html", "-"))
        dutch = speaking(client, NOTHING).run(
            *client.to(server, "worklist", "--no-move", "--html", "-")
        )
    assert ran.returncode == page.returncode == 0, ran.stderr + page.stderr
    assert "Worklist of Monday 3 March 2025, for anna" in ran.stdout
    assert "child-protection measure; 1 day waited" in ran.stdout
    assert_english(ran.stdout, ran.stderr)
    assert 'lang="nl"' in page.stdout and "dagen gewacht" in page.stdout
    assert page.stdout == dutch.stdout


def test_watch_reports_in_english(pb, client):
    speaking(client, ENGLISH)
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server, Watcher(
        client, server
    ) as watcher:
        watcher.drop("goed.csv", rows("A1"))
        watcher.drop("slecht.csv", rows("A1").replace("KDC", "XYZ"))
        watcher.wait_report("goed.csv", "Applied: delivery 1")
        watcher.wait_report("slecht.csv", "Nothing was sent", below="afgekeurd")
        watcher.wait_told("slecht.csv was refused")
        assert watcher.end() == 0
    reports = watcher.report("goed.csv"), watcher.report("slecht.csv", "afgekeurd")
    assert_english(*reports, watcher.told.read_text())


@pytest.mark.parametrize("given", [NOTHING, {"LANGUAGE": "de:fr"}])
def test_started_program_gets_the_language_that_the_user_has(pb, client, given):
    speaking(client, {**given, "LANG": "en_US.UTF-8"})
    script = Script(client.folder, f"echo \"${{LANGUAGE-unset}}\" > '{client.folder}/language'")
    with FakeServer(client.line, Book(pb, 1)) as server:
        ran = client.run(*client.to(server, "alerts", "--exec", str(script.path)))
    assert ran.returncode == 0, ran.stderr
    assert (client.folder / "language").read_text().strip() == given.get("LANGUAGE", "unset")


# ---- configuration and files


@pytest.mark.parametrize(
    "arguments, configuration, code",
    [
        (["status"], None, 78),
        (["status"], "server = 'x'\n", 78),
        (["status"], "serverr = 'x'\n", 78),
        (["status"], "server 'x'\n", 78),
        (["status"], "server = 'x\n", 78),
        (["places", "--on", "gisteren"], "", 64),
        (["places", "--as-known-at", "ooit"], "", 64),
        (["places", "--hulpvorm", "XYZ"], "", 64),
        (["places", "--gemeente", "Parijs"], "", 64),
        (["places", "--aanbieder", "12"], "", 64),
        (["figures", "--step", "eeuw"], "", 64),
        (["figures"], "", 64),
        (["take", AGB], "", 64),
        (["watch", "a", "b"], "", 64),
        (["plek", "A", "B"], "", 64),
        (["keygen", "/nergens/seed"], "", 78),
        (["push", "/nergens/lijst.csv"], f"agb = '{AGB}'\nkey = 'aanbieder.seed'\n", 78),
        (["nergens"], "", 64),
    ],
)
def test_wrong_use_is_told_in_english(client, arguments, configuration, code):
    speaking(client, ENGLISH)
    words = []
    if configuration is not None and len(arguments) > 0 and arguments[0] not in ("keygen", "nergens"):
        path = client.folder / "own.conf"
        path.write_text(configuration)
        words = ["-c", str(path)]
    ran = client.run(arguments[0], *words, *arguments[1:])
    assert ran.returncode == code, ran.stderr
    assert ran.stderr
    assert_english(ran.stderr)


# ---- the catalogue


def test_catalogue_has_every_sentence_of_the_code_and_no_other():
    assert list(catalogue.complaints(ROOT, ROOT / "client/po/en.po")) == []


def test_catalogue_check_finds_what_is_missing_changed_or_left_open(tmp_path):
    text = (ROOT / "client/po/en.po").read_text()
    broken = tmp_path / "en.po"
    broken.write_text(
        text.replace('msgid "niet gevonden"', 'msgid "onvindbaar"')
        .replace('msgstr "not helped"', 'msgstr ""')
    )
    found = list(catalogue.complaints(ROOT, broken))
    assert 'missing: msgid "niet gevonden"' in found
    assert 'no longer said: msgid "onvindbaar"' in found
    assert 'untranslated: msgid "niet geholpen"' in found


def test_no_dutch_sentence_of_the_code_is_forgotten():
    assert list(catalogue.unmarked(ROOT)) == []


def test_forgotten_sentence_is_found():
    text = """
        complain(c, _("dit is een %s (of niet)"), said(x)); /* "het is een" */
        fprintf(out, ngettext("een plek van %s", "plekken van %s", 2), who(")"));
        fputs("dit is een bestand", out); put("van"); open("een/pad"); N_("x"); f('"', "wat nu");
    """
    assert list(catalogue.unmarked_in(text)) == ['"dit is een bestand"', '"wat nu"']


@pytest.mark.parametrize("language", ["en", "nl"])
def test_formats_of_translations_fit_those_of_the_code(language):
    po = ROOT / f"client/po/{language}.po"
    ran = subprocess.run(
        ["msgfmt", "--check-format", "--check-domain", "--output-file=/dev/null", str(po)],
        capture_output=True, text=True, timeout=PATIENCE_S,
    )
    assert ran.returncode == 0, ran.stderr


def test_english_of_the_catalogue_has_no_dutch_in_it():
    blocks = (ROOT / "client/po/en.po").read_text().split("\n\n")[1:]
    assert len(blocks) > 800
    for block in blocks:
        said = block[block.index("\nmsgstr") :]
        text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', said)).replace("\\n", "\n")
        assert_english(re.sub(r"%[-0-9.*]*[a-z]+", "", text))
