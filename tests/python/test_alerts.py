"""alerts of the Python client against the real daemon: pages, the durable cursor, the bell."""

import json
import subprocess

import pytest
from station import BIN, Client, own_keys
from wachtpost import alerts
from wachtpost.errors import Damaged
from wachtpost.keys import key_of_z85
from wachtpost.line import Connection, status_name


@pytest.fixture
def coordinator(tmp_path, post):
    return Client(tmp_path, post, name="coordinator")


def overdue(client, *numbers):
    """Places that were past the norm when they came."""
    return client.list(*(f"plek-{number};0518;KDC;2025-01-{number:02}" for number in numbers))


def numbers(output):
    return [json.loads(line)["number"] for line in output.splitlines()]


def test_alerts_come_in_order_and_only_once(client, coordinator):
    client.push(overdue(client, 1, 2, 3))
    first = coordinator.run("alerts", "--json")
    assert first.returncode == 0, first.stderr
    assert numbers(first.stdout) == [1, 2, 3]
    again = coordinator.run("alerts")
    assert again.stdout == "" and "Geen nieuwe alerts." in again.stderr
    client.push(overdue(client, 1, 2, 3, 4), at=1)
    assert numbers(coordinator.run("alerts", "--json").stdout) == [4]
    assert numbers(coordinator.run("alerts", "--json", "--all").stdout) == [1, 2, 3, 4]


def test_both_clients_say_the_same_of_an_alert(client, coordinator):
    """In words and as JSON, and with one cursor between them."""
    rows = (
        "A;0518;KDC;2025-01-14;OTS;06012345;HOOG;AMBULANT",
        "B;1926;AMBULANTE_JEUGD_GGZ;2024-06-01;GEEN;;;",
        "C;0637;PLEEGZORG;2025-03-10;;;REGULIER;GEEN",
    )
    header = "id;gemeente;hulpvorm;aanmelddatum;maatregel;gi;urgentie;overbrugging"
    client.push(client.list(*rows, header=header))
    left = "id;gemeente;hulpvorm;aanmelddatum;uitstroomreden;uitstroomdatum"
    rows = ("A;;;;GESTART;2025-06-01", "B;;;;NIET_PASSEND;2025-05-01")
    client.push(client.list(*rows, header=left), at=1)
    program = str(BIN / "wachtpost")
    for options in (["--all"], ["--all", "--json"]):
        ours = coordinator.run("alerts", *options)
        theirs = coordinator.run("alerts", *options, program=program)
        assert ours.returncode == theirs.returncode == 0
        shown = [ran.stdout for ran in (ours, theirs)]
        if "--json" in options:
            shown = [[json.loads(line) for line in text.splitlines()] for text in shown]
        assert shown[0] == shown[1]
    theirs = coordinator.run("alerts", "--json", program=program)
    assert numbers(theirs.stdout)
    assert coordinator.run("alerts", "--json").stdout == ""


def test_both_clients_say_the_same_of_status_and_receipt(client, post):
    program = str(BIN / "wachtpost")
    client.push(client.places(1, 2))
    asked = [client.run("status", "--json", program=which).stdout for which in (None, program)]
    assert json.loads(asked[0]) == json.loads(asked[1])
    asked = [client.run("status", program=which).stdout for which in (None, program)]
    assert asked[0] == asked[1]


def test_alert_that_could_not_be_printed_comes_again(client, coordinator):
    client.push(overdue(client, 1))
    with open("/dev/full", "w", encoding="ascii") as full:
        ran = subprocess.run(
            coordinator.command("alerts", "--json"),
            stdout=full,
            env=coordinator.environment(),
            timeout=60,
        )
    assert ran.returncode == 75
    assert not (coordinator.state / "alerts.cursor").exists()
    assert numbers(coordinator.run("alerts", "--json").stdout) == [1]


def connected(post):
    return Connection([post.endpoint], key_of_z85(post.server_key), own_keys("coordinator"))


def test_handler_that_fails_leaves_the_cursor(client, post, tmp_path):
    client.push(overdue(client, 1))
    path = str(tmp_path / "eigen.cursor")
    seen = []

    def handle(given):
        seen.append([alert.number for alert in given])
        if len(seen) == 1:
            raise OSError("de mail ging niet weg")

    with connected(post) as connection:
        with pytest.raises(OSError):
            alerts.Subscription(connection, handle, path).fetch()
        assert alerts.read_cursor(path) is None
        reply = alerts.Subscription(connection, handle, path).fetch()
    assert status_name(reply.head.status) == "OK"
    assert seen == [[1], [1]] and alerts.read_cursor(path).number == 1


def test_bell_wakes_who_follows(client, coordinator, post):
    follower = coordinator.start("alerts", "--follow", "--json")
    client.push(overdue(client, 1))
    assert numbers(follower.stdout.readline()) == [1]
    for number in (2, 3):
        client.push(overdue(client, *range(1, number + 1)), at=number)
        assert numbers(follower.stdout.readline()) == [number]
    follower.terminate()
    follower.communicate()


def test_follow_outlives_a_daemon_that_restarts_and_dies(client, coordinator, post):
    client.push(overdue(client, 1))
    follower = coordinator.start("alerts", "--follow", "--json", timeout="2")
    assert numbers(follower.stdout.readline()) == [1]
    for number, how in ((2, 15), (3, 9)):
        post.stop(how)
        post.start()
        assert client.push(overdue(client, *range(1, number + 1)), at=number).returncode == 0
        assert numbers(follower.stdout.readline()) == [number]
    follower.kill()
    follower.communicate()


def test_follow_ends_with_77_when_the_key_is_revoked(client, coordinator, post):
    client.push(overdue(client, 1))
    follower = coordinator.start("alerts", "--follow", "--json", timeout="5")
    assert numbers(follower.stdout.readline()) == [1]
    post.strike("coordinator")
    post.reload()
    _, errors = follower.communicate(timeout=60)
    assert follower.returncode == 77, errors


def test_second_reader_of_one_folder_is_told_what_to_do(client, coordinator):
    client.push(overdue(client, 1))
    follower = coordinator.start("alerts", "--follow", "--json")
    assert numbers(follower.stdout.readline()) == [1]
    for program in (None, str(BIN / "wachtpost")):
        ran = coordinator.run("alerts", program=program)
        assert ran.returncode == 75
        assert "alerts.lock is in gebruik door een ander proces; er loopt al een" in ran.stderr
    follower.kill()
    follower.communicate()


def test_damaged_cursor_is_told_and_nothing_is_read(client, coordinator):
    client.push(overdue(client, 1))
    coordinator.state.mkdir()
    (coordinator.state / "alerts.cursor").write_text("wachtpost-cursor 1\nincar")
    ran = coordinator.run("alerts")
    assert ran.returncode == 78 and ran.stdout == ""
    with pytest.raises(Damaged):
        alerts.read_cursor(str(coordinator.state / "alerts.cursor"))


def test_silence_is_followed_on_and_told(coordinator, post):
    post.stop()
    follower = coordinator.start("alerts", "--follow", timeout="1")
    assert "ik blijf het proberen" in follower.stderr.readline()
    post.start()
    assert "de verbinding is hersteld" in follower.stderr.readline()
    follower.kill()
    follower.communicate()
