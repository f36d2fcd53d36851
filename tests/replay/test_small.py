"""Short stories against the daemon: what a replay found, at its smallest."""
import contextlib

from contract import APPLY, DISCARD, REASON, REJECT, STATUS, pb
from days import DAY_US, HOUR_US, civil_day, midnight
from play import Player
from scene import DUIN, ZEE, ZON, date, epoch_of, outflow, place, settings, snapshot
from settings import Aanbieder, Participant


class Small:
    def __init__(self, day, agbs, interval):
        self.player = Player(settings(*agbs, interval=interval), midnight(date(day)) + 12 * HOUR_US)
        self.model, self.sequences = self.player.model, {}

    def push(self, *places, gone=(), at=None, agb=ZON):
        sequence = self.sequences[agb] = self.sequences.get(agb, 0) + 1
        peilmoment = midnight(date(at)) + HOUR_US if at else self.model.clock
        message = snapshot(agb, epoch_of(agb), sequence, peilmoment, places, gone)
        reply = self.player.push(f"a{agb}", message.SerializeToString())
        self.player.read("allen")
        return reply

    def confirm(self, agb=ZON, action=APPLY):
        held = self.model.aanbieders[agb].held
        reply = self.player.confirm(f"a{agb}", pb.ConfirmRequest(
            agb_code=agb, epoch=epoch_of(agb), sequence=held.snapshot.sequence,
            content_hash=held.hash, action=action))
        self.player.read("allen")
        return reply

    def merge(self, old, new):
        """The successor's file names the old code; the old file stays."""
        successor = Participant(f"a{new}", ("aanbieder",),
                                (Aanbieder(new, "Fusie", 7, opvolger_van=old),))
        self.player.restart(self.model.clock, self.model.settings.with_participant(successor))
        self.player.check_status()

    def until(self, day):
        while civil_day(self.model.clock) < date(day):
            self.player.move_clock(self.model.clock + DAY_US)
        self.player.read("allen")


@contextlib.contextmanager
def small(day, *agbs, interval=92):
    story = Small(day, agbs or (ZON,), interval)
    try:
        yield story
        story.player.check_status()
    finally:
        story.player.close()


def test_a_wait_that_never_was_is_gone_from_the_day_a_late_snapshot_is_about():
    with small("2024-06-01") as story:
        story.push(place("a", "2024-04-01"), at="2024-05-01")
        story.push(gone=[outflow("a", REASON.ADMIN_FOUT, "2024-05-09")], at="2024-05-10")
        assert story.push(at="2024-05-05").receipt.left == 0


def test_a_leaving_completed_with_admin_fout_takes_the_wait_from_past_days_too():
    with small("2024-06-01") as story:
        story.push(place("a", "2024-04-01"), at="2024-05-01")
        story.push(at="2024-05-10")
        story.push(gone=[outflow("a", REASON.ADMIN_FOUT, "2024-05-09")], at="2024-05-12")
        assert story.push(at="2024-05-05").receipt.left == 0


def test_reinstated_after_admin_fout_it_counts_again_on_past_days():
    with small("2024-06-01") as story:
        story.push(place("a", "2024-04-01"), at="2024-05-01")
        story.push(gone=[outflow("a", REASON.ADMIN_FOUT, "2024-05-09")], at="2024-05-10")
        story.push(place("a", "2024-04-01"), at="2024-05-20")
        assert story.push(at="2024-05-05").receipt.left == 1


def test_age_of_data_is_as_at_the_recording_also_for_a_day_evaluated_late():
    with small("2024-04-01") as story:
        story.push(place("a", "2024-01-05"))
        story.player.move_clock(story.model.clock + 10 * DAY_US)
        story.player.read("allen")
        assert story.model.book.alerts[-1].data_age_days == 10


def test_rejected_snapshot_of_an_older_peilmoment_is_late_too():
    with small("2024-06-01") as story:
        story.push(at="2024-05-01")
        reply = story.push(at="2023-04-01")
        assert reply.head.status == STATUS.REJECTED and reply.receipt.late


def test_merger_takes_the_last_reception_along():
    with small("2024-06-01", interval=7) as story:
        story.push(place("a", "2024-05-20"))
        story.until("2024-06-05")
        story.merge(ZON, ZEE)
        story.until("2024-06-09")


def test_what_is_held_too_long_can_no_longer_be_confirmed():
    with small("2024-06-15") as story:
        listed = [place(c, "2023-04-01") for c in "abc"]
        story.push(*listed, at="2023-05-18")
        assert story.push(at="2023-05-19").head.status == STATUS.HELD
        story.until("2024-06-19")
        assert story.confirm().head.status == STATUS.ACCEPTED
        story.push(*listed, at="2023-06-01")
        assert story.push(at="2023-06-02").head.status == STATUS.HELD
        story.until("2024-07-03")
        reply = story.confirm()
        assert reply.receipt.reject_reason == REJECT.PEILMOMENT_TE_OUD
        story.confirm(action=DISCARD)


def test_a_silence_goes_along_with_a_merger_and_with_the_next():
    with small("2024-06-01", interval=3) as story:
        story.push(place("a", "2024-03-01"))
        story.until("2024-06-08")
        for old, new in ((ZON, ZEE), (ZEE, DUIN)):
            story.merge(old, new)
            story.until(f"2024-06-{10 if new == ZEE else 12}")
        story.push(place("a", "2024-03-02"), agb=DUIN)
        assert story.model.book.alerts[-1].place.corrects


def test_merged_with_one_that_was_silent_too():
    with small("2024-06-01", ZON, ZEE, interval=3) as story:
        story.push(place("a", "2024-03-01"))
        story.until("2024-06-03")
        story.push(place("a", "2024-03-01"))
        story.until("2024-06-06")
        story.merge(ZON, ZEE)
        story.until("2024-06-09")
        story.push(place("a", "2024-03-01"), agb=ZEE)


def test_a_day_that_microseconds_ran_into_is_evaluated_before_a_restart_hours_later():
    with small("2024-05-31") as story:
        player, turn = story.player, midnight(date("2024-06-01"))
        story.push(place("a", "2024-03-14"))
        player.move_clock(turn - 1)
        message = snapshot(ZON, epoch_of(ZON), 2, turn - 1, [place("a", "2024-03-14")])
        player.push(f"a{ZON}", message.SerializeToString())
        player.restart(turn + 3 * HOUR_US)
        player.read("allen")
        alert = story.model.book.alerts[-1]
        assert (alert.kind, alert.recorded_at) == (pb.ALERT_KIND_DREIGEND, turn)
