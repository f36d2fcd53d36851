"""wachtpost push against a server that answers as each test wants."""

import hashlib
import json
import re
import signal
import subprocess
import threading

import pytest
from fake import AGB, PATIENCE_S, FakeServer

ROW = "A1;0518;KDC;2025-01-31"
PEILMOMENT = ("--peilmoment", "2025-03-01T09:00:00Z")


def head(pb, status, **fields):
    return pb.ReplyHead(status=getattr(pb, "STATUS_CODE_" + status), **fields)


def receipt_of(pb, body, outcome):
    snapshot = pb.Snapshot.FromString(body)
    return pb.Receipt(
        outcome=getattr(pb, "STATUS_CODE_" + outcome),
        agb_code=snapshot.agb_code,
        epoch=snapshot.epoch,
        sequence=snapshot.sequence,
        content_hash=hashlib.blake2b(body, digest_size=32).digest(),
        peilmoment=snapshot.peilmoment,
        recorded_at=snapshot.peilmoment + 1,
        event=7,
        open=len(snapshot.places),
        new_places=len(snapshot.places),
    )


def push_reply(pb, body, outcome, status=None):
    return pb.PushReply(
        head=head(pb, status or outcome, now=1740819600000000),
        receipt=receipt_of(pb, body, outcome),
    )


def answering(pb, *outcomes):
    """One outcome after the other; the last goes on. None is silence; outcomes without
    a receipt get none."""
    left = list(outcomes)

    def answer(request):
        outcome = left.pop(0) if len(left) > 1 else left[0]
        if outcome is None:
            return None
        if outcome in ("ACCEPTED", "HELD", "REJECTED"):
            return push_reply(pb, request.body, outcome)
        return pb.PushReply(head=head(pb, outcome, retry_after_ms=60))

    return answer


def push(client, server, *arguments, timeout="1"):
    return client.run(
        *client.to(server, "push", *PEILMOMENT, client.list(ROW), *arguments, timeout=timeout)
    )


def snapshots(pb, server):
    return [pb.Snapshot.FromString(body) for body in server.bodies("PUSH")]


