"""The examples as a supplier copies them: built outside this tree, run against the real daemon."""

import os
import re
import subprocess
import time

import pytest
import zmq
from installed import C, CXX, PATIENCE_S, ROOT, SANITIZE, ran, write_seed
from post import MAAN, ZON

ARCHIVES = os.environ["WACHTPOST_ARCHIVES"].split(":")
ALERT = re.compile(r"^(\d+) (\w+) \d{8} (\d{8}) (\S+) KDC De Zon: \d+ days, ", re.MULTILINE)


def delivering(post, folder, name="zon", agb=ZON, state="state"):
    return (post.endpoint, post.server_key.decode(), write_seed(folder, name), agb, folder / state)


def status_of(post, agb=ZON):
    return next(known for known in post.status().aanbieders if known.agb_code == agb)


@pytest.mark.parametrize("compiler", [C, CXX], ids=["c", "c++"])
@pytest.mark.parametrize("kind", ["shared", "static"])
def test_list_from_an_array_gets_its_receipt(request, post, tmp_path, kind, compiler):
    installed = request.getfixturevalue(kind)
    program = installed.compile(installed.examples / "deliver.c", tmp_path / "deliver", compiler)
    if kind == "static" and not SANITIZE:
        assert "libwachtpost" not in ran("readelf", "--dynamic", program)
    for sequence in (1, 2):
        told = installed.run(program, *delivering(post, tmp_path))
        assert told.returncode == 0, told.stderr
        new = 3 if sequence == 1 else 0
        assert told.stdout == f"ACCEPTED: delivery {sequence} of {ZON}: 3 open, {new} new, 0 changed, 0 left\n"
    assert (status_of(post).sequence, status_of(post).open) == (2, 3)


def test_list_is_safe_while_the_server_is_away_and_arrives_later(shared, post, tmp_path):
    program = shared.compile(shared.examples / "deliver.c", tmp_path / "deliver")
    impatient = shared.compile_changed("deliver", tmp_path / "impatient", ("30000", "300"))
    arguments = delivering(post, tmp_path)
    post.configure(listen=post.endpoint)
    post.stop()
    told = shared.run(impatient, *arguments)
    assert told.returncode == 75 and "safe in the outbox" in told.stderr, told
    post.start()
    assert status_of(post).sequence == 0
    told = shared.run(program, *arguments)
    assert told.returncode == 0, told.stderr
    assert "ACCEPTED: delivery 2 of" in told.stdout
    assert status_of(post).sequence == 2


def test_mistakes_are_told_by_row_and_nothing_is_put_in(shared, post, tmp_path):
    wrong = shared.compile_changed(
        "deliver", tmp_path / "wrong", ('"DAGBEHANDELING"', '"DAGOPVANG"'), ("20250303", "20250230"))
    told = shared.run(wrong, *delivering(post, tmp_path))
    assert told.returncode == 1
    assert "row 2 (B3TR8WZ4), hulpvorm, CODE: Deze code staat niet in de lijst" in told.stderr
    assert "row 3 (H5NC6VYA), aanmelddatum, DATUM: " in told.stderr
    assert "Er zijn 2 fouten in deze levering." in told.stderr
    assert status_of(post).sequence == 0
    assert not list((tmp_path / "state").glob("*/*.snapshot"))


def test_list_that_is_held_back_is_delivered_and_asks_for_somebody(shared, post, tmp_path):
    first = shared.compile(shared.examples / "deliver.c", tmp_path / "deliver")
    others = shared.compile_changed(
        "deliver", tmp_path / "others",
        ('"K7QXM2P9"', '"ANDERS01"'), ('"B3TR8WZ4"', '"ANDERS02"'), ('"H5NC6VYA"', '"ANDERS03"'))
    arguments = delivering(post, tmp_path)
    assert shared.run(first, *arguments).returncode == 0
    told = shared.run(others, *arguments)
    assert told.returncode == 0, told
    assert told.stdout.startswith(f"HELD: delivery 2 of {ZON}: 3 open, 0 new, ")
    assert "held back: 3 would leave at once" in told.stdout
    stands = status_of(post)
    assert (stands.sequence, stands.open) == (2, 3)


def test_key_that_is_not_enrolled_is_told(shared, post, tmp_path):
    program = shared.compile(shared.examples / "deliver.c", tmp_path / "deliver")
    told = shared.run(program, *delivering(post, tmp_path, name="nobody"))
    assert told.returncode == 1 and "WACHTPOST_KEY_REFUSED" in told.stderr, told.stderr
    told = shared.run(program, *delivering(post, tmp_path, agb=MAAN))
    assert told.returncode == 1 and "WACHTPOST_KEY_REFUSED" in told.stderr, told.stderr


