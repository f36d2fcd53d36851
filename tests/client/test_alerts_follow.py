"""wachtpost alerts --follow: what it does with each alert, and what it survives."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time

import pytest
from fake import PATIENCE_S, FakeServer
from test_alerts import INCARNATION, Book, cursor_file, make_alert, numbers
from test_push import head


def wait_until(true, what):
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


class Script:
    """A program for --exec that writes down what it gets, and how often it was started."""

    def __init__(self, folder, last="exit 0"):
        self.path, self.log = folder / "meld", folder / "meld.log"
        self.log.touch()
        self.say(last)

    def say(self, last):
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"#!/bin/sh\ncat >> '{self.log}'\n{last}\n")
        fresh.chmod(0o755)
        fresh.rename(self.path)

    def got(self):
        return numbers(self.log.read_text())

    def wait(self, wanted):
        wait_until(lambda: self.got() == wanted, f"{self.got()} is not {wanted}")


class Following:
    """wachtpost alerts --follow as a context; its stderr is a file, to be waited on."""

    def __init__(self, client, server, *arguments, timeout="1"):
        self.told = client.folder / "told"
        command = client.to(server, "alerts", "--follow", *arguments, timeout=timeout)
        with open(self.told, "w") as told:
            self.process = subprocess.Popen(
                client.command(*command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=told,
                text=True,
                env=client.environment(),
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def wait_told(self, words, times=1):
        wait_until(lambda: self.told.read_text().count(words) >= times, f"never said: {words}")

    def end(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode


def cursor_at(client, number):
    path = cursor_file(client)
    return path.exists() and f"number {number}\n" in path.read_text()


# ------------------------------------------------------------------- --exec


def test_program_gets_each_alert_once_and_in_order(pb, client):
    script = Script(client.folder)
    book = Book(pb, 5)
    with FakeServer(client.line, book) as server:
        command = client.to(server, "alerts", "--exec", str(script.path))
        assert client.run(*command).returncode == 0
        assert client.run(*command).returncode == 0
        book.length = 6
        assert client.run(*command).returncode == 0
    assert script.got() == [1, 2, 3, 4, 5, 6]
    assert json.loads(script.log.read_text().splitlines()[0])["place"]["place_id"] == "K7QX"


def test_words_behind_the_dashes_go_to_the_program_as_they_are(pb, client):
    words = ["-c", 'printf "%s\\n" "$0" "$@" > words', "een twee", "$(exit)", "--all"]
    with FakeServer(client.line, Book(pb, 1)) as server:
        command = client.command(*client.to(server, "alerts", "--exec", "sh", "--", *words))
        subprocess.run(command, env=client.environment(), cwd=client.folder, check=True, timeout=30)
    assert (client.folder / "words").read_text() == "een twee\n$(exit)\n--all\n"


def test_alert_that_a_program_did_not_take_comes_again(pb, client):
    script = Script(client.folder)
    script.say(f"grep -q '\"number\": *2,' '{script.log}' && exit 3; exit 0")
    with FakeServer(client.line, Book(pb, 3)) as server:
        command = client.to(server, "alerts", "--exec", str(script.path))
        ran = client.run(*command)
        assert ran.returncode == 75
        assert "alert 2 is niet verwerkt" in ran.stderr and "eindigde met 3" in ran.stderr
        assert cursor_at(client, 1)
        script.say("exit 0")
        assert client.run(*command).returncode == 0
    assert script.got() == [1, 2, 2, 3]


def test_follower_tries_a_failing_program_again_and_says_so(pb, client):
    script = Script(client.folder, last="exit 4")
    with FakeServer(client.line, Book(pb, 2)) as server:
        with Following(client, server, "--exec", str(script.path)) as following:
            following.wait_told("eindigde met 4; ik probeer het over 1 s opnieuw")
            following.wait_told("ik probeer het over 2 s opnieuw")
            assert cursor_at(client, 0)
            script.say("exit 0")
            following.wait_told("het is hersteld")
            wait_until(lambda: cursor_at(client, 2), "the cursor stays behind")
            assert following.end() == 0
    assert script.got() == [1, 1, 1, 2]


def test_sigterm_lets_the_program_at_work_end_first(pb, client):
    gate = client.folder / "gate"
    os.mkfifo(gate)
    script = Script(client.folder, last=f"read line < '{gate}'; exit 0")
    with FakeServer(client.line, Book(pb, 3)) as server:
        with Following(client, server, "--exec", str(script.path)) as following:
            script.wait([1])
            following.process.send_signal(signal.SIGTERM)
            gate.write_text("go\n")
            following.process.communicate(timeout=PATIENCE_S)
            assert following.process.returncode == 0
    assert script.got() == [1] and cursor_at(client, 1)


def test_program_gets_no_more_time_than_it_was_given(pb, client):
    with FakeServer(client.line, Book(pb, 1)) as server:
        command = client.to(server, "alerts", "--exec", "sleep", "--exec-timeout", "1", "--", "600")
        ran = client.run(*command)
    assert ran.returncode == 75
    assert "alert 1 is niet verwerkt: sleep was na 1 s niet klaar en is gestopt" in ran.stderr
    assert cursor_at(client, 0)


def test_unknown_program_is_wrong_use(pb, client):
    with FakeServer(client.line, Book(pb, 1)) as server:
        ran = client.run(*client.to(server, "alerts", "--exec", "geen-programma"))
        assert ran.returncode == 64 and "er is geen programma geen-programma" in ran.stderr
        assert client.run(*client.to(server, "alerts", "woord")).returncode == 64
        both = client.to(server, "alerts", "--exec", "true", "--jsonl", "x")
        assert client.run(*both).returncode == 64
    assert server.requests == []


# ------------------------------------------------------------------ --jsonl


def test_file_gets_each_alert_once_also_after_it_was_moved(pb, client):
    path, moved = client.folder / "alerts.jsonl", client.folder / "alerts.jsonl.1"
    book = Book(pb, 4)
    with FakeServer(client.line, book) as server:
        with Following(client, server, "--jsonl", str(path)) as following:
            wait_until(lambda: path.exists() and len(numbers(path.read_text())) == 4, "no lines")
            path.rename(moved)
            book.length = 6
            server.ring()
            wait_until(lambda: path.exists() and path.read_text().count("\n") == 2, "not reopened")
            assert following.end() == 0
        book.length = 7
        assert client.run(*client.to(server, "alerts", "--jsonl", str(path))).returncode == 0
    assert numbers(moved.read_text()) == [1, 2, 3, 4]
    assert numbers(path.read_text()) == [5, 6, 7]


# ----------------------------------------------------------------- surviving


def test_repeats_of_a_restored_server_are_not_handled_again(pb, client):
    """What the backup did not hold is told again, under the numbers of a new incarnation."""
    script = Script(client.folder)
    book = Book(pb, 4)
    with FakeServer(client.line, book) as server:
        command = client.to(server, "alerts", "--exec", str(script.path))
        assert client.run(*command).returncode == 0

        def restored(request):
            cursor = pb.AlertsRequest.FromString(request.body).cursor
            done = cursor.number if cursor.incarnation == b"j" * 16 else 2
            left = [n for n in (3, 4, 5) if n > done]
            reply = pb.AlertsReply(head=head(pb, "OK"), more=len(left) > 1)
            for number in left[:1]:
                alert = make_alert(pb, number)
                alert.place.telling = {3: 4, 4: 3, 5: 5}[number]  # the other way round
                reply.alerts.append(alert)
            reply.cursor.incarnation, reply.cursor.number = b"j" * 16, done + len(left[:1])
            return reply

        server.answer = restored
        assert client.run(*command).returncode == 0
        assert client.run(*command).returncode == 0
    assert script.got() == [1, 2, 3, 4, 5]
    assert cursor_at(client, 5) and (b"j" * 16).hex() in cursor_file(client).read_text()


def test_removing_the_cursor_brings_everything_again(pb, client):
    script = Script(client.folder)
    with FakeServer(client.line, Book(pb, 2)) as server:
        command = client.to(server, "alerts", "--exec", str(script.path))
        assert client.run(*command).returncode == 0
        cursor_file(client).unlink()
        assert client.run(*command).returncode == 0
    assert script.got() == [1, 2, 1, 2]


def test_disk_that_takes_no_cursor_stops_no_alert_and_repeats_none(pb, client):
    script = Script(client.folder)
    book = Book(pb, 1)
    in_the_way = client.folder / "state" / "alerts.cursor.new"
    with FakeServer(client.line, book) as server:
        with Following(client, server, "--exec", str(script.path)) as following:
            wait_until(lambda: cursor_at(client, 1), "no cursor")
            in_the_way.mkdir()
            book.length = 3
            server.ring()
            script.wait([1, 2, 3])
            following.wait_told("nieuwe alerts worden wel verwerkt")
            assert cursor_at(client, 1)
            assert following.end(signal.SIGKILL) == -signal.SIGKILL
        with Following(client, server, "--exec", str(script.path)) as following:
            following.wait_told("nieuwe alerts worden wel verwerkt")
            in_the_way.rmdir()
            following.wait_told("het is hersteld")
            assert cursor_at(client, 3)
            assert following.end() == 0
    assert script.got() == [1, 2, 3]


def test_kills_at_any_moment_lose_nothing_and_repeat_at_most_the_one_at_hand(pb, client):
    script = Script(client.folder)
    kills, length = 8, 60
    with FakeServer(client.line, Book(pb, length)) as server:
        for kill in range(1, kills + 1):
            with Following(client, server, "--exec", str(script.path)) as following:
                wait_until(lambda: len(script.got()) >= 5 * kill, "no progress")
                following.end(signal.SIGKILL)
        assert client.run(*client.to(server, "alerts", "--exec", str(script.path))).returncode == 0
    got = script.got()
    assert sorted(set(got)) == list(range(1, length + 1))
    assert len(got) <= length + kills
    assert got == sorted(got)


@pytest.mark.parametrize("answer, words", [("LATER", "kan nu niet"), ("STALE", "de klok van deze")])
def test_answer_that_passes_is_waited_out(pb, client, answer, words):
    book = Book(pb, 1)
    with FakeServer(client.line, lambda _: pb.AlertsReply(head=head(pb, answer))) as server:
        with Following(client, server, "--json") as following:
            following.wait_told(words)
            server.answer = book
            assert numbers(following.process.stdout.readline()) == [1]
            following.wait_told("het is hersteld")
            assert following.told.read_text().count(words) == 1


def test_sigterm_ends_a_wait_for_an_answer(pb, client):
    with FakeServer(client.line, lambda _: None) as server:
        with Following(client, server, "--json", timeout="3600") as following:
            wait_until(lambda: server.requests, "never asked")
            assert following.end() == 0


class Proxy:
    """Passes a TCP connection on, and can let the ones that stand fall silent."""

    def __init__(self, endpoint):
        self.target = tuple(endpoint.removeprefix("tcp://").rsplit(":", 1))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"
        self.sockets, self.silent = [], set()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            self.sockets += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.pass_on, args=(source, sink), daemon=True).start()

    def pass_on(self, source, sink):
        try:
            while content := source.recv(65536):
                if source not in self.silent:
                    sink.sendall(content)
        except OSError:
            pass
        if source not in self.silent:
            sink.close()

    def freeze(self):
        self.silent.update(self.sockets)

    def close(self):
        self.listener.close()
        for each in self.sockets:
            each.close()


def test_half_open_connection_is_given_up_for_a_fresh_one(pb, client):
    book = Book(pb, 1)
    with FakeServer(client.line, book) as server:
        proxy = Proxy(server.endpoint)
        with Following(client, server, "--json", "--server", proxy.endpoint) as following:
            assert numbers(following.process.stdout.readline()) == [1]
            proxy.freeze()
            book.length = 2
            server.ring()
            assert numbers(following.process.stdout.readline()) == [2]
            following.wait_told("het is hersteld")
        proxy.close()


def test_silent_server_is_waited_for_and_told_once(pb, client):
    with FakeServer(client.line, Book(pb, 1)) as server:
        with Following(client, server, "--json") as following:
            assert numbers(following.process.stdout.readline()) == [1]
            server.answer = lambda _: None
            server.ring()
            following.wait_told("ik blijf het proberen")
            asked = len(server.requests)
            wait_until(lambda: len(server.requests) > asked + 1, "it gave up")
            server.answer = Book(pb, 2)
            assert numbers(following.process.stdout.readline()) == [2]
            following.wait_told("het is hersteld")
            assert following.told.read_text().count("ik blijf het proberen") == 1


def test_replaced_key_is_taken_up_when_the_old_one_is_refused(pb, client):
    book = Book(pb, 1)
    with contextlib.ExitStack() as stack:
        with FakeServer(client.line, book) as server:
            following = stack.enter_context(Following(client, server, "--json"))
            assert numbers(following.process.stdout.readline()) == [1]
            client.seed.rename(client.seed.with_suffix(".old"))
            made = client.run("keygen", str(client.seed))
        book.length = 2
        fresh = FakeServer(made.stdout.strip(), book, endpoint=server.endpoint, bell=server.bell)
        fresh.public, fresh.secret = server.public, server.secret
        with fresh:
            assert numbers(following.process.stdout.readline()) == [2]
            following.wait_told("de sleutel is vervangen")
            assert following.end() == 0


def test_sighup_reads_the_configuration_again(pb, client):
    with FakeServer(client.line, Book(pb, 1)) as server:
        with FakeServer(client.line, Book(pb, 2)) as other:
            with Following(client, server, "--json") as following:
                assert numbers(following.process.stdout.readline()) == [1]
                (client.folder / "wachtpost.conf").write_text("geen configuratie")
                following.process.send_signal(signal.SIGHUP)
                following.wait_told("ik ga verder met de vorige")
                client.configure(other)
                following.process.send_signal(signal.SIGHUP)
                assert numbers(following.process.stdout.readline()) == [2]
                following.wait_told("de configuratie is opnieuw gelezen")
                assert following.end() == 0


# --------------------------------------------------------- filters and digest


def test_what_is_left_out_still_moves_the_cursor(pb, client):
    def answer(request):
        reply = Book(pb, 3)(request)
        for alert in reply.alerts:
            alert.kind = pb.ALERT_KIND_DREIGEND if alert.number == 3 else alert.kind
            alert.place.gemeente = "0503" if alert.number == 2 else "0518"
        return reply

    with FakeServer(client.line, answer) as server:
        ran = client.run(*client.to(server, "alerts", "--json", "--gemeente", "Delft"))
        assert numbers(ran.stdout) == [2] and cursor_at(client, 3)
        ran = client.run(*client.to(server, "alerts", "--all", "--json", "--kind", "dreigend"))
        assert numbers(ran.stdout) == [3]
        ran = client.run(*client.to(server, "alerts", "--all", "--json", "--level", "9"))
        assert ran.stdout == ""
        assert client.run(*client.to(server, "alerts", "--level", "7")).returncode == 64
        assert client.run(*client.to(server, "alerts", "--kind", "iets")).returncode == 64


def test_digest_counts_and_names_nobody_and_has_a_cursor_of_its_own(pb, client):
    book = Book(pb, 7)
    with FakeServer(client.line, book) as server:
        command = client.to(server, "alerts", "--digest")
        with open("/dev/full", "w") as full:
            ran = subprocess.run(
                client.command(*command), stdout=full, env=client.environment(), timeout=30
            )
        assert ran.returncode == 75
        first, second = client.run(*command), client.run(*command)
        assert numbers(client.run(*client.to(server, "alerts", "--json")).stdout) == [*range(1, 8)]
    assert first.returncode == second.returncode == 0
    assert first.stdout.startswith("Subject: Wachtpost: samenvatting van ")
    assert "wacht langer dan de norm                       ongeveer 5\n" in first.stdout
    assert "wacht langer dan de norm                       geen\n" in second.stdout
    assert "Sinds de vorige samenvatting" in second.stdout
    for word in ("K7QX", "Zon", "070", "06010713", "0518", "28-11-2024", "KDC"):
        assert word not in first.stdout
