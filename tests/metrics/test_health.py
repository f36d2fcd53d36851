"""Health, and a life beside the other halves that harms neither them nor itself."""

import concurrent.futures
import contextlib
import os
import pathlib
import re
import resource
import signal
import socket
import threading
import time

import pytest
from post import PATIENCE_S, ZON, Post, place, snapshot
from web import Web, watched_post

WEB_CONNECTIONS, WEB_PATIENCE_S = 32, 5  # daemon/metrics/web.h


@pytest.fixture(name="both")
def watched():
    with watched_post() as both:
        yield both


@contextlib.contextmanager
def stopped(pid):
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


# ---- health


def test_it_is_well_when_all_of_it_is(both):
    _, web = both
    assert web.ask("/healthz")[::2] == (200, "the engine answers\n")
    assert web.ask("/readyz")[::2] == (200, "ready\n")


def test_without_a_front_it_is_healthy_and_not_ready(both):
    post, web = both
    with stopped(post.process.pid):  # so that nobody starts another
        os.kill(post.pids()["front"], signal.SIGKILL)
        assert web.wait_page("/readyz", 503) == "no front is connected\n"
        assert web.code("/healthz") == web.code("/metrics") == 200
        web.wait_figure("wachtpost_front_connected", 0)
        assert 'wachtpost_heap_bytes{half="front"}' not in web.figures()
    web.wait_page("/readyz", 200)


def test_without_an_engine_every_page_says_so_until_it_is_back(both):
    post, web = both
    with stopped(post.pids()["engine"]):
        for path in ("/healthz", "/readyz", "/metrics"):
            assert web.wait_page(path, 503) == "the engine gives no answer\n"
    web.wait_page("/readyz", 200)
    os.kill(post.pids()["engine"], signal.SIGKILL)
    post.wait_line("half.died half=engine")
    web.wait_page("/readyz", 200)
    assert web.figures()["wachtpost_journal_head"] > 0


def test_a_full_disk_is_a_reason_and_goes_with_it(both):
    post, web = both
    engine = post.pids()["engine"]
    post.deliver()
    at = os.stat(post.folder / "store" / "data.mdb").st_size
    before = resource.prlimit(engine, resource.RLIMIT_FSIZE, (at, resource.RLIM_INFINITY))
    with post.caller("zon") as zon:
        number, said = 0, "ACCEPTED"
        while said == "ACCEPTED":
            number += 1
            said = zon.verdict(b"PUSH", snapshot(ZON, number, [place(n) for n in range(900)]))
        assert said == "LATER"
        web.wait_page("/readyz", 503, "the last batch could not be written\n")
        assert web.figures()["wachtpost_failed_batches_total"] >= 1
        assert web.figures()['wachtpost_snapshots_total{outcome="later"}'] >= 1
        resource.prlimit(engine, resource.RLIMIT_FSIZE, before)
        assert zon.verdict(b"PUSH", snapshot(ZON, number)) in ("ACCEPTED", "HELD")
    web.wait_page("/readyz", 200)


# ---- life


def test_it_is_off_unless_the_configuration_says_where():
    with Post() as post:
        post.deliver()
        assert set(post.pids()) == {"engine", "front"}
        assert not (post.folder / "metrics.sock").exists()


def test_killed_it_comes_back_and_the_others_notice_nothing(both):
    post, web = both
    before, after = post.pids(), len(post.lines)
    os.kill(before["metrics"], signal.SIGKILL)
    web.find(after)
    web.wait_page("/readyz", 200)
    post.deliver()
    now = post.pids()
    assert (now["engine"], now["front"]) == (before["engine"], before["front"])
    assert now["metrics"] != before["metrics"]


def test_its_memory_is_bounded(both):
    post, _ = both
    limits = pathlib.Path(f"/proc/{post.pids()['metrics']}/limits").read_text()
    assert re.search(rf"Max data size\s+{32 << 20}\s+{32 << 20} ", limits), limits


def test_an_address_that_is_taken_keeps_nobody_from_work():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        post = Post()
        post.configure(metrics=f"127.0.0.1:{taken.getsockname()[1]}")
        with post:
            post.wait_line(r"metrics\.cannot_listen .*in use")
            after = len(post.lines)
            post.wait_line(r"half\.started half=metrics", after)  # again and again
            post.deliver()
            assert post.process.poll() is None
            taken.close()
            Web(post).wait_page("/readyz", 200)


def test_another_address_is_served_after_a_reload(both):
    post, web = both
    after = len(post.lines)
    former = web.address
    post.configure(metrics="127.0.0.2:*")
    post.reload(r"engine\.reloaded")
    match = post.wait_line(r"metrics\.listening address=127\.0\.0\.2:(\d+)", after)
    web.address = ("127.0.0.2", int(match[1]))
    web.wait_page("/readyz", 200)
    with pytest.raises(OSError):
        socket.create_connection(former, 1)


def test_the_sixth_version_of_the_protocol_does_as_well():
    post = Post()
    post.configure(metrics="[::1]:*")
    with post:
        port = int(post.wait_line(r"metrics\.listening address=\[::1\]:(\d+)")[1])
        with socket.create_connection(("::1", port), PATIENCE_S) as connection:
            connection.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
            answer = b""
            while part := connection.recv(4096):
                answer += part
        assert answer.startswith(b"HTTP/1.") and answer.endswith(b"ready\n")