def test_acknowledged_push_ends_with_0_and_counts_on(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        ran = push(client, server, "--aanname", "KDC=STOP")
        assert ran.returncode == 0, ran.stderr
        assert "Verwerkt: levering 1 van 06010713" in ran.stdout
        assert "peilmoment 01-03-2025 10:00" in ran.stdout
        assert push(client, server).returncode == 0
        first, second = snapshots(pb, server)
    assert first.agb_code == AGB and len(first.epoch) == 16 and first.sequence == 1
    assert first.peilmoment == 1740819600000000
    place = first.places[0]
    assert (place.id, place.gemeente, place.aanmelddatum) == (b"A1", "0518", 20250131)
    assert place.hulpvorm == pb.HULPVORM_KDC
    assert first.aanname[0].status == pb.AANNAME_STATUS_STOP
    assert first.system.name == "wachtpost"
    assert second.epoch == first.epoch and second.sequence == 2


def test_receipt_as_json(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        ran = push(client, server, "--json")
    reply = json.loads(ran.stdout)
    assert reply["status"] == "ACCEPTED"
    assert reply["receipt"]["sequence"] == 1
    assert reply["receipt"]["peilmoment"] == "2025-03-01T09:00:00.000000Z"


def test_silence_ends_with_75_and_the_same_bytes_go_first_next_time(pb, client):
    with FakeServer(client.line, answering(pb, None)) as server:
        ran = push(client, server)
        assert ran.returncode == 75
        assert "bewaard" in ran.stderr
        lost = server.requests[0]
        again = push(client, server)
        assert again.returncode == 75
        assert "er wacht nog een eerdere levering" in again.stderr
        assert server.requests[-1].frames[1:] == lost.frames[1:]
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        ran = push(client, server)
        assert ran.returncode == 0, ran.stderr
        assert "er wachten nog 2 eerdere leveringen" in ran.stderr
        assert [request.frames[1:] for request in server.requests][0] == lost.frames[1:]
        assert [snapshot.sequence for snapshot in snapshots(pb, server)] == [1, 2, 3]


def test_killed_client_sends_the_same_bytes_again(pb, client):
    with FakeServer(client.line, answering(pb, None, "ACCEPTED")) as server:
        arguments = client.to(server, "push", *PEILMOMENT, client.list(ROW), timeout="30")
        process = client.start(*arguments)
        while not server.requests:
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert push(client, server).returncode == 0
        first, again, second = server.requests
        assert again.frames[1:] == first.frames[1:]
        assert second.body != first.body


def test_server_that_restarts_gets_the_same_bytes_within_one_push(pb, client):
    with FakeServer(client.line, answering(pb, None)) as server:
        arguments = client.to(server, "push", *PEILMOMENT, client.list(ROW), timeout="30")
        process = client.start(*arguments)
        while not server.requests:
            assert process.poll() is None
        endpoint, keys = server.endpoint, (server.public, server.secret)
        lost = server.requests[0]
    again = FakeServer(client.line, answering(pb, "ACCEPTED"), endpoint=endpoint)
    again.public, again.secret = keys
    with again:
        output, errors = process.communicate(timeout=30)
        assert process.returncode == 0, errors
        assert again.requests[0].frames[1:] == lost.frames[1:]


def test_unreadable_list_ends_with_69_and_leaves_its_number_to_the_next(pb, client):
    with FakeServer(client.line, answering(pb, "MALFORMED", "ACCEPTED")) as server:
        ran = push(client, server)
        assert ran.returncode == 69
        assert "MALFORMED" in ran.stderr and "opzij gezet" in ran.stderr
        assert push(client, server).returncode == 0
        assert [snapshot.sequence for snapshot in snapshots(pb, server)] == [1, 1]


def test_unreadable_list_does_not_hold_up_what_waits_behind_it(pb, client):
    with FakeServer(client.line, answering(pb, None)) as server:
        assert [push(client, server).returncode for _ in range(2)] == [75, 75]
    with FakeServer(client.line, answering(pb, "MALFORMED", "ACCEPTED")) as server:
        assert push(client, server).returncode == 0
        assert [snapshot.sequence for snapshot in snapshots(pb, server)] == [1, 1, 2]
        ids = [request.id for request in server.requests]
        assert len(set(ids)) == 3


@pytest.mark.parametrize("answer", ["CONFLICT", "GAP"])
def test_other_numbers_than_the_servers_stop_the_outbox_until_somebody_looked(pb, client, answer):
    with FakeServer(client.line, answering(pb, answer, "ACCEPTED")) as server:
        first = push(client, server)
        second = push(client, server)
        assert first.returncode == second.returncode == 69
        assert "bewaard" in second.stderr and "staat stil" in second.stderr
        assert answer in first.stderr and answer in second.stderr
        assert len(server.requests) == 1
        ran = client.run(*client.to(server, "outbox", "--retry"))
        assert ran.returncode == 0, ran.stderr
        assert [snapshot.sequence for snapshot in snapshots(pb, server)] == [1, 1, 2]


def test_first_conflict_advises_what_to_do(pb, client):
    with FakeServer(client.line, answering(pb, "CONFLICT")) as server:
        assert "--new-epoch" in push(client, server).stderr


def test_receipt_of_other_bytes_is_an_error_and_settles_nothing(pb, client):
    def wrong(request):
        reply = push_reply(pb, request.body, "ACCEPTED")
        reply.receipt.content_hash = bytes(32)
        return reply

    with FakeServer(client.line, wrong) as server:
        ran = push(client, server)
        assert ran.returncode == 69
        assert "andere bytes" in ran.stderr and "RECEIPT" in ran.stderr
        lost = server.requests[0]
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        assert push(client, server).returncode == 0
        assert server.requests[0].frames[1:] == lost.frames[1:]


def test_restored_server_gets_again_what_it_lost(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        assert [push(client, server).returncode for _ in range(3)] == [0, 0, 0]
        before = [request.frames[1:] for request in server.requests]
    left = [pb.PushReply(head=head(pb, "GAP"), expected_sequence=2)]

    def restored(request):
        return left.pop() if left else push_reply(pb, request.body, "ACCEPTED")

    with FakeServer(client.line, restored) as server:
        ran = push(client, server)
        assert ran.returncode == 0, ran.stderr
        assert "de server verwacht levering 2" in ran.stderr
        assert [snapshot.sequence for snapshot in snapshots(pb, server)] == [4, 2, 3, 4]
        assert [request.frames[1:] for request in server.requests][1:3] == before[1:]


def test_server_that_keeps_asking_for_what_it_has_is_not_followed_for_ever(pb, client):
    def answer(request):
        if pb.Snapshot.FromString(request.body).sequence == 2:
            return pb.PushReply(head=head(pb, "GAP"), expected_sequence=1)
        return push_reply(pb, request.body, "ACCEPTED")

    with FakeServer(client.line, answer) as server:
        assert push(client, server, timeout="20").returncode == 0
        ran = push(client, server, timeout="20")
        assert ran.returncode == 69 and "staat stil" in ran.stderr
        sequences = [snapshot.sequence for snapshot in snapshots(pb, server)]
        assert sequences == [1, 2, 1, 2, 1, 2, 1, 2]


def test_silent_endpoint_is_followed_by_the_next(pb, client):
    with FakeServer(client.line, answering(pb, None)) as silent:
        spare = FakeServer(client.line, answering(pb, "ACCEPTED"))
        spare.public, spare.secret = silent.public, silent.secret
        with spare:
            arguments = client.to(silent, "push", *PEILMOMENT, client.list(ROW), timeout="20")
            both = f"{silent.endpoint} {spare.endpoint}"
            assert client.run(*arguments, "--server", both).returncode == 0
            assert spare.requests[0].frames[1:] == silent.requests[0].frames[1:]


def test_question_goes_to_the_first_of_several_endpoints(pb, client):
    with FakeServer(client.line, lambda _: pb.StatusReply(head=head(pb, "OK"))) as server:
        arguments = client.to(server, "status", "--server", f"{server.endpoint} tcp://127.0.0.1:1")
        assert client.run(*arguments).returncode == 0
        assert [request.kind for request in server.requests] == [b"STATUS"]


def test_rejected_ends_with_69_and_uses_the_number(pb, client):
    with FakeServer(client.line, answering(pb, "REJECTED", "ACCEPTED")) as server:
        ran = push(client, server)
        assert ran.returncode == 69
        assert "AFGEKEURD" in ran.stdout
        push(client, server)
        assert [snapshot.sequence for snapshot in snapshots(pb, server)] == [1, 2]


def test_held_is_acknowledged_and_says_so(pb, client):
    with FakeServer(client.line, answering(pb, "HELD")) as server:
        ran = push(client, server)
    assert ran.returncode == 0
    assert "VASTGEHOUDEN" in ran.stdout and "wachtpost confirm --apply" in ran.stdout


@pytest.mark.parametrize("outcome, code", [("ACCEPTED", 0), ("HELD", 0), ("REJECTED", 69)])
def test_duplicate_ends_as_the_original_did(pb, client, outcome, code):
    def answer(request):
        return push_reply(pb, request.body, outcome, "DUPLICATE")

    with FakeServer(client.line, answer) as server:
        assert push(client, server).returncode == code
        push(client, server)
        assert [snapshot.sequence for snapshot in snapshots(pb, server)] == [1, 2]


def test_denied_ends_with_77_and_every_push_asks_once_more(pb, client):
    with FakeServer(client.line, answering(pb, "DENIED", "DENIED", "ACCEPTED")) as server:
        first, second = push(client, server), push(client, server)
        assert first.returncode == second.returncode == 77
        assert "bewaard" in first.stderr and "staat stil" in second.stderr
        assert len(server.requests) == 2
        ran = push(client, server)
        assert ran.returncode == 0 and "staat stil" not in ran.stderr
        assert [snapshot.sequence for snapshot in snapshots(pb, server)] == [1, 1, 1, 2, 3]


def test_denied_after_silence_keeps_what_may_have_been_taken(pb, client):
    with FakeServer(client.line, answering(pb, None)) as server:
        assert push(client, server).returncode == 75
        lost = server.requests[0].body
    with FakeServer(client.line, answering(pb, "DENIED", "ACCEPTED")) as server:
        assert push(client, server).returncode == 77
        assert push(client, server).returncode == 0
        assert server.bodies("PUSH")[:2] == [lost, lost]


def test_key_that_is_not_admitted_ends_with_77_without_waiting(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED"), admit=False) as server:
        ran = push(client, server, timeout="5")
    assert ran.returncode == 77
    assert "laat deze sleutel niet toe" in ran.stderr
    assert "is bewaard in" in ran.stderr


def test_nobody_listening_ends_with_75(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        pass
    assert push(client, server).returncode == 75


def test_wrong_server_key_ends_with_75_and_is_suspected(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        arguments = client.to(server, "push", *PEILMOMENT, client.list(ROW), timeout="3")
        client.configure(server, key=client.line[51:])
        ran = client.run(*arguments)
    assert ran.returncode == 75
    assert "klopt server_key?" in ran.stderr
    assert re.search(r"\(volgende poging over \d,\d seconden\)\n", ran.stderr)


def test_later_is_waited_out(pb, client):
    with FakeServer(client.line, answering(pb, "LATER", "LATER", "ACCEPTED")) as server:
        assert push(client, server, timeout="30").returncode == 0
        assert len(set(server.bodies("PUSH"))) == 1


def test_later_for_ever_ends_with_75_and_keeps_the_delivery(pb, client):
    with FakeServer(client.line, answering(pb, "LATER")) as server:
        assert push(client, server).returncode == 75
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        assert push(client, server).returncode == 0
        assert len(server.requests) == 2


def test_later_is_not_asked_again_before_its_time(pb, client):
    def answer(_):
        return pb.PushReply(head=head(pb, "LATER", retry_after_ms=60_000))

    with FakeServer(client.line, answer) as server:
        ran = push(client, server, timeout="3")
        assert ran.returncode == 75 and "om later terug te komen" in ran.stderr
        assert len(server.requests) == 1


def test_bad_rows_are_all_reported_and_nothing_is_sent(pb, client):
    rows = ["A1;0518;KDC;2025-01-31", "A2;0518;KCD;2025-02-30", "A1;0518;KDC;2025-01-31"]
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        path = client.list(*rows)
        ran = client.run(*client.to(server, "push", *PEILMOMENT, path))
        as_json = client.run(*client.to(server, "push", *PEILMOMENT, path, "--json"))
        assert not server.requests
    assert ran.returncode == as_json.returncode == 65
    found = [line.split(": ", 2)[1] for line in ran.stderr.splitlines()[:3]]
    assert found == [
        "rij 3, kolom hulpvorm, CODE",
        "rij 3, kolom aanmelddatum, DATUM",
        "rij 4, kolom id, DUBBEL",
    ]
    mistakes = json.loads(as_json.stdout)["mistakes"]
    assert [mistake["row"] for mistake in mistakes] == [3, 3, 4]


def test_rows_outside_the_region_and_unknown_columns_are_told(pb, client):
    path = client.list(
        "A1;0518;KDC;2025-01-31;x",
        "A2;0363;KDC;2025-01-31;x",
        header="id;gemeente;hulpvorm;aanmelddatum;naam",
    )
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        ran = client.run(*client.to(server, "push", *PEILMOMENT, path))
        assert [len(snapshot.places) for snapshot in snapshots(pb, server)] == [1]
    assert ran.returncode == 0
    assert (
        "1 regel van een gemeente buiten de regio weggelaten: rij 3; stond deze plek al op uw "
        "lijst, lever haar dan met uitstroomreden VERHUISD en een uitstroomdatum"
    ) in ran.stderr
    assert ran.stderr.count("naam") == 1


def test_of_many_rows_outside_the_region_the_first_are_named(pb, client):
    path = client.list(*(f"A{i};0363;KDC;2025-01-31" for i in range(22)))
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        ran = client.run(*client.to(server, "push", *PEILMOMENT, path))
    assert "22 regels van een gemeente buiten de regio weggelaten: rij 2, 3, 4," in ran.stderr
    assert "20, 21 en nog 2; stond zo'n plek al" in ran.stderr


def test_folder_is_no_list(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        ran = client.run(*client.to(server, "push", str(client.folder)))
        assert not server.requests
    assert ran.returncode == 65
    assert "is een map; noem één bestand" in ran.stderr


def test_late_receipt_compares_nothing_with_the_present(pb, client):
    def answer(request):
        reply = push_reply(pb, request.body, "ACCEPTED")
        reply.receipt.late = True
        return reply

    with FakeServer(client.line, answer) as server:
        ran = push(client, server)
    assert "Op dat moment: 1 nieuw, 0 gewijzigd, 0 van de lijst." in ran.stdout
    assert "verbetert het verleden" in ran.stdout
    assert "Open plekken" not in ran.stdout and "(was" not in ran.stdout


def test_refused_line_is_named_by_its_row(pb, client):
    def answer(request):
        reply = push_reply(pb, request.body, "ACCEPTED")
        line = reply.receipt.refused.add(section=pb.LINE_SECTION_PLACES, index=0, id=b"A1")
        line.faults.add(code=pb.FAULT_CODE_TE_OUD, field="aanmelddatum")
        reply.receipt.vanished.append(b"A\x1b[2J9")
        return reply

    path = client.list("B1;0518;KDC;2025-01-31", "A1;0518;KDC;2025-01-31")
    with FakeServer(client.line, answer) as server:
        ran = client.run(*client.to(server, "push", *PEILMOMENT, path))
    assert "Geweigerd: rij 3 (A1), aanmelddatum, TE_OUD" in ran.stdout
    assert "\x1b" not in ran.stdout and "A?[2J9" in ran.stdout


def test_new_epoch_names_the_one_it_replaces(pb, client):
    accept = answering(pb, "ACCEPTED")

    def answer(request):
        if request.kind == b"PUSH":
            return accept(request)
        status = pb.StatusReply(head=head(pb, "OK"))
        status.aanbieders.add(agb_code="00000001", epoch=bytes(16), sequence=3)
        status.aanbieders.add(agb_code=AGB, epoch=b"e" * 16, sequence=41)
        return status

    with FakeServer(client.line, answer) as server:
        assert push(client, server, "--new-epoch").returncode == 0
        assert push(client, server).returncode == 0
        first, second = snapshots(pb, server)
    assert (first.sequence, first.superseded_epoch, first.superseded_sequence) == (1, b"e" * 16, 41)
    assert (second.sequence, second.superseded_epoch) == (2, b"")


def test_another_push_of_the_same_aanbieder_is_held_off(pb, client):
    with FakeServer(client.line, answering(pb, None)) as server:
        arguments = client.to(server, "push", *PEILMOMENT, client.list(ROW), timeout="30")
        process = client.start(*arguments)
        while not server.requests:
            assert process.poll() is None
        ran = push(client, server)
        assert ran.returncode == 75 and "een ander proces verstuurt al" in ran.stderr
        assert len(server.requests) == 1
        process.kill()
        process.communicate()


def test_what_another_process_sends_is_acknowledged_here_too(pb, client):
    hold, go = [threading.Event()], threading.Event()

    def answer(request):
        if hold:
            hold.pop().set()
            assert go.wait(30)
        return push_reply(pb, request.body, "ACCEPTED")

    with FakeServer(client.line, answer) as server:
        arguments = client.to(server, "push", *PEILMOMENT, client.list(ROW), timeout="30")
        waiting, first = hold[0], client.start(*arguments)
        assert waiting.wait(30)
        second = client.start(*arguments, "--same")
        folder = client.folder / "state" / f"{AGB}.outbox"
        while len(list(folder.glob("*.snapshot"))) < 2:
            assert second.poll() is None
        go.set()
        for process in (first, second):
            output, errors = process.communicate(timeout=30)
            assert process.returncode == 0, errors
            assert "Verwerkt: levering" in output
        assert [snapshot.sequence for snapshot in snapshots(pb, server)] == [1, 2]


def test_full_state_folder_sends_nothing(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        ran = client.run(
            *client.to(server, "push", *PEILMOMENT, client.list(ROW), "--state", "/dev/full/x")
        )
        assert ran.returncode == 78
        assert "een deel van dit pad is geen map" in ran.stderr
        assert not server.requests


def test_dry_run_tells_what_changed_since_the_last_delivery(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        assert push(client, server).returncode == 0
        rows = ("A1;0518;KDC;2025-01-30", "A2;0518;KDC;2025-01-31")
        arguments = client.to(server, "push", *PEILMOMENT, client.list(*rows), "--dry-run")
        ran = client.run(*arguments)
        assert ran.returncode == 0, ran.stderr
        assert "1 nieuw, 1 gewijzigd, 0 vertrokken" in ran.stdout
        assert "gewijzigd  A1: aanmelddatum" in ran.stdout
        whole = json.loads(client.run(*arguments, "--json").stdout)
        assert [change["id"] for change in whole["changes"]] == ["A1", "A2"]
        assert len(server.bodies("PUSH")) == 1


def test_very_same_file_is_refused_until_it_is_written_again(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        arguments = client.to(server, "push", *PEILMOMENT, client.list(ROW))
        assert client.run(*arguments).returncode == 0
        ran = client.run(*arguments)
        assert ran.returncode == 65 and "--same" in ran.stderr
        assert client.run(*arguments, "--check").returncode == 65
        assert len(server.bodies("PUSH")) == 1
        assert client.run(*arguments, "--same").returncode == 0
        client.list(ROW)
        assert client.run(*arguments).returncode == 0
        assert len(server.bodies("PUSH")) == 3


def test_same_file_that_still_waits_is_sent_once(pb, client):
    with FakeServer(client.line, answering(pb, None)) as server:
        arguments = client.to(server, "push", *PEILMOMENT, client.list(ROW), timeout="1")
        assert client.run(*arguments).returncode == 75
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        ran = client.run(*client.to(server, "push", *PEILMOMENT, str(client.folder / "lijst.csv")))
        assert ran.returncode == 0, ran.stderr
        assert "wacht al in de outbox" in ran.stderr
        assert [snapshot.sequence for snapshot in snapshots(pb, server)] == [1]


@pytest.mark.parametrize("answer", ["REJECTED", "MALFORMED"])
def test_same_file_that_still_waits_ends_as_it_ends(pb, client, answer):
    with FakeServer(client.line, answering(pb, None)) as server:
        arguments = client.to(server, "push", *PEILMOMENT, client.list(ROW), timeout="1")
        assert client.run(*arguments).returncode == 75
    with FakeServer(client.line, answering(pb, answer)) as server:
        ran = client.run(*client.to(server, "push", *PEILMOMENT, str(client.folder / "lijst.csv")))
        assert ran.returncode == 69, ran.stderr


def test_same_file_that_still_waits_is_another_delivery_with_another_aanname(pb, client):
    with FakeServer(client.line, answering(pb, None)) as server:
        arguments = client.to(server, "push", *PEILMOMENT, client.list(ROW), timeout="1")
        assert client.run(*arguments).returncode == 75
    again = ("push", *PEILMOMENT, str(client.folder / "lijst.csv"), "--aanname", "KDC=STOP")
    with FakeServer(client.line, answering(pb, None)) as server:
        for _ in range(2):
            assert client.run(*client.to(server, *again)).returncode == 75
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        assert client.run(*client.to(server, *again)).returncode == 0
        assert [len(snapshot.aanname) for snapshot in snapshots(pb, server)] == [0, 1]


def test_nothing_that_went_wrong_before_the_outbox_ends_with_75(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server, open("/dev/null", "w") as deaf:
        ran = subprocess.run(
            client.command(*client.to(server, "push", *PEILMOMENT, "-")),
            stdin=deaf,
            capture_output=True,
            text=True,
            env=client.environment(),
            timeout=PATIENCE_S,
        )
    assert ran.returncode == 78, ran.stderr
    assert "de invoer kan niet worden gelezen" in ran.stderr
    assert "niets bewaard" in ran.stderr


def test_half_a_list_and_somebody_elses_are_refused(pb, client):
    whole = [f"A{i:02};0518;KDC;2025-01-31" for i in range(12)]
    other = [f"B{i:02};0518;KDC;2025-01-31" for i in range(12)]
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        for rows, option in ((whole, None), (other, "--other"), (other[:5], "--fewer")):
            arguments = client.to(server, "push", *PEILMOMENT, client.list(*rows))
            if option:
                ran = client.run(*arguments)
                assert ran.returncode == 65 and option in ran.stderr
                arguments = (*arguments, option)
            assert client.run(*arguments).returncode == 0
        assert [len(snapshot.places) for snapshot in snapshots(pb, server)] == [12, 12, 5]