def test_second_folder_is_refused_until_it_takes_over_with_a_new_series(shared, post, tmp_path):
    program = shared.compile(shared.examples / "deliver.c", tmp_path / "deliver")
    taking_over = shared.compile_changed(
        "deliver", tmp_path / "taking_over",
        ("    if (wachtpost_sender_run(",
         "    if (wachtpost_sender_begin_epoch(sender, 30000, &error) != WACHTPOST_OK)\n"
         "        code = give_up(\"the new series\", &error);\n    else if (wachtpost_sender_run("))
    first, second = delivering(post, tmp_path), delivering(post, tmp_path, state="second")
    for _ in range(2):
        assert shared.run(program, *first).returncode == 0
    for _ in range(2):  # it stays stopped, and what it is given is kept
        told = shared.run(program, *second)
        assert told.returncode == 1 and "begin dan een nieuwe reeks" in told.stderr, told.stderr
    assert status_of(post).sequence == 2
    told = shared.run(taking_over, *second)
    assert told.returncode == 0 and "ACCEPTED: delivery 3 of" in told.stdout, told
    assert shared.run(program, *second).returncode == 0
    assert status_of(post).sequence == 4
    told = shared.run(program, *first)
    assert told.returncode == 1 and "WACHTPOST_REFUSED" in told.stderr, told.stderr


def names_of_ours(static):
    """Every name that is global in the libraries of ours that the archive is made of."""
    names = set()
    for archive in ARCHIVES:
        names |= set(re.findall(r" [TDRB] (\w+)$", ran("nm", archive), re.MULTILINE))
    return {name for name in names if not name.startswith(("wachtpost_", "_"))}


def test_program_may_have_every_name_of_ours_for_itself(static, post, tmp_path):
    names = names_of_ours(static)
    assert {"connection_open", "complain", "keys_sign", "outbox_add"} <= names
    clash = tmp_path / "clash.c"
    clash.write_text("#include <stdlib.h>\n" + "".join(
        f"void {name}(void);\nvoid {name}(void) {{ abort(); }}\n" for name in sorted(names)))
    program = static.compile(static.examples / "deliver.c", tmp_path / "deliver", more=[clash])
    told = static.run(program, *delivering(post, tmp_path))
    assert told.returncode == 0, told.stderr


# ---- alerts


