"""The real daemon in a folder of its own: participants, callers, log, memory."""

import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import zmq
from readme import STATUS, STATUS_NAME, client, pb
from zmq.utils import z85

PATIENCE_S = 30
PROMPT_S = 10
MOST_MEMORY_BYTES = 512 << 20
FIVE_MINUTES_US = 300_000_000
START = "2025-06-02T10:00:00Z"
START_US = 1_748_858_400_000_000
ZON, MAAN, KIEL, NOBODY = "06010713", "06020202", "06030303", "06099999"
FRONT_REASONS = {"key", "handshake", "slow", "broken", "user_id", "route", "frames", "size", "crowd",
                 "endless", "later"}
REPLIES = {
    b"PUSH": pb.PushReply,
    b"CONFIRM": pb.ConfirmReply,
    b"ALERTS": pb.AlertsReply,
    b"STATUS": pb.StatusReply,
    b"CLOCK": pb.ClockReply,
    b"PLACES": pb.PlacesReply,
    b"HISTORY": pb.HistoryReply,
    b"FIGURES": pb.FiguresReply,
    b"TAKE": pb.TakeReply,
    b"DUIDING": pb.DuidingReply,
    b"PUBLICATION": pb.PublicationReply,
}
ROLES = ("coordinator", "analist", "monitor", "beheer", "klok")
CODES = {"zon": ZON, "maan": MAAN, "kiel": KIEL}


def program(name):
    return str(pathlib.Path(os.environ["WACHTPOST_BIN"]) / name)


def keys_of(name):
    return client.Keys(hashlib.blake2b(name.encode(), digest_size=32).digest())


def participant_text(name):
    line = f'keys = {{"{keys_of(name).registration_line()}"}}\n'
    if name in CODES:
        return f'roles = {{"aanbieder"}}\n{line}' + (
            f'aanbieder "{CODES[name]}" {{ naam = "KDC De {name.title()}" telefoon = "070 1234567" '
            'mail = "wachtlijst@example.nl" interval_days = 7 }\n'
        )
    return f'roles = {{"{name.split("-")[0]}"}}\npersoon = "{name}"\n{line}'


def place(number, aanmelddatum=20250501, **fields):
    return pb.Wachtplek(
        id=b"plek-%05d" % number,
        gemeente="0518",
        hulpvorm=pb.HULPVORM_KDC,
        aanmelddatum=aanmelddatum,
        **fields,
    )


def snapshot(agb, sequence, places=(), peilmoment=START_US, **fields):
    return pb.Snapshot(
        agb_code=agb,
        epoch=agb.encode() * 2,
        sequence=sequence,
        peilmoment=peilmoment,
        places=places,
        **fields,
    )


class Caller:
    """One connection. What it says may be forged; it believes what it hears."""

    def __init__(self, post, keys, routing_id=None, kind=zmq.DEALER, endpoint=None):
        self.keys = keys
        self.socket = post.context.socket(kind)
        self.socket.linger = 0
        self.socket.curve_serverkey = post.server_key
        self.socket.curve_publickey = z85.encode(keys.curve_public)
        self.socket.curve_secretkey = z85.encode(keys.curve_secret)
        if routing_id:
            self.socket.setsockopt(zmq.ROUTING_ID, routing_id)
        self.socket.connect(endpoint or post.endpoint)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def frames(self, kind, body, request_id=None):
        request_id = request_id or os.urandom(8)
        return [b"WP1", kind, request_id, body, self.keys.sign(kind, request_id, body)]

    def exchange(self, frames, timeout_s=PATIENCE_S):
        """The body of the answer to these frames, or None."""
        self.socket.send_multipart(frames)
        return self.hear(frames[2], timeout_s)

    def hear(self, request_id, timeout_s=PATIENCE_S):
        until = time.monotonic() + timeout_s
        while self.socket.poll(max(0, int((until - time.monotonic()) * 1000))):
            answer = self.socket.recv_multipart()
            assert len(answer) == 4 and answer[0] == b"WP1", answer
            if answer[2] == request_id:
                return answer[3]
        return None

    def ask(self, kind, message, timeout_s=PATIENCE_S):
        body = message if isinstance(message, bytes) else message.SerializeToString()
        answer = self.exchange(self.frames(kind, body), timeout_s)
        assert answer is not None, f"no answer to {kind} of {len(body)} bytes"
        return REPLIES.get(kind, pb.StatusReply).FromString(answer)

    def verdict(self, kind, message):
        return STATUS_NAME[self.ask(kind, message).head.status]


