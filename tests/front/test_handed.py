"""Sockets at which systemd listens for the front, which outlive it."""

import contextlib
import os
import re
import signal
import socket

import pytest
import zmq
from post import PATIENCE_S, Keys, Post
from watcher import Unit, descriptors, endpoint_of, listening


def configure(post, requests, bell):
    conf = post.folder / "wachtpostd.conf"
    text = conf.read_text(encoding="utf-8")
    first, second = text.split("\n")[:2]
    text = text.replace(first, f'listen = "{requests}"').replace(second, f'listen_bell = "{bell}"')
    conf.write_text(text, encoding="utf-8")


class Station:
    """A post whose engine runs, two sockets that are ours, and a front when it is started."""

    def __init__(self, post, sockets, endpoints=None):
        self.post, self.sockets, self.front = post, sockets, None
        post.endpoint = endpoint_of(sockets[0])
        post.bell_endpoint = endpoint_of(sockets[-1])
        configure(post, *(endpoints or (post.endpoint, post.bell_endpoint)))
        self.engine = Unit("--engine", "-c", str(post.folder / "wachtpostd.conf"))
        self.engine.wait_line(r"engine\.listening")

    def start_front(self):
        self.front = Unit("--front", str(self.post.folder / "engine.sock"), sockets=self.sockets)

    def stop(self):
        for unit in filter(None, (self.front, self.engine)):
            unit.stop()


@contextlib.contextmanager
def station(*keys, endpoints=None, make=listening):
    sockets = [make(), make()]
    with Post(*keys).folded() as post:
        built = Station(post, sockets, endpoints)
        try:
            yield built
        finally:
            built.stop()
            for made in sockets:
                made.close()


def test_the_front_serves_at_what_it_is_handed():
    keys, unknown = Keys(), Keys()
    with station(keys) as built:
        built.start_front()
        post = built.post
        found = built.front.wait_line(r"front\.listening endpoint=(\S+) bell=(\S+) handed=(\d)")
        assert found.groups() == (post.endpoint, post.bell_endpoint, "2")
        client, bell = post.client(keys), post.listener(keys)
        while not bell.poll(100):
            assert client.ask(b"RING") == b"echo "
        assert bell.recv() in (b"NEWS", b"ALIVE")
        stranger = post.client(unknown)
        assert stranger.wait_event(zmq.EVENT_HANDSHAKE_FAILED_AUTH) == 400
        bell.close()


def test_who_comes_while_there_is_no_front_is_served_by_the_next():
    keys = Keys()
    with station(keys) as built:
        early = built.post.client(keys)
        early.send(b"ECHO", b"early")
        early.wait_event(zmq.EVENT_CONNECTED)  # the system took it: nobody was refused
        built.start_front()
        assert early.receive()[3] == b"echo early"
        assert built.front.stop() == 0
        late = built.post.client(keys)
        late.send(b"ECHO", b"late")
        late.wait_event(zmq.EVENT_CONNECTED)
        built.start_front()
        assert late.receive()[3] == b"echo late"


def test_a_killed_front_leaves_the_sockets_as_they_were():
    keys = Keys()
    with station(keys) as built:
        for _ in range(3):
            built.start_front()
            assert built.post.client(keys).ask(b"ECHO", b"here") == b"echo here"
            built.front.signal(signal.SIGKILL)
            built.front.stop()
        for made in built.sockets:
            assert made.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1


def test_whoever_changed_his_mind_before_he_was_accepted_keeps_nobody():
    keys = Keys()
    with station(keys) as built:
        for _ in range(20):
            gone = socket.create_connection(built.sockets[0].getsockname())
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, 0, 0, 0, 0, 0, 0, 0]))
            gone.close()
        built.start_front()
        assert built.post.client(keys).ask(b"ECHO", b"on") == b"echo on"
        assert not os.get_blocking(built.sockets[0].fileno())


def test_a_star_is_what_listens_everywhere():
    keys = Keys()

    def everywhere():
        return listening("0.0.0.0")

    sockets = [everywhere(), everywhere()]
    endpoints = [f"tcp://*:{made.getsockname()[1]}" for made in sockets]
    made = iter(sockets)
    with station(keys, endpoints=endpoints, make=lambda: next(made)) as built:
        built.start_front()
        built.front.wait_line(r"front\.listening .*handed=2")
        built.post.endpoint = built.post.endpoint.replace("0.0.0.0", "127.0.0.1")
        assert built.post.client(keys).ask(b"ECHO") == b"echo "


def has_inet6():
    with contextlib.suppress(OSError):
        listening("::1", socket.AF_INET6).close()
        return True
    return False


@pytest.mark.skipif(not has_inet6(), reason="this machine has no IPv6")
def test_one_socket_for_both_kinds_of_addresses_serves_both_and_is_proven():
    keys = Keys()
    sockets = [listening("::", socket.AF_INET6) for _ in range(2)]
    endpoints = [f"tcp://*:{made.getsockname()[1]}" for made in sockets]
    made = iter(sockets)
    with station(keys, endpoints=endpoints, make=lambda: next(made)) as built:
        built.start_front()
        built.front.wait_line(r"front\.listening endpoint=tcp://\[::\]:\d+ .*handed=2")
        built.post.endpoint = endpoints[0].replace("*", "127.0.0.1")
        client = built.post.client(keys)
        assert client.ask(b"ECHO") == b"echo "
        six = built.post.context.socket(zmq.DEALER)
        six.linger, six.ipv6 = 0, True
        six.curve_serverkey = built.post.server_key
        six.curve_publickey, six.curve_secretkey = keys.public, keys.secret
        six.connect(endpoints[0].replace("*", "[::1]"))
        six.send_multipart([b"WP1", b"ECHO", bytes(8), b"six", bytes(64)])
        assert six.poll(PATIENCE_S * 1000) and six.recv_multipart()[3] == b"echo six"
        six.close()


