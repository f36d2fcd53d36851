"""Debian's own prometheus scrapes the real daemon, keeps what it says, and evaluates the rules."""

import contextlib
import json
import pathlib
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.parse
import urllib.request

import pytest
from post import PATIENCE_S
from web import watched_post

RULES = pathlib.Path(__file__).resolve().parents[2] / "deploy/prometheus/wachtpost.rules.yml"
pytestmark = pytest.mark.skipif(not shutil.which("prometheus"), reason="there is no prometheus here")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


class Prometheus:
    """Asks every second, so that the test need not wait for long."""

    def __init__(self, folder, target):
        # The rules as they are, but for how long something must last.
        text = re.sub(r"(?m)^        for: .*\n", "", RULES.read_text())
        (folder / RULES.name).write_text(text)
        (folder / "prometheus.yml").write_text(
            "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
            f"rule_files: [{RULES.name}]\n"
            "scrape_configs:\n"
            f'  - {{job_name: wachtpost, static_configs: [{{targets: ["{target}"]}}]}}\n'
        )
        self.address = f"127.0.0.1:{free_port()}"
        self.lines = []
        self.process = subprocess.Popen(
            ["prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=data",
             f"--web.listen-address={self.address}"],
            cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stderr))
        self.reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        self.process.stderr.close()

    def ask(self, what, **parameters):
        query = urllib.parse.urlencode(parameters)
        url = f"http://{self.address}/api/v1/{what}?{query}"
        with urllib.request.urlopen(url, timeout=PATIENCE_S) as answer:
            return json.load(answer)["data"]

    def value(self, expression):
        """Of the only series there is; None: there is none."""
        result = self.ask("query", query=expression)["result"]
        return float(result[0]["value"][1]) if len(result) == 1 else None

    def wait_for(self, wanted):
        until = time.monotonic() + 2 * PATIENCE_S
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                if wanted(self):
                    return
            assert self.process.poll() is None, self.lines
            time.sleep(0.2)
        raise AssertionError("".join(self.lines[-20:]))


def test_the_series_are_up_and_the_rules_evaluated(tmp_path):
    with watched_post() as (post, web):
        target = ":".join(map(str, web.address))
        with Prometheus(tmp_path, target) as prometheus:
            prometheus.wait_for(lambda p: p.value('up{job="wachtpost"}') == 1)
            post.deliver()
            prometheus.wait_for(
                lambda p: p.value('wachtpost_snapshots_total{outcome="accepted"}') == 1)
            prometheus.wait_for(lambda p: p.value(
                "histogram_quantile(0.99, wachtpost_receipt_duration_seconds_bucket)") > 0)
            rules = [rule for group in prometheus.ask("rules")["groups"] for rule in group["rules"]]
            assert len(rules) >= 20
            prometheus.wait_for(lambda p: all(
                rule["health"] == "ok"
                for group in p.ask("rules")["groups"] for rule in group["rules"]))
            # No backup was ever made of this one: that rule fires, and says so.
            firing = 'ALERTS{alertname="WachtpostBackupOld",alertstate="firing"}'
            prometheus.wait_for(lambda p: p.value(firing) == 1)
            assert prometheus.value('ALERTS{alertname="WachtpostDown"}') is None
            post.end()
            prometheus.wait_for(
                lambda p: p.value('ALERTS{alertname="WachtpostDown",alertstate="firing"}') == 1)
