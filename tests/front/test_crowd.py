"""Strangers in numbers do not shut the door on who has a key. crowd.py measures it."""

import socket
import time

import pytest
from crowd import GREETING, HELLO, address_of, allow_many_files, memory_bytes
from post import PATIENCE_S, Keys, Post

MAX_SILENT_OF_ONE_ADDRESS = 512  # limits.h
MORE = 100
MOST_MEMORY_BYTES = 256 << 20


def knock(post):
    """A stranger that begins a greeting and then says nothing more."""
    stranger = socket.create_connection(address_of(post.endpoint), timeout=PATIENCE_S)
    stranger.sendall(GREETING[:1])
    return stranger


def is_cut(stranger):
    stranger.setblocking(False)
    try:
        while stranger.recv(4096):
            pass
        return True
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


def test_who_says_nothing_never_reaches_the_front():
    with Post(Keys()) as post:
        mute = socket.create_connection(address_of(post.endpoint), timeout=0.3)
        with pytest.raises(TimeoutError):
            mute.recv(64)  # the front greets whom it has accepted
        mute.settimeout(PATIENCE_S)
        mute.sendall(GREETING[:1])
        assert mute.recv(1) == b"\xff"
        mute.close()


def test_a_crowd_at_one_address_loses_its_oldest_and_a_known_key_comes_in():
    allow_many_files()
    keys = Keys()
    with Post(keys) as post:
        client = post.client(keys)
        assert client.ask(b"ECHO") == b"echo "
        strangers = [knock(post) for _ in range(MAX_SILENT_OF_ONE_ADDRESS + MORE)]
        assert post.client(keys).ask(b"ECHO", b"new") == b"echo new"
        client.wait_count("crowd", MORE)
        cut = [is_cut(stranger) for stranger in strangers]
        # The front hears of them in the order in which they came.
        assert all(cut[:MORE])
        assert client.ask(b"ECHO", b"old") == b"echo old"
        assert client.connections_made() == 1
        assert memory_bytes(post.pid("front")) < MOST_MEMORY_BYTES
        for stranger in strangers:
            stranger.close()


def test_a_slow_handshake_is_cut_off_in_its_time():
    with Post(Keys()) as post, knock(post) as stranger:
        began = time.monotonic()
        stranger.settimeout(PATIENCE_S)
        while stranger.recv(4096):
            pass
        assert time.monotonic() - began < 10


def test_bad_handshakes_are_refused_and_counted_and_cost_nobody_else():
    keys = Keys()
    with Post(keys) as post:
        client = post.client(keys)
        for _ in range(300):
            with socket.create_connection(address_of(post.endpoint), timeout=PATIENCE_S) as bad:
                bad.sendall(GREETING + HELLO)
        assert client.wait_count("handshake", 100)["requests"] == client.number
        assert client.connections_made() == 1
        assert memory_bytes(post.pid("front")) < MOST_MEMORY_BYTES
