"""soak.py [SECONDS [WORDS...]]: each kind of hostile peer at full strength for so long (30), while
an aanbieder goes on pushing. WACHTPOST_BIN says where the programs are.

At the end a table: how often it was tried, what was counted as refused and in how many lines it
stands in the audit log, what became of the honest receipts, and what it cost. Exit code 1 when
something was stored that the honest one did not push, when what was refused is not on record, or in
more lines than one a minute for each reason and whose it was, when the engine's memory moved or the front's exceeded its bound. The times are printed
only: they are those of a machine that the attackers share."""

import multiprocessing
import os
import pathlib
import re
import resource
import socket
import sys
import time

from post import KIEL, START_US, ZON, Post, counts, keys_of, place, snapshot
from raw_curve import COMMAND, GREETING, MORE, Closed, RawCurve
from readme import client, pb

FRONT_MOST_BYTES, ENGINE_MOVES_BYTES = 256 << 20, 8 << 20
IDLE_CONNECTIONS, BAD_HANDSHAKES_A_SECOND = 2000, 3000
PUSHES_A_SECOND = 20
HELLO_OF_ZEROES = GREETING + b"\x04\xc8\x05HELLO\x01\x00" + bytes(192)


class Target:
    """All an attacker knows; can be handed to another process."""

    def __init__(self, post):
        self.endpoint, self.server_key = post.endpoint, post.server_key
        host, port = post.endpoint.removeprefix("tcp://").rsplit(":", 1)
        self.address = (host, int(port))

    def dial(self):
        return socket.create_connection(self.address, timeout=5)

    def curve(self, keys):
        return RawCurve(self.endpoint, self.server_key, keys)


# ---- attackers: each returns how often it did it


def bad_handshakes(target, until):
    """HELLOs that do not open, as many a second as two of these can."""
    count, began = 0, time.monotonic()
    while (now := time.monotonic()) < until:
        if count > (now - began) * BAD_HANDSHAKES_A_SECOND / 2:
            time.sleep(0.001)
            continue
        count += attempt(lambda: say_and_leave(target, HELLO_OF_ZEROES))
    return count


def say_and_leave(target, content):
    with target.dial() as line:
        line.sendall(content)


def attempt(act):
    try:
        act()
    except (OSError, Closed):
        return 0
    return 1


def strangers(target, until):
    """The whole handshake, with a key that nobody knows."""
    return repeat(until, lambda: shake(target, client.Keys(os.urandom(32))))


def shake(target, keys):
    with target.curve(keys) as line:
        line.shake()


def repeat(until, act):
    count = 0
    while time.monotonic() < until:
        attempt(act)
        count += 1
    return count


