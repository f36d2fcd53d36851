"""A program written from proto/README.md alone pushes snapshots and reads alerts."""

import subprocess
import sys

import pytest
from google.protobuf import text_format
from post import ZON, Post, program
from readme import STATUS, pb, unpack

EPOCH = "00112233445566778899aabbccddeeff"
LIST = "plek-1;0518;KDC;20250501\nplek-2;0503;PLEEGZORG;20250101\n"


class Reader:
    """Somebody with the page, a shell and nothing else."""

    def __init__(self, post, folder):
        self.post, self.program = post, unpack(folder)

    def enrol(self, name, *options):
        seed = self.program.parent / f"{name}.seed"
        seed.write_text(name.encode().ljust(32, b".").hex() + "\n")
        line = self.run(name, "keys").strip()
        ctl = [program("wachtpostctl"), "enrol", "-c", str(self.post.conf), "--name", name]
        subprocess.run([*ctl, *options, line], check=True, capture_output=True)

    def run(self, name, *arguments, given=""):
        key, endpoint = self.post.server_key.decode(), self.post.endpoint
        command = [sys.executable, "-B", self.program, self.program.parent / f"{name}.seed"]
        done = subprocess.run(
            [*command, key, endpoint, *arguments],
            input=given, capture_output=True, text=True, timeout=60, check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def push(self, sequence, given):
        said = self.run("zon", "push", ZON, EPOCH, str(sequence), given=given)
        return text_format.Parse(said, pb.PushReply())

    def alerts(self, name):
        return text_format.Parse(self.run(name, "alerts"), pb.AlertsReply())


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    post = Post(names=())
    reader = Reader(post, tmp_path_factory.mktemp("reader"))
    contact = ["--naam", "KDC De Zon", "--telefoon", "070 1234567", "--mail", "zon@example.nl"]
    reader.enrol("zon", "--role", "aanbieder", "--agb", ZON, *contact, "--interval", "7")
    reader.enrol("zorglogistiek", "--role", "coordinator", "--gemeente", "0503", "--persoon", "Anna")
    reader.enrol("vreemd", "--role", "coordinator", "--gemeente", "1926", "--persoon", "Bas")
    with post:
        yield reader


def test_the_client_of_the_page_pushes_and_gets_its_receipt_again_for_a_repeat(reader):
    first = reader.push(1, LIST)
    assert first.head.status == STATUS["ACCEPTED"] and first.head.virtual_clock
    receipt = first.receipt
    assert (receipt.agb_code, receipt.epoch.hex(), receipt.sequence) == (ZON, EPOCH, 1)
    assert (receipt.previous, receipt.new_places, receipt.left, receipt.open) == (0, 2, 0, 2)
    assert [ref.place_id for ref in receipt.alerts] == [b"plek-2"]
    again = reader.push(1, LIST)
    assert again.head.status == STATUS["DUPLICATE"]
    assert again.receipt == receipt


def test_a_second_push_tells_what_left_and_a_wrong_number_what_is_expected(reader):
    gap = reader.push(7, LIST)
    assert (gap.head.status, gap.expected_sequence) == (STATUS["GAP"], 2)
    second = reader.push(2, LIST.splitlines()[1])
    assert second.head.status == STATUS["ACCEPTED"]
    assert (second.receipt.left, second.receipt.open) == (1, 1)
    assert list(second.receipt.vanished) == [b"plek-1"]


def test_the_client_of_the_page_reads_the_alerts_of_its_scope(reader):
    page = reader.alerts("zorglogistiek")
    assert not page.more and page.cursor.number == 1 and len(page.cursor.incarnation) == 16
    (alert,) = page.alerts
    assert (alert.kind, alert.agb_code) == (pb.ALERT_KIND_OVERSCHRIJDING, ZON)
    assert (alert.aanbieder, alert.telefoon) == ("KDC De Zon", "070 1234567")
    assert (alert.place.place_id, alert.place.gemeente) == (b"plek-2", "0503")
    assert (alert.place.start_day, alert.place.crossing) == (20250101, 20250402)
    assert alert.place.on_arrival and alert.place.days_waited == 152


def test_who_has_another_scope_reads_on_past_it(reader):
    page = reader.alerts("vreemd")
    assert not page.alerts and page.cursor.number == 1


def test_a_stored_cursor_fetches_only_what_came_after_it(reader):
    asked = """if 1:
        import client, sys
        from client import wp
        keys = client.Keys(bytes.fromhex(open(sys.argv[1]).read()))
        caller = client.Client(keys, *sys.argv[2:4])
        first = caller.alerts()
        assert len(first.alerts) == 1, first
        assert not caller.alerts(first.cursor).alerts
        assert caller.alerts(wp.Cursor(incarnation=bytes(16), number=1)).alerts == first.alerts
        """
    subprocess.run(
        [sys.executable, "-B", "-c", asked, "zorglogistiek.seed",
         reader.post.server_key.decode(), reader.post.endpoint],
        check=True, cwd=reader.program.parent, timeout=60,
    )