class Following:
    """follow.c at work; `lines` gives so many of its lines."""

    def __init__(self, shared, post, folder, program=None):
        if program is None:
            program = shared.compile(shared.examples / "follow.c", folder / "follow")
        self.cursor = folder / "cursors" / "follow.cursor"
        self.process = subprocess.Popen(
            [program, post.endpoint, post.bell, post.server_key.decode(),
             write_seed(folder, "coordinator"), folder / "cursors"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=shared.environment(),
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate(timeout=PATIENCE_S)

    def lines(self, count):
        return "".join(self.process.stdout.readline() for _ in range(count))

    def wait_cursor(self, number):
        """Until it stands behind this alert: a little after the alert's line."""
        until = time.monotonic() + PATIENCE_S
        while not (self.cursor.exists() and self.cursor.read_text().endswith(f"\nnumber {number}\n")):
            assert time.monotonic() < until, "the cursor does not move"
            time.sleep(0.02)


def test_alerts_are_followed_and_after_a_kill_go_on_behind_what_was_handled(shared, post, tmp_path):
    deliver = shared.compile(shared.examples / "deliver.c", tmp_path / "deliver")
    with Following(shared, post, tmp_path) as following:
        assert shared.run(deliver, *delivering(post, tmp_path)).returncode == 0
        told = ALERT.findall(following.lines(3))
        following.wait_cursor(told[-1][0])
    assert {(kind, agb) for _, kind, agb, _ in told} == {("OVERSCHRIJDING", ZON)}
    assert {place for *_, place in told} == {"K7QXM2P9", "B3TR8WZ4", "H5NC6VYA"}
    one_more = ('{"H5NC6VYA"', '{"VIERDE44", "0518", "KDC", "", 20250105},\n    {"H5NC6VYA"')
    fourth = shared.compile_changed("deliver", tmp_path / "fourth", one_more)
    assert shared.run(fourth, *delivering(post, tmp_path)).returncode == 0
    with Following(shared, post, tmp_path) as following:
        (again,) = ALERT.findall(following.lines(1))
    assert again[3] == "VIERDE44" and int(again[0]) > max(int(number) for number, *_ in told)


def test_following_goes_on_when_the_server_was_away(shared, post, tmp_path):
    deliver = shared.compile(shared.examples / "deliver.c", tmp_path / "deliver")
    post.configure(listen=post.endpoint, listen_bell=post.bell)
    with Following(shared, post, tmp_path) as following:
        arguments = delivering(post, tmp_path)
        post.stop()
        post.start()
        assert shared.run(deliver, *arguments).returncode == 0
        told = ALERT.findall(following.lines(3))
    assert len({place for *_, place in told}) == 3


def test_alert_that_was_not_handled_comes_again_and_none_before_it(shared, post, tmp_path):
    deliver = shared.compile(shared.examples / "deliver.c", tmp_path / "deliver")
    assert shared.run(deliver, *delivering(post, tmp_path)).returncode == 0
    refusing = shared.compile_changed(
        "follow", tmp_path / "refusing",
        ("int handle(void *context, const struct wachtpost_alert *alert) {",
         "int handle(void *context, const struct wachtpost_alert *alert) {\n    static int count;\n"
         "    if (++count == 2)\n        return WACHTPOST_ALERT_NOT_HANDLED;"))
    with Following(shared, post, tmp_path, refusing) as following:
        output, errors = following.process.communicate(timeout=PATIENCE_S)
    assert "WACHTPOST_NOT_HANDLED" in errors
    ((first, *_),) = ALERT.findall(output)
    with Following(shared, post, tmp_path) as following:
        second, third = ALERT.findall(following.lines(2))
    assert int(first) < int(second[0]) < int(third[0])


def test_handler_that_has_enough_ends_behind_what_it_handled(shared, post, tmp_path):
    deliver = shared.compile(shared.examples / "deliver.c", tmp_path / "deliver")
    assert shared.run(deliver, *delivering(post, tmp_path)).returncode == 0
    once = shared.compile_changed(
        "follow", tmp_path / "once",
        ("return WACHTPOST_ALERT_HANDLED;", "return WACHTPOST_ALERT_HANDLED_AND_STOP;"),
        ("while (wachtpost_alerts_follow(alerts, 60000, handle, stdout, &error) == WACHTPOST_OK)\n"
         "            continue;",
         "if (wachtpost_alerts_follow(alerts, 60000, handle, stdout, &error) == WACHTPOST_OK)\n"
         "            code = 0;\n        else"))
    seen = []
    for _ in range(3):
        with Following(shared, post, tmp_path, once) as following:
            output, _ = following.process.communicate(timeout=PATIENCE_S)
        assert following.process.returncode == 0
        ((number, *_),) = ALERT.findall(output)
        seen.append(int(number))
    assert seen == sorted(set(seen))


# ---- in a program with a context of its own


def asked(socket, command):
    socket.send_string(command)
    assert socket.poll(PATIENCE_S * 1000), command
    return socket.recv_string()


def test_program_with_its_own_context_and_loop_delivers_meanwhile(shared, post, tmp_path):
    program = shared.compile(
        shared.examples / "service.c", tmp_path / "service", modules=("wachtpost", "libzmq"))
    endpoint = f"ipc://{tmp_path}/service"
    process = subprocess.Popen(
        [program, endpoint, *delivering(post, tmp_path)],
        stdout=subprocess.PIPE, text=True, env=shared.environment())
    with post.context.socket(zmq.REQ) as socket:
        socket.linger = 0
        socket.connect(endpoint)
        assert asked(socket, "AANGEMELD S1 0518 KDC 20250131") == "OK"
        assert asked(socket, "LEVER") == "OK"
        assert process.stdout.readline().startswith("delivery 1: ACCEPTED De levering")
        assert asked(socket, "STAND") == "0 1"
        assert asked(socket, "AANGEMELD S2 0518 KCD 20250131") == "OK"
        assert asked(socket, "LEVER") == "FOUT"  # the hulpvorm is none
        assert asked(socket, "KLAAR") == "OK"
    assert process.wait(PATIENCE_S) == 0
    process.stdout.close()
    assert status_of(post).open == 1


def test_loop_answers_while_the_server_is_away_and_delivers_when_it_is_back(shared, post, tmp_path):
    program = shared.compile(
        shared.examples / "service.c", tmp_path / "service", modules=("wachtpost", "libzmq"))
    endpoint = f"ipc://{tmp_path}/service"
    post.configure(listen=post.endpoint)
    arguments = delivering(post, tmp_path)
    post.stop()
    process = subprocess.Popen(
        [program, endpoint, *arguments],
        stdout=subprocess.PIPE, text=True, env=shared.environment())
    with post.context.socket(zmq.REQ) as socket:
        socket.linger = 0
        socket.connect(endpoint)
        assert asked(socket, "AANGEMELD S1 0518 KDC 20250131") == "OK"
        assert asked(socket, "LEVER") == asked(socket, "LEVER") == "OK"
        for _ in range(200):
            assert asked(socket, "STAND") == "2 0"
        post.start()
        assert process.stdout.readline().startswith("delivery 1: ACCEPTED De levering")
        assert process.stdout.readline().startswith("delivery 2: ACCEPTED De levering")
        assert asked(socket, "KLAAR") == "OK"
    assert process.wait(PATIENCE_S) == 0
    process.stdout.close()
    assert status_of(post).sequence == 2


def test_two_handles_deliver_at_once_in_two_threads(shared, post, tmp_path):
    program = shared.compile(ROOT / "tests/lib/two_threads.c", tmp_path / "two_threads")
    zon, maan = delivering(post, tmp_path), delivering(post, tmp_path, "maan", MAAN)
    told = shared.run(program, *zon, *maan)
    assert told.returncode == 0, told.stderr
    assert [status_of(post, agb).sequence for agb in (ZON, MAAN)] == [20, 20]


def test_examples_are_installed_as_they_stand_here(shared):
    here = ROOT / "client/examples"
    assert sorted(path.name for path in shared.examples.iterdir()) == ["deliver.c", "follow.c", "service.c"]
    for path in shared.examples.iterdir():
        assert path.read_bytes() == (here / path.name).read_bytes()