def idle(target, until):
    """Greet and say no more; whoever is cut off comes back."""
    lines = {}
    count = 0
    while time.monotonic() < until:
        for number in range(IDLE_CONNECTIONS // 2):
            if number not in lines or is_over(lines[number]):
                lines[number] = greet(target)
                count += 1
            if time.monotonic() > until:
                break
    return count


def greet(target):
    try:
        line = target.dial()
        line.sendall(GREETING)
        line.setblocking(False)
        return line
    except OSError:
        return None


def is_over(line):
    try:
        while line and line.recv(4096):
            pass
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def on_one_line(target, until, keys, say):
    """The same over and over on a connection that is admitted; again when it is cut."""
    count = 0
    while time.monotonic() < until:
        try:
            with target.curve(keys) as line:
                line.shake()
                while time.monotonic() < until:
                    say(line)
                    count += 1
        except (OSError, Closed):
            pass
    return count


def wrong_signatures(target, until):
    body = snapshot(ZON, 1, [place(number) for number in range(100)]).SerializeToString()
    frames = [b"WP1", b"PUSH", bytes(8), body, bytes(64)]
    return on_one_line(target, until, keys_of("zon"), lambda line: say_and_hear(line, frames))


def say_and_hear(line, frames):
    line.say_frames(frames)
    return line.hear_message()


def bombs(target, until):
    """A mebibyte of empty places, rightly signed."""
    keys, body = keys_of("zon"), b"\x3a\x00" * (1 << 19)
    frames = [b"WP1", b"PUSH", bytes(8), body, keys.sign(b"PUSH", bytes(8), body)]
    return on_one_line(target, until, keys, lambda line: say_and_hear(line, frames))


def replayed_reads(target, until):
    keys = keys_of("coordinator")
    body = pb.PlacesRequest(head=pb.RequestHead(made_at=START_US)).SerializeToString()
    frames = [b"WP1", b"PLACES", bytes(8), body, keys.sign(b"PLACES", bytes(8), body)]
    return on_one_line(target, until, keys, lambda line: say_and_hear(line, frames))


def endless_frames(target, until):
    return on_one_line(target, until, keys_of("analist"), say_more)


def say_more(line):
    frame = line.message(bytes(60_000), MORE)
    line.say_frame(frame)


def half_handshakes(target, until):
    """HELLO that opens, and INITIATE never comes."""
    def half():
        with target.curve(client.Keys(os.urandom(32))) as line:
            line.greet()
            line.say_frame(line.hello(), COMMAND)
            line.hear_welcome()
    return repeat(until, half)


def nobody(_target, until):
    time.sleep(max(0, until - time.monotonic()))
    return 0


ATTACKS = {
    "nobody": nobody,
    "bad handshakes": bad_handshakes,
    "strangers": strangers,
    "half handshakes": half_handshakes,
    "idle connections": idle,
    "wrong signatures": wrong_signatures,
    "bombs": bombs,
    "replayed reads": replayed_reads,
    "endless frames": endless_frames,
}

# ---- around them


def attack(act, target, until, tried):
    tried.put(act(target, until))


def push_honestly(post, until):
    """Milliseconds to each receipt, from an even clock: who waits delays nobody's measuring."""
    took, due = [], time.monotonic()
    with post.caller("kiel") as kiel:
        while due < until:
            time.sleep(max(0, due - time.monotonic()))
            post.delivered += 1
            message = snapshot(KIEL, post.delivered, [place(1)], START_US)
            assert kiel.verdict(b"PUSH", message) == "ACCEPTED"
            took.append((time.monotonic() - due) * 1000)
            due += 1 / PUSHES_A_SECOND
    return sorted(took)


def memory(pid, file, field):
    text = pathlib.Path(f"/proc/{pid}/{file}").read_text(encoding="ascii")
    return int(re.search(rf"{field}:\s+(\d+)", text)[1]) * 1024


def lines_on_record(post, last, before, after):
    """How many there are about these attempts; None when that is not as it should be."""
    try:
        post.check_on_record(last, before, after)
    except AssertionError as wrong:
        print(wrong, file=sys.stderr)
        return None
    return len(post.refusals(last))


def forget_peak(pid):
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")


def run(post, name, seconds):
    """A line of the table, and whether all is as it should be."""
    last, pids, before, delivered = post.last_line(), post.pids(), post.status(), post.delivered
    forget_peak(pids["front"])
    own = memory(pids["engine"], "smaps_rollup", "Private_Dirty")
    until, tried = time.monotonic() + seconds, multiprocessing.Queue()
    people = [multiprocessing.Process(target=attack, args=(ATTACKS[name], Target(post), until,
                                                           tried)) for _ in range(2)]
    for person in people:
        person.start()
    took = push_honestly(post, until)
    count = sum(tried.get(timeout=60) for _ in people)
    for person in people:
        person.join()
    post.wait_serving()
    after = post.status()
    peak = memory(post.pids()["front"], "status", "VmHWM")
    moved = memory(post.pids()["engine"], "smaps_rollup", "Private_Dirty") - own
    refused = {reason: count - counts(before)[reason]
               for reason, count in counts(after).items() if count > counts(before)[reason]}
    lines = lines_on_record(post, last, counts(before), counts(after))
    honest = after.journal_head - before.journal_head == post.delivered - delivered
    good = (honest and after.alert_head == before.alert_head and peak < FRONT_MOST_BYTES
            and moved < ENGINE_MOVES_BYTES and lines is not None
            and post.pids()["engine"] == pids["engine"])
    lived = "" if post.pids() == pids else ", front anew"
    return good, (f"{name:18}{count / seconds:9.0f}/s{len(took):7}{took[len(took) // 2]:8.1f}"
                  f"{took[int(len(took) * 0.99)]:8.1f}{took[-1]:8.1f}{peak >> 20:7}"
                  f"{moved >> 10:8}  {refused} in {lines} lines{lived}{'' if good else '  WRONG'}")


def main(seconds=30, *words):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    names = [name for name in ATTACKS if not words or any(word in name for word in words)]
    with Post() as post:
        push_honestly(post, time.monotonic() + 2)  # what is made once is made
        results = [run(post, name, int(seconds)) for name in names]
    print(f"{'':18}{'tried':>11}{'pushes':>7}{'p50 ms':>8}{'p99 ms':>8}{'max ms':>8}"
          f"{'front':>7}{'engine':>8}  refused\n{'':60}{'MiB':>7}{'KiB +':>8}")
    print("\n".join(line for _, line in results))
    return not all(good for good, _ in results)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
