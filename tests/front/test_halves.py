"""The life of the two processes: dying, coming back, stopping."""

import os
import signal
import socket
import time

import pytest
from post import BINARY, LATER, PATIENCE_S, Keys, Post, status_of

READY_BYTE = b"1"  # daemon/ready.h


def gone(pid):
    """Whether the process ended, waiting for it."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
                if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
    return False


def test_killed_front_is_replaced_by_one_that_serves():
    keys = Keys()
    with Post(keys) as post:
        assert post.client(keys).ask(b"ECHO") == b"echo "
        after = post.kill("front")
        post.wait_line(r"half\.died half=front pid=\d+ signal=9", after)
        post.wait_listening(after)
        assert post.client(keys).ask(b"ECHO") == b"echo "


def test_killed_engine_means_later_and_then_answers_again():
    keys = Keys()
    with Post(keys) as post:
        client = post.client(keys)
        endpoint = post.endpoint
        assert client.ask(b"ECHO", b"1") == b"echo 1"
        after = post.kill("engine")
        post.wait_line(r"front\.engine_lost", after)
        answers = client.ask_until(b"ECHO", b"2", b"echo 2")
        assert len(answers) > 1
        assert post.endpoint == endpoint
        assert client.wait_count("later")["later"] == len(answers) - 1


def test_an_engine_that_dies_over_a_request_says_later_to_all_that_wait():
    keys = Keys()
    with Post(keys) as post:
        client = post.client(keys)
        assert client.ask(b"ECHO") == b"echo "
        asked = [client.send(kind) for kind in (b"CRASH", b"ECHO", b"ECHO")]
        replies = [client.receive() for _ in asked]
        assert sorted(reply[2] for reply in replies) == asked
        assert status_of(replies[0][3]) == LATER
        assert post.wait_line(r"half\.died half=engine pid=\d+ signal=6")
        client.ask_until(b"ECHO", b"again", b"echo again")


def test_a_commit_that_fails_is_not_answered_but_said_later():
    keys = Keys()
    with Post(keys) as post:
        client = post.client(keys)
        assert status_of(client.ask(b"FAIL")) == LATER
        post.wait_line(r"error engine\.batch_failed")
        client.ask_until(b"ECHO", b"on", b"echo on")


def test_term_stops_everything_cleanly_within_seconds():
    keys = Keys()
    with Post(keys) as post:
        halves = [post.pid("engine"), post.pid("front")]
        assert post.client(keys).ask(b"ECHO") == b"echo "
        began = time.monotonic()
        post.process.terminate()
        assert post.process.wait(PATIENCE_S) == 0
        assert time.monotonic() - began < 5
        assert all(gone(pid) for pid in halves)
        assert not (post.folder / "engine.sock").exists()


def test_interrupt_stops_as_cleanly():
    with Post(Keys()) as post:
        post.process.send_signal(signal.SIGINT)
        assert post.process.wait(PATIENCE_S) == 0


def test_what_was_decided_when_the_stop_came_is_still_answered():
    keys = Keys()
    with Post(keys) as post:
        assert post.client(keys).ask(b"STOP", b"last words") == b"echo last words"
        assert post.process.wait(PATIENCE_S) == 0


def test_halves_die_with_a_killed_parent_and_a_new_daemon_starts_at_once():
    keys = Keys()
    with Post(keys) as post:
        halves = [post.pid("engine"), post.pid("front")]
        post.process.kill()
        post.process.wait(PATIENCE_S)
        assert all(gone(pid) for pid in halves)
        post.reader.join(PATIENCE_S)
        post.process.stderr.close()
        after = len(post.lines)
        post.start()
        post.wait_listening(after)
        assert post.client(keys).ask(b"ECHO") == b"echo "


def test_endpoint_that_is_taken_stops_the_daemon_with_the_reason():
    with socket.create_server(("127.0.0.1", 0)) as taken, Post(Keys()).folded() as post:
        post.configure(f"tcp://127.0.0.1:{taken.getsockname()[1]}")
        post.start()
        assert post.process.wait(PATIENCE_S) == 69
        post.wait_line(r"error front\.cannot_listen why=.*in use")


@pytest.mark.parametrize("argument", [[], ["--check-config"]])
def test_mistakes_in_the_configuration_are_all_told_with_file_and_line(argument):
    with Post(Keys()).folded() as post:
        (post.folder / "wachtpostd.conf").write_text("listen = 3\nnonsense = 4\n")
        post.participant_file("klant-0").write_text('roles = {"koning"}\n')
        post.start(*argument)
        assert post.process.wait(PATIENCE_S) == 78
        post.wait_line(r"wachtpostd\.conf:2: ")
        post.wait_line(r"klant-0\.conf:1: ")


def test_check_config_is_silent_when_all_is_well():
    with Post(Keys()).folded() as post:
        post.start("--check-config")
        assert post.process.wait(PATIENCE_S) == 0
        post.reader.join(PATIENCE_S)
        assert post.lines == []


def test_a_problem_at_first_start_stops_with_its_code_and_says_why():
    with Post(Keys()).folded() as post:
        (post.folder / "server.seed").write_text("this is no seed\n")
        post.start()
        assert post.process.wait(PATIENCE_S) == 78
        post.wait_line(r"error engine\.stopped")
        post.wait_line(r"error daemon\.cannot_start half=engine")


def test_two_daemons_do_not_share_a_socket():
    with Post(Keys()) as post:
        after = len(post.lines)
        first = post.process, post.reader
        post.start()
        assert post.process.wait(PATIENCE_S) == 75
        post.wait_line(r"another daemon listens there", after)
        post.reader.join(PATIENCE_S)
        post.process.stderr.close()
        post.process, post.reader = first


def test_readiness_is_told_to_systemd_when_both_halves_are_up():
    keys = Keys()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.settimeout(PATIENCE_S)
        with Post(keys).folded() as post:
            notify.bind(str(post.folder / "notify"))
            post.start(environment={"NOTIFY_SOCKET": str(post.folder / "notify")})
            assert b"READY=1" in notify.recv(1000)
            post.process.terminate()
            assert b"STOPPING=1" in notify.recv(1000)


def test_other_endpoints_at_reload_mean_a_new_front():
    keys = Keys()
    with Post(keys) as post:
        post.configure("tcp://127.0.0.2:*")
        after = post.reload()
        post.wait_line(r"front\.door_shut endpoint=tcp://127\.0\.0\.1:", after)
        post.wait_listening(after)
        assert post.endpoint.startswith("tcp://127.0.0.2:")
        assert post.client(keys).ask(b"ECHO") == b"echo "


def test_an_idle_engine_still_looks_at_the_day():
    keys = Keys()
    with Post(keys) as post:
        post.client(keys).wait_count("ticks", 2)


def test_halves_that_keep_dying_keep_coming_back():
    keys = Keys()
    with Post(keys) as post:
        for half in ("engine", "front", "engine", "front", "front"):
            after = post.kill(half)
            post.wait_line(rf"half\.ready half={half}", after)
        post.wait_listening(after)
        post.client(keys).ask_until(b"ECHO", b"after all", b"echo after all")


def test_a_half_that_says_for_ever_that_it_is_ready_fills_no_log():
    with Post(Keys()) as post:
        post.wait_line(r"half\.ready half=front")
        pid = post.pid("front")
        with open(f"/proc/{pid}/cmdline", encoding="ascii") as command:
            number = command.read().split("\0--ready-fd\0")[1].split("\0")[0]
        with open(f"/proc/{pid}/fd/{number}", "wb") as told:
            told.write(READY_BYTE * 1000)
        died, _ = post.wait_line(r"half\.died half=front", post.kill("front"))
        said = [line for line in post.lines[:died] if "half.ready half=front" in line]
        assert len(said) == 1


def test_usage_is_64():
    for arguments in ([], ["-c", "x", "--virtual-clock", "soon"], ["-c", "x", "stray"]):
        assert os.spawnv(os.P_WAIT, BINARY, [BINARY, *arguments]) == 64


def test_virtual_clock_reaches_the_answers_of_both_halves():
    keys = Keys()
    with Post(keys, arguments=["--virtual-clock", "2024-02-29T12:00:00Z"]) as post:
        client = post.client(keys)
        body = client.ask(b"NOTHING")
        assert status_of(body) == LATER
        assert body.endswith(b"\x28\x01")  # virtual_clock, field 5 of the head
        assert client.counts()["ticks"] == 0