def test_sockets_that_the_configuration_does_not_know_are_named_and_nobody_is_served():
    with station(Keys(), endpoints=("tcp://127.0.0.1:*", "tcp://127.0.0.1:*")) as built:
        built.start_front()
        built.front.wait_line(
            rf"error front\.cannot_listen why=.*systemd listens at {built.post.endpoint} for us, "
            r"but the configuration says listen = tcp://127\.0\.0\.1:\* .*wachtpostd\.socket"
        )
        assert built.front.process.wait(PATIENCE_S) == 78


ONLY = [(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)]


@pytest.mark.skipif(not has_inet6(), reason="this machine has no IPv6")
def test_a_socket_for_ipv6_alone_is_not_what_a_star_means():
    sockets = [listening("::", socket.AF_INET6, options=ONLY) for _ in range(2)]
    endpoints = [f"tcp://*:{made.getsockname()[1]}" for made in sockets]
    made = iter(sockets)
    with station(Keys(), endpoints=endpoints, make=lambda: next(made)) as built:
        built.start_front()
        built.front.wait_line(
            rf"error front\.cannot_listen why=.*systemd listens at tcp://\[::\]:.* "
            rf"listen = {re.escape(endpoints[0])} "
        )
        assert built.front.process.wait(PATIENCE_S) == 78


def test_of_two_that_listen_at_one_endpoint_the_one_that_nobody_would_accept_from_is_refused():
    shared = [(socket.SOL_SOCKET, socket.SO_REUSEPORT)]
    with station(Keys(), make=lambda: listening(options=shared)) as built:
        port = built.sockets[0].getsockname()[1]
        built.sockets.append(listening(port=port, options=shared))
        built.start_front()
        built.front.wait_line(
            rf"error front\.cannot_listen why=.*systemd listens at {built.post.endpoint} for us more than once"
        )
        assert built.front.process.wait(PATIENCE_S) == 78


def test_what_is_handed_over_and_no_listening_socket_is_refused():
    with station(Keys()) as built, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        built.sockets = [built.sockets[0], other]
        built.start_front()
        built.front.wait_line(r"error front\.cannot_listen why=.*socket 2 .*does not listen for TCP")
        assert built.front.process.wait(PATIENCE_S) == 78


def test_an_endpoint_for_which_there_is_no_socket_is_bound():
    keys = Keys()
    requests = listening()
    with Post(keys).folded() as post:
        built = Station(post, [requests], (endpoint_of(requests), "tcp://127.0.0.1:*"))
        try:
            built.start_front()
            found = built.front.wait_line(r"front\.listening endpoint=(\S+) bell=(\S+) handed=1")
            assert found[1] == post.endpoint
            assert post.client(keys).ask(b"ECHO") == b"echo "
        finally:
            built.stop()
            requests.close()


def test_a_key_is_replaced_beside_the_sockets_and_the_former_door_shut():
    keys = Keys()
    with station(keys) as built:
        built.start_front()
        post = built.post
        old = post.client(keys)
        assert old.ask(b"ECHO", b"old") == b"echo old"
        post.replace_key()
        after = len(built.front.lines)
        built.engine.signal(signal.SIGHUP)
        found = built.front.wait_line(r"front\.listening endpoint=(\S+) bell=\S+ handed=0", after)
        endpoint = found[1]
        assert post.client(keys, door=(endpoint, post.server_key)).ask(b"ECHO") == b"echo "
        assert old.ask(b"ECHO", b"still") == b"echo still"
        # A front that starts now finds the former door's endpoints handed over.
        built.front.signal(signal.SIGKILL)
        built.front.stop()
        built.start_front()
        built.front.wait_line(r"front\.listening_formerly .*handed=2")
        assert old.ask(b"ECHO", b"again") == b"echo again"


def test_a_parent_gives_the_sockets_to_its_front_and_not_to_its_engine():
    keys = Keys()
    sockets = [listening(), listening()]
    with Post(keys).folded() as post:
        post.endpoint, post.bell_endpoint = map(endpoint_of, sockets)
        configure(post, post.endpoint, post.bell_endpoint)
        parent = Unit("-c", str(post.folder / "wachtpostd.conf"), sockets=sockets)
        try:
            parent.wait_line(r"front\.listening .*handed=2")
            client = post.client(keys)
            assert client.ask(b"ECHO") == b"echo "
            ours = {f"socket:[{os.fstat(made.fileno()).st_ino}]" for made in sockets}
            engine = int(parent.wait_line(r"half\.started half=engine pid=(\d+)")[1])
            front = int(parent.wait_line(r"half\.started half=front pid=(\d+)")[1])
            assert ours <= set(descriptors(front).values())
            assert not ours & set(descriptors(engine).values())
            # The next front gets them too.
            after = len(parent.lines)
            os.kill(front, signal.SIGKILL)
            parent.wait_line(r"front\.listening .*handed=2", after)
            assert client.ask(b"ECHO", b"on") == b"echo on"
        finally:
            assert parent.stop() == 0
            for made in sockets:
                made.close()
