"""Rules and dashboard ask only for figures that the daemon tells, and lead where they say."""

import json
import pathlib
import re
import subprocess
import time

import pytest
from web import watched_post

DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy"
RULES = DEPLOY / "prometheus" / "wachtpost.rules.yml"
DASHBOARD = DEPLOY / "grafana" / "wachtpost.json"
NAME = re.compile(r"\bwachtpost_\w+")
LABELLED = re.compile(r"\b(wachtpost_\w+)\{([^}]*)\}")
LABEL = re.compile(r'(\w+)(=~|=)"([^"]*)"')
PROMETHEUS_OWN = {"job", "instance"}


@pytest.fixture(scope="module", name="told")
def told_by_the_daemon():
    """Each name with every set of labels it has."""
    found = {}
    with watched_post() as (post, web):
        post.deliver()
        web.wait_figure("wachtpost_front_connected", 1)
        time.sleep(1.1)  # an answer may be a second old
        for sample in web.figures():
            name, _, labels = sample.partition("{")
            found.setdefault(name, []).append(dict(re.findall(r'(\w+)="([^"]*)"', labels)))
    return found


def rules():
    """Name, expression and what is said with it, of every rule."""
    parts = re.split(r"(?m)^      - alert: ", RULES.read_text())[1:]
    for part in parts:
        name, text = part.split("\n", 1)
        expression = re.search(r"expr: (?:>-\n)?(.*?)\n        (?:for|labels):", text, re.DOTALL)[1]
        yield name, expression, text


def dashboard_expressions():
    board = json.loads(DASHBOARD.read_text())
    for panel in board["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"].replace('job=~"$job",instance=~"$instance"', "")
    for variable in board["templating"]["list"]:
        if variable["type"] == "query":
            yield variable["name"], variable["query"]["query"].replace('{job=~"$job"}', "")


def asked():
    yield from ((name, expression) for name, expression, _ in rules())
    yield from dashboard_expressions()


def wanted_values(operator, value):
    return value.split("|") if operator == "=~" else [value]


def test_every_figure_that_is_asked_for_is_told(told):
    for where, expression in asked():
        assert set(NAME.findall(expression)) <= set(told), where
        for name, labels in LABELLED.findall(expression):
            for label, operator, value in LABEL.findall(labels):
                if label in PROMETHEUS_OWN:
                    continue
                there = {sample.get(label) for sample in told[name]}
                assert set(wanted_values(operator, value)) <= there, (where, name, label)


def test_every_kind_of_figure_is_watched_by_somebody(told):
    known = " ".join(expression for _, expression in asked())
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in told}
    spare = {"wachtpost_audit_head", "wachtpost_clock_holds_total", "wachtpost_store_readers_max",
             "wachtpost_evaluated_day_timestamp_seconds"}
    assert {name for name in families - spare if name not in known} == set()


def test_every_rule_leads_to_a_chapter_of_the_runbook():
    page = (DEPLOY / "README.md").read_text(encoding="utf-8")
    headings = {heading.lower() for heading in re.findall(r"(?m)^#{2,3} (\w+)$", page)}
    names = [name for name, _, _ in rules()]
    assert len(names) == len(set(names)) >= 20
    for name, _, text in rules():
        assert f"runbook: deploy/README.md#{name.lower()}\n" in text
        assert re.search(r"severity: (critical|warning)\n", text), name
    assert {name.lower() for name in names} <= headings


TESTS = ("wachtpost.rules.test.yml", "wachtpost.days.test.yml")


@pytest.mark.parametrize("command", [["check", "rules", RULES.name], *(["test", "rules", name] for name in TESTS)],
                         ids=["check", *TESTS])
def test_the_rules_fire_when_they_should(command):
    ran = subprocess.run(["promtool", *command], cwd=RULES.parent, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_rule_fires_in_some_test():
    tested = "".join((RULES.parent / name).read_text() for name in TESTS)
    assert [name for name, _, _ in rules() if f'alertname="{name}"' not in tested] == []


def test_no_two_panels_of_the_dashboard_lie_on_each_other():
    board = json.loads(DASHBOARD.read_text())
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    taken = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert max(x for x, _ in cells) < 24 and not cells & taken, panel["title"]
        taken |= cells
        assert panel["description"] and panel["targets"]


def test_the_example_of_a_job_can_be_read(tmp_path):
    for path in (RULES, RULES.parent / "prometheus.yml.example"):
        (tmp_path / path.name.removesuffix(".example")).write_bytes(path.read_bytes())
    command = ["promtool", "check", "config", "prometheus.yml"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