# ---- no orders


def told(path, words):
    """What the engine says at one of its sockets to these words."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(PATIENCE_S)
        line.connect(str(path))
        line.sendall(words)
        answer = b""
        while part := line.recv(65536):
            answer += part
        return answer


@pytest.mark.parametrize("words", [b"reload\n", b"release\n", b"inzage\t06010713\tx\n", b"\n", b"x" * 4097],
                         ids=["reload", "release", "inzage", "nothing", "too much"])
def test_the_engine_takes_no_orders_where_it_tells_figures(both, words):
    post, _ = both
    before, after = post.status(), len(post.lines)
    answer = told(post.folder / "metrics.sock", words)
    assert answer.startswith(b"wachtpost-measures 1\nlisten 127.0.0.1:*\n\n# HELP ")
    assert post.status().journal_head == before.journal_head
    assert not [line for line in post.lines[after:] if "command" in line or "reloaded" in line]


def test_what_is_asked_often_is_asked_of_the_engine_once_a_second(both):
    post, web = both
    path = post.folder / "metrics.sock"
    os.rename(path, post.folder / "engine-side.sock")
    asked = []
    with socket.socket(socket.AF_UNIX) as between:
        between.bind(str(path))
        between.listen(64)

        def answer():
            while True:
                try:
                    line, _ = between.accept()
                except OSError:
                    return
                with line:
                    line.recv(100)
                    asked.append(time.monotonic())
                    line.sendall(b"wachtpost-measures 1\nlisten 127.0.0.1:*\n\nx 1\n")

        thread = threading.Thread(target=answer)
        thread.start()
        began, often = time.monotonic(), 0
        while time.monotonic() < began + 2.5:
            assert web.code("/metrics") == 200
            often += 1
        lasted = time.monotonic() - began
        between.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE_S)
    assert 2 <= len(asked) <= lasted + 1 < often
    os.rename(post.folder / "engine-side.sock", path)


# ---- who means it no good


def closed_by_peer(connection):
    connection.settimeout(WEB_PATIENCE_S * 3)
    try:
        return connection.recv(4096) == b""
    except ConnectionResetError:
        return True


def test_who_dribbles_is_cut_off_in_time(both):
    """A byte now and then begins no new term."""
    _, web = both
    with socket.create_connection(web.address, PATIENCE_S) as slow:
        began = time.monotonic()
        slow.setblocking(False)
        with contextlib.suppress(OSError):
            for byte in b"GET /metrics HTTP/1.1\r\nX: " + b"y" * 1000:
                slow.send(bytes([byte]))
                time.sleep(0.1)
        assert WEB_PATIENCE_S - 1 < time.monotonic() - began < WEB_PATIENCE_S * 3


def test_many_who_say_nothing_keep_others_out_for_a_moment_only(both):
    post, web = both
    with contextlib.ExitStack() as stack:
        silent = [stack.enter_context(socket.create_connection(web.address, PATIENCE_S))
                  for _ in range(WEB_CONNECTIONS + 8)]
        post.deliver()
        began = time.monotonic()
        assert web.ask("/readyz", timeout_s=WEB_PATIENCE_S * 4)[0] == 200
        assert time.monotonic() - began < WEB_PATIENCE_S * 1.8  # Prometheus waits 10 s
        assert all(map(closed_by_peer, silent[:WEB_CONNECTIONS]))


@pytest.mark.parametrize(
    "words",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"GET " + b"/" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\n" + b"X: y\r\n" * 50_000 + b"\r\n",
        b"POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n" + bytes(100_000),
        b"\r\n" * 1000,
        bytes(range(256)) * 100,
    ],
    ids=["TLS", "long path", "many headers", "upload", "empty lines", "noise"],
)
def test_what_is_no_question_is_turned_away_and_the_next_one_answered(both, words):
    post, web = both
    pid = post.pids()["metrics"]
    with socket.create_connection(web.address, PATIENCE_S) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(words)
        with contextlib.suppress(OSError):
            answer = connection.recv(4096)
            assert answer == b"" or re.match(rb"HTTP/1\.. (4|5)\d\d", answer), answer
    assert web.code("/readyz") == 200
    assert post.pids()["metrics"] == pid


def test_only_reading_is_allowed(both):
    _, web = both
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"):
        code, headers, _ = web.ask("/metrics", method)
        assert (code, headers["Allow"]) == (405, "GET, HEAD")
    code, headers, body = web.ask("/metrics", "HEAD")
    assert (code, body) == (200, "") and int(headers["Content-Length"]) > 1000
    assert web.code("/") == web.code("/metrics/../readyz") == 404


def test_a_flood_does_not_move_the_engine(both):
    """Receipts stay prompt, the halves stay who they are, and memory stays where it was."""
    post, web = both
    post.deliver()
    pids = post.pids()
    before = {half: post.peak_bytes(half) for half in ("engine", "front")}
    until = time.monotonic() + 5

    def flood(_):
        asked = 0
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                asked += web.ask("/metrics", timeout_s=5)[0] == 200
        return asked

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        floods = pool.map(flood, range(8))
        while time.monotonic() < until:
            post.deliver()
        asked = sum(floods)
    assert asked > 50
    assert post.pids() == pids
    for half, bytes_before in before.items():
        assert post.peak_bytes(half) < bytes_before + (16 << 20)
    assert post.peak_bytes("metrics") < 64 << 20