class Post:
    def __init__(self, folder=None, virtual=START, names=(*CODES, *ROLES), map_mib=1024):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="wachtpost-hostile-"))
        self.folder = (folder or self.root) / "post"
        self.virtual, self.process, self.context = virtual, None, zmq.Context()
        self.lines, self.changed, self.delivered = [], threading.Condition(), 0
        self.looked_at = time.monotonic()  # when the audit log was last read
        self.endpoint = "tcp://127.0.0.1:7700"  # as good as any before there is one
        init = [program("wachtpostctl"), "init", str(self.folder)]
        subprocess.run(init + ["--virtual"] * bool(virtual), check=True, capture_output=True)
        self.conf = self.folder / "wachtpostd.conf"
        self.server_key = z85.encode(client.Keys(self._seed()).curve_public)
        self.configure(map_mib=map_mib)
        if not virtual:  # the kernel need not vouch for the clock of a machine that runs tests
            self.configure(clock_check="none")
        for name in names:
            self.enrol(name)

    def _seed(self):
        return bytes.fromhex((self.folder / "server.seed").read_text().strip())

    def configure(self, **changes):
        wanted = {"listen": "tcp://127.0.0.1:*", "listen_bell": "tcp://127.0.0.1:*"} | changes
        text = self.conf.read_text()
        for name, value in wanted.items():
            value = str(value) if isinstance(value, int) else f'"{value}"'
            text = re.sub(rf"(?m)^#? ?{name} *=.*\n", "", text) + f"{name} = {value}\n"
        self.conf.write_text(text)

    def enrol(self, name):
        self.file_of(name).write_text(participant_text(name))

    def file_of(self, name):
        return self.folder / "deelnemers.d" / f"{name}.conf"

    # ---- life

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, kind, *_):
        self.end()
        self.context.destroy(linger=0)
        shutil.rmtree(self.root, ignore_errors=True)
        if kind:
            print("\n".join(self.lines[-60:]))

    def command(self, *arguments):
        virtual = ["--virtual-clock", self.virtual] if self.virtual else []
        return [program("wachtpostd"), "-c", str(self.conf), *virtual, *arguments]

    def start(self, **options):
        after = len(self.lines)
        self.process = subprocess.Popen(
            self.command(), stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, **options
        )
        self.reader = threading.Thread(target=self._read, args=(self.process.stderr,))
        self.reader.start()
        self.endpoint = self.wait_line(r"front\.listening endpoint=(\S+)", after)[1]
        self.wait_line(r"front\.admission", after)

    def attempt(self, *arguments):
        """Runs until it ends by itself: exit code and what it said."""
        done = subprocess.run(
            self.command(*arguments), capture_output=True, text=True, timeout=PATIENCE_S
        )
        return done.returncode, done.stderr

    def _read(self, stream):
        for line in stream:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        return self._buried()

    def _buried(self):
        code = self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        self.process.stderr.close()
        self.process = None
        return code

    def end(self):
        if self.process is not None:
            self.stop(signal.SIGKILL)

    def wait_line(self, pattern, after=0):
        wanted = re.compile(pattern)

        def find():
            return next(filter(None, map(wanted.search, self.lines[after:])), None)

        with self.changed:
            assert self.changed.wait_for(find, PATIENCE_S), f"no {pattern} in {self.lines[after:]}"
            return find()

    def wait_serving(self):
        """Until a front that may have died is back; it may listen somewhere else then."""
        pid = self.pids()["front"]
        until = time.monotonic() + 1
        while time.monotonic() < until:
            with self.changed:
                died = next((n for n, x in enumerate(self.lines)
                             if f"half.died half=front pid={pid}" in x), None)
            if died is not None:
                self.endpoint = self.wait_line(r"front\.listening endpoint=(\S+)", died)[1]
                return
            time.sleep(0.05)

    def reload(self, wanted=r"front\.admission"):
        after = len(self.lines)
        self.process.send_signal(signal.SIGHUP)
        self.wait_line(wanted, after)
        return self.lines[after:]

    def pids(self):
        """Of the halves that run now."""
        found = [re.search(r"half\.started half=(\w+) pid=(\d+)", line) for line in self.lines]
        return {match[1]: int(match[2]) for match in found if match}

    def peak_bytes(self, half):
        status = pathlib.Path(f"/proc/{self.pids()[half]}/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) * 1024

    # ---- what is asked of it

    def caller(self, name, **options):
        return Caller(self, keys_of(name), **options)

    def status(self, name="beheer"):
        """Asks again while it is LATER: a half may just be coming back."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with self.caller(name) as caller:
                reply = caller.ask(b"STATUS", pb.StatusRequest(head=self.head()))
            if reply.head.status == STATUS["OK"]:
                return reply
            assert reply.head.status == STATUS["LATER"], reply
        raise AssertionError("LATER for ever")

    def head(self, shift_us=0):
        now = START_US if self.virtual else time.time_ns() // 1000
        return pb.RequestHead(made_at=now + shift_us)

    def deliver(self):
        """A right snapshot of an aanbieder who has nothing to do with it all, promptly."""
        self.delivered += 1
        began = time.monotonic()
        peilmoment = self.head().made_at
        with self.caller("kiel") as kiel:
            message = snapshot(KIEL, self.delivered, [place(1)], peilmoment)
            assert kiel.verdict(b"PUSH", message) == "ACCEPTED"
        assert time.monotonic() - began < PROMPT_S

    @contextlib.contextmanager
    def unmoved(self, journal=0, alerts=0, **counted):
        """Nothing but `journal` events and `alerts` is stored meanwhile, what was turned
        away is counted and on record, both halves live on within bounds, and others are served."""
        last, before, pids, delivered = (self.last_line(), self.status(), self.pids(),
                                         self.delivered)
        yield before
        journal += self.delivered - delivered
        after = self.wait_counted(counts(before), counted)
        self.check_on_record(last, counts(before), counts(after))
        assert after.journal_head == before.journal_head + journal
        assert after.alert_head == before.alert_head + alerts
        assert after.incarnation == before.incarnation
        self.deliver()
        assert self.pids() == pids
        for half in pids:
            peak = self.peak_bytes(half)
            print(f"{half}: at most {peak >> 20} MiB")
            assert peak < MOST_MEMORY_BYTES

    def wait_counted(self, before, wanted):
        """The front tells its counts once a second; the engine's own are exact."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            status = self.status()
            came = {name: count - before[name] for name, count in counts(status).items()}
            if all(sum_of(came, name) >= least for name, least in wanted.items()):
                break
            time.sleep(0.1)
        for name, least in wanted.items():
            assert sum_of(came, name) >= least, came
        for name, count in came.items():
            least = wanted.get(name, 0)
            assert count >= least if name in FRONT_REASONS else count == least, came
        return status


    # ---- what stands in the audit log of it

    def refusals(self, after=0):
        """The lines about who was refused, behind that number; all until now is in them."""
        command = [program("wachtpostctl"), "audit", "-c", str(self.conf), "--json", "--refused"]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
        assert (ran.returncode, ran.stderr) == (0, ""), ran
        lines = map(json.loads, ran.stdout.splitlines())
        return [line for line in lines if line["number"] > after]

    def last_line(self):
        self.looked_at = time.monotonic()
        return max((line["number"] for line in self.refusals()), default=0)

    def check_on_record(self, last, before, after):
        """Every attempt that was counted stands there with its reason, and whose it was as far as
        that can be known; in a line for each of those, and one more a minute."""
        lines, seen = self.refusals(last), {}
        for line in lines:
            reason = line["refused"]["reason"]
            seen[reason] = seen.get(reason, 0) + line["refused"]["count"]
            assert line["refused"]["unwritten"] == 0
            assert line["outcome"] in ("DENIED", "MALFORMED", "STALE", "LATER")
            assert is_named(line), line
        for reason, count in after.items():
            if reason == "later":
                continue
            name = f"front.{reason}" if reason in FRONT_REASONS else reason
            came = count - before[reason]
            assert seen.get(name, 0) >= came if reason in FRONT_REASONS else (
                seen.get(name, 0) == came), (reason, came, seen)
        who = {(line.get("participant"), line["refused"]["reason"]) for line in lines}
        minutes = 1 + (time.monotonic() - self.looked_at) // 60
        assert len(lines) <= len(who) * (2 + minutes), lines


def sum_of(came, name):
    """Of one reason, or of several: "handshake_or_slow"."""
    return came[name] if name in came else sum(came[one] for one in name.split("_or_"))


def is_named(line):
    """By the key that is somebody's, else by where it came from. Who left again at once may have
    been gone before he was looked at."""
    if line["party"] == "participant":
        return bool(line["participant"])
    reason = line["refused"]["reason"]
    return (not reason.startswith("front.")
            or line.get("question", "").startswith("from=127.0.0.1")
            or (reason == "front.handshake" and "question" not in line))


def counts(status):
    return {refused.reason: refused.count for refused in status.refused}
