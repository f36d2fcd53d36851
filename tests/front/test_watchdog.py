"""What systemd hears of the halves, and when it stops hearing it."""

import contextlib
import os
import signal

import pytest
from post import Keys, Post
from watcher import Unit, Watcher


# Then nothing happens in the engine but what is asked of it.
STILL = ("--virtual-clock", "2025-01-01T00:00:00Z")


class Units:
    """Both halves as units of their own."""

    def __init__(self, post, *arguments):
        self.post, self.arguments = post, arguments
        self.watchers = [Watcher(post.folder), Watcher(post.folder)]
        self.engine_heard, self.front_heard = self.watchers
        self.engine = self.front = None

    def start_engine(self):
        conf = str(self.post.folder / "wachtpostd.conf")
        after = len(self.engine_heard.said)
        self.engine = Unit("--engine", "-c", conf, *self.arguments, watcher=self.engine_heard)
        self.engine_heard.wait("READY=1", after)

    def start_front(self):
        link = str(self.post.folder / "engine.sock")
        self.front = Unit("--front", link, watcher=self.front_heard)

    def stop(self):
        codes = [unit.stop() for unit in (self.front, self.engine) if unit]
        for watcher in self.watchers:
            watcher.close()
        return codes


@contextlib.contextmanager
def units(keys, *arguments):
    with Post(keys).folded() as post:
        both = Units(post, *arguments)
        try:
            both.start_engine()
            both.start_front()
            both.front_heard.wait("READY=1")
            found = both.front.wait_line(r"front\.listening endpoint=(\S+) bell=(\S+)")
            post.endpoint, post.bell_endpoint = found.groups()
            yield both
        finally:
            both.stop()


def test_both_halves_say_that_they_are_ready_once_and_then_that_they_are_alive():
    with units(Keys()) as both:
        for heard in both.watchers:
            first = heard.wait("WATCHDOG=1")
            heard.wait("WATCHDOG=1", first + 1)
            assert heard.said[: first + 1].index("READY=1") < first
            assert heard.count("READY=1") == 1
        assert both.stop() == [0, 0]
        assert both.front_heard.count("STOPPING=1") == both.engine_heard.count("STOPPING=1") == 1


def test_who_is_not_watched_over_says_nothing_about_being_alive():
    with Post(Keys()).folded() as post:
        heard = Watcher(post.folder)
        conf = str(post.folder / "wachtpostd.conf")
        engine = Unit("--engine", "-c", conf, watcher=heard, within_us=0)
        try:
            heard.wait("STATUS=Waiting for the front")
        finally:
            engine.stop()
            heard.close()
        assert heard.count("WATCHDOG=1") == 0


def test_a_front_whose_engine_hangs_is_not_called_alive_and_neither_is_the_engine():
    with units(Keys()) as both:
        both.front_heard.wait("WATCHDOG=1")
        both.engine.signal(signal.SIGSTOP)
        assert both.front_heard.falls_silent()
        assert both.engine_heard.falls_silent()
        after = len(both.front_heard.said)
        both.engine.signal(signal.SIGCONT)
        both.front_heard.wait("WATCHDOG=1", after)


def test_a_front_that_hangs_does_not_keep_the_engine_from_being_alive():
    with units(Keys()) as both:
        both.front.signal(signal.SIGSTOP)
        assert both.front_heard.falls_silent()
        both.engine_heard.wait("WATCHDOG=1", len(both.engine_heard.said))


def test_a_store_that_cannot_be_read_is_not_called_alive():
    keys = Keys()
    with units(keys, *STILL) as both:
        client = both.post.client(keys)
        assert client.ask(b"SICK") == b"echo "
        both.engine.wait_line(r"error engine\.batch_failed")
        assert both.front_heard.falls_silent()
        assert both.engine.stop() != 0
        both.front_heard.wait("STATUS=Without the engine")
        # Another engine, whose store is well, is all the front needs.
        after = len(both.front_heard.said)
        both.start_engine()
        both.front_heard.wait("WATCHDOG=1", after)
        both.front_heard.wait("STATUS=Serving at tcp://", after)


def test_an_engine_whose_reader_is_stuck_serves_on_and_is_not_called_alive():
    keys = Keys()
    with units(keys) as both:
        client = both.post.client(keys)
        assert client.ask(b"STUCK") == b"echo "
        assert both.engine_heard.falls_silent()
        assert both.front_heard.falls_silent()
        both.engine.wait_line(r"error engine\.reader_stuck s=\d+")
        assert client.ask(b"ECHO", b"on") == b"echo on"


def test_a_reload_is_told_when_it_begins_and_when_it_is_over():
    with units(Keys()) as both:
        heard = both.engine_heard
        both.engine.signal(signal.SIGHUP)
        begun = heard.wait("RELOADING=1")
        assert heard.wait("READY=1", begun) > begun
        # Also with a mistake: it is over, and nothing has changed.
        both.post.participant_file("klant-0").write_text('roles = {"koning"}\n')
        after = len(heard.said)
        both.engine.signal(signal.SIGHUP)
        begun = heard.wait("RELOADING=1", after)
        heard.wait("READY=1", begun)
        both.engine.wait_line(r"engine\.reload_refused")


def test_an_operator_sees_what_the_halves_do():
    with units(Keys()) as both:
        both.engine_heard.wait("STATUS=Opening the store")
        both.engine_heard.wait("STATUS=Serving; days evaluated up to none")
        where = f"{both.post.endpoint}, bell at {both.post.bell_endpoint}, 1 keys may come in"
        both.front_heard.wait(f"STATUS=Serving at {where}")


@pytest.fixture(name="parent")
def a_parent_that_is_watched_over():
    with Post(Keys()).folded() as post:
        heard = Watcher(post.folder)
        unit = Unit("-c", str(post.folder / "wachtpostd.conf"), watcher=heard)
        unit.heard = heard
        try:
            yield unit
        finally:
            unit.stop()
            heard.close()


def half(parent, name):
    return int(parent.wait_line(rf"half\.started half={name} pid=(\d+)")[1])


def test_a_parent_is_ready_once_and_alive_when_both_halves_are(parent):
    first = parent.heard.wait("WATCHDOG=1")
    parent.heard.wait("WATCHDOG=1", first + 1)
    assert parent.heard.count("READY=1") == 1
    assert parent.stop() == 0


@pytest.mark.parametrize("name", ["engine", "front"])
def test_a_parent_with_a_half_that_hangs_is_not_called_alive(parent, name):
    parent.heard.wait("WATCHDOG=1")
    pid = half(parent, name)
    os.kill(pid, signal.SIGSTOP)
    assert parent.heard.falls_silent()
    os.kill(pid, signal.SIGCONT)
    parent.heard.wait("WATCHDOG=1", len(parent.heard.said))
