"""Who lives with a post: KDC De Zon, which pushes its list with the real `wachtpost push` and its
outbox, and Anna, who reads alerts with a cursor. Their folders are in /srv, which machines share."""

import json
import re

from runbook import carry_out

SURE = "--same --fewer --other"
ROWS = 12
PLACE = "K7QX-2M4A"


def believe_the_clock(machine):
    """As the page says, where the kernel does not vouch for it; the first look tells that it is so."""
    carry_out(machine, "The clock is held", codes={0: (0, 75)})


class Region:
    def __init__(self, place):
        self.folder, self.delivered = place.shared, 0
        self.port, self.key = 0, ""
        for name in ("zon", "anna"):
            (self.folder / name).mkdir()

    def install(self, machine):
        """As the page says; where the kernel does not know whether its clock is right, the operator
        does."""
        carry_out(machine, "Install")
        self.hear(carry_out(machine, "First start")[0])
        log = machine.run("journalctl -u wachtpostd-front -g front.listening")
        assert "handed=2" in log, log
        believe_the_clock(machine)
        carry_out(machine, "Let somebody in")
        self.settle_all(machine)

    def hear(self, printed):
        """The lines that everybody needs."""
        self.port = int(re.search(r" server = 'tcp://.*:(\d+)'", printed)[1])
        self.key = re.search(r" server_key = '(.*)'", printed)[1]

    def settle(self, machine, name, more, seed=None):
        """Their configuration, with the key that the page made for them in the folder of root's."""
        machine.run(f"cp {seed or name}.seed /srv/{name}/own.seed")
        (self.folder / name / "wachtpost.conf").write_text(
            f"server = 'tcp://wachtpost.example.nl:{self.port}'\n"
            f"bell = 'tcp://wachtpost.example.nl:{self.port + 1}'\nserver_key = '{self.key}'\n"
            f"key = 'own.seed'\nstate = '/srv/{name}/state'\n{more}", encoding="utf-8")

    def settle_all(self, machine, zons_seed=None):
        self.settle(machine, "zon", "agb = '06010713'\n", zons_seed)
        self.settle(machine, "anna", "")

    def list_of(self, number, without=()):
        """One leaves and one comes with each, all of them long over the norm: both are told."""
        ids = [PLACE, *(f"plek-{n}" for n in range(number, number + ROWS))]
        rows = [f"{one};0518;KDC;2024-10-01" for one in ids if one not in without]
        path = self.folder / "zon" / f"lijst-{number}.csv"
        path.write_text("\n".join(["id;gemeente;hulpvorm;aanmelddatum", *rows]) + "\n",
                        encoding="utf-8")
        return f"/srv/zon/{path.name}"

    def push(self, machine, codes=(0,), **how):
        """Returns the exit code, one of these."""
        self.delivered += 1
        path = self.list_of(self.delivered, **how)
        push = f"wachtpost push -c /srv/zon/wachtpost.conf --timeout 5 {SURE} {path}"
        machine.run(push, codes=codes)
        return machine.code

    def retry(self, machine):
        machine.run("wachtpost outbox -c /srv/zon/wachtpost.conf --retry")

    def received(self, machine):
        status = machine.run("wachtpost status -c /srv/zon/wachtpost.conf --json")
        return json.loads(status)["aanbieders"][0]["sequence"]

    def alerts(self, machine, name="anna", state="state"):
        """All that this cursor was ever given, by what a subscriber recognises a repeat."""
        machine.run(f"wachtpost alerts -c /srv/{name}/wachtpost.conf --state /srv/{name}/{state} "
                    f"--jsonl /srv/{name}/{state}.jsonl")
        lines = (self.folder / name / f"{state}.jsonl").read_text(encoding="utf-8").splitlines()
        return {identity(json.loads(line)) for line in lines}

    def check_whole(self, machine, known):
        """Nothing that was acknowledged is lost, and nobody misses an alert: not Anna with her
        cursor of before, and not somebody who begins today."""
        self.retry(machine)
        assert self.received(machine) == self.delivered  # that alone, without another list
        self.push(machine)
        assert self.received(machine) == self.delivered
        annas = self.alerts(machine)
        assert known <= annas
        assert annas == self.alerts(machine, state=f"newcomer-{self.delivered}")
        told = {place for _, place, kind, *_ in annas if kind == "OVERSCHRIJDING"}
        assert {f"plek-{n}" for n in range(1, self.delivered + ROWS)} <= told
        left = {place for _, place, kind, *_ in annas if kind == "VAN_LIJST"}
        assert {f"plek-{n}" for n in range(1, self.delivered)} <= left


def identity(alert):
    told = alert["place"] or {}
    return (alert["agb_code"], told.get("place_id"), alert["kind"],
            *(told.get(name) for name in ("start_day", "level", "telling")))
