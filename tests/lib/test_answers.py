"""Every answer a server can give, to a program that waits for it and to one that goes in steps: both
conclude the same. The server is made up, so that it can be wrong."""

import hashlib
import pathlib
import sys

import pytest
from installed import write_seed
from post import ZON, keys_of, pb

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "client"))
from fake import FakeServer  # noqa: E402

RUN = "wachtpost_sender_run(sender, delivery, 30000, &error) != WACHTPOST_OK"
# The least that a loop of one's own has to do.
STEPPING = """
#include <time.h>
static enum wachtpost_status step_on(struct wachtpost_sender *sender,
                                     struct wachtpost_error *error) {
    enum wachtpost_status status;
    int64_t wait_ms;
    while ((status = wachtpost_sender_step(sender, &wait_ms, error)) == WACHTPOST_WAITING) {
        const struct timespec pause = {wait_ms / 1000, wait_ms % 1000 * 1000000};
        nanosleep(&pause, NULL);
    }
    return status;
}

/* Sends what waits"""


@pytest.fixture(scope="module")
def programs(shared, tmp_path_factory):
    folder = tmp_path_factory.mktemp("answers")
    include = ("#include <wachtpost.h>", "#define _POSIX_C_SOURCE 200809L\n#include <wachtpost.h>")
    return {
        "run": shared.compile(shared.examples / "deliver.c", folder / "run"),
        "step": shared.compile_changed(
            "deliver", folder / "step", include, ("/* Sends what waits", STEPPING.lstrip()),
            (RUN, "step_on(sender, &error) != WACHTPOST_OK")),
    }


def head(status, **fields):
    return pb.ReplyHead(status=getattr(pb, "STATUS_CODE_" + status), **fields)


def receipt_for(body, outcome):
    snapshot = pb.Snapshot.FromString(body)
    return pb.Receipt(
        outcome=getattr(pb, "STATUS_CODE_" + outcome),
        agb_code=snapshot.agb_code, epoch=snapshot.epoch, sequence=snapshot.sequence,
        content_hash=hashlib.blake2b(body, digest_size=32).digest(),
        peilmoment=snapshot.peilmoment, recorded_at=snapshot.peilmoment + 1,
        open=len(snapshot.places), new_places=len(snapshot.places),
    )


def answering(*answers):
    """One after the other, the last for ever; None is silence."""
    left = list(answers)

    def answer(request):
        now = left.pop(0) if len(left) > 1 else left[0]
        if now is None:
            return None
        if now == "GAP":
            return pb.PushReply(head=head("GAP"), expected_sequence=7)
        if now in ("ACCEPTED", "HELD", "REJECTED"):
            return pb.PushReply(head=head(now), receipt=receipt_for(request.body, now))
        if now == "OTHER":
            receipt = receipt_for(request.body, "ACCEPTED")
            receipt.content_hash = bytes(32)
            return pb.PushReply(head=head("ACCEPTED"), receipt=receipt)
        if now == "NO_RECEIPT":
            return pb.PushReply(head=head("ACCEPTED"))
        if now == "DUPLICATE":
            return pb.PushReply(head=head(now), receipt=receipt_for(request.body, "ACCEPTED"))
        return pb.PushReply(head=head(now, retry_after_ms=60))

    return answer


class Told:
    def __init__(self, shared, program, folder, answer, server=None, **options):
        line = keys_of("zon").registration_line()
        with FakeServer(line, answer, **options) as fake:
            self.ran = shared.run(
                program, server or fake.endpoint, fake.public.decode(), write_seed(folder, "zon"), ZON,
                folder / "state")
            self.requests = list(fake.requests)


@pytest.fixture(params=["run", "step"])
def told(request, shared, programs, tmp_path):
    def tell(*answers, **options):
        return Told(shared, programs[request.param], tmp_path, answering(*answers), **options)

    return tell


@pytest.mark.parametrize("answer", ["ACCEPTED", "DUPLICATE"])
def test_acknowledged_and_the_next_goes_under_the_next_number(told, answer):
    for sequence in (1, 2):
        done = told(answer)
        assert done.ran.returncode == 0, done.ran.stderr
        assert [pb.Snapshot.FromString(asked.body).sequence for asked in done.requests] == [sequence]
    snapshot = pb.Snapshot.FromString(done.requests[0].body)
    assert (snapshot.system.name, snapshot.system.version) == ("Voorbeeld", "1.0")
    assert [place.id for place in snapshot.places] == [b"B3TR8WZ4", b"H5NC6VYA", b"K7QXM2P9"]


@pytest.mark.parametrize("answer, code", [("HELD", 0), ("REJECTED", 1)])
def test_receipt_that_a_person_must_see_is_given(told, answer, code):
    done = told(answer)
    assert done.ran.returncode == code and done.ran.stdout.startswith(answer + ": delivery 1")


@pytest.mark.parametrize("first", [("LATER", "LATER"), (None,)])
def test_later_and_silence_get_the_same_bytes_again(told, first):
    done = told(*first, "ACCEPTED")
    assert done.ran.returncode == 0, done.ran.stderr
    assert len(done.requests) == len(first) + 1
    assert len({asked.frames[-1] for asked in done.requests}) == 1  # the signature too


@pytest.mark.parametrize(
    "answer, status, words",
    [
        ("CONFLICT", "WACHTPOST_REFUSED", "begin dan een nieuwe reeks"),
        ("GAP", "WACHTPOST_REFUSED", "De server mist leveringen"),
        ("DENIED", "WACHTPOST_KEY_REFUSED", "Deze sleutel mag niet leveren"),
        ("OTHER", "WACHTPOST_REFUSED", "hoort niet bij wat is verstuurd"),
        ("NO_RECEIPT", "WACHTPOST_REFUSED", "hoort niet bij wat is verstuurd"),
    ],
)
def test_what_a_person_must_look_at_stops_the_outbox_and_keeps_the_list(
    told, answer, status, words, tmp_path
):
    done = told(answer)
    assert done.ran.returncode == 1
    assert status in done.ran.stderr and words in done.ran.stderr
    assert len(list((tmp_path / "state" / f"{ZON}.outbox").glob("*.snapshot"))) == 1


def test_unreadable_delivery_is_set_aside_and_its_receipt_says_so(told):
    done = told("MALFORMED")
    assert done.ran.returncode == 1 and "WACHTPOST_REFUSED" in done.ran.stderr
    assert "apart gelegd" in done.ran.stderr


def test_key_that_is_not_admitted_is_told_at_once(told):
    done = told("ACCEPTED", admit=False)
    assert done.ran.returncode == 1 and "WACHTPOST_KEY_REFUSED" in done.ran.stderr
    assert not done.requests
