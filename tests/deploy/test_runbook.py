"""deploy/README.md, carried out line by line on a machine of its own: from a bare start, on a store
that was broken, on a second machine, on a disk that is full. What was acknowledged is there
afterwards, and nobody missed an alert."""

import pytest

from machine import Machine, Place, why_not
from region import PLACE, Region, believe_the_clock
from runbook import carry_out, chapters

DAMAGED, UNREADABLE, NOT_DELIVERED = 65, 74, 75
STORE, KEY = "/var/lib/wachtpost/store/data.mdb", "/var/lib/wachtpost/store.key"
BEFORE, AFTER = 3, 3  # deliveries before and after the last backup
MOST_DELIVERIES = 50  # until a disk of 4 MiB is full
APART = ("A damaged store", "Another machine")  # each has tests of its own below
# Those of the first day, which installing carries out.
FIRST = ("Install", "First start", "The clock is held", "Let somebody in")


@pytest.fixture(scope="module", autouse=True)
def machines():
    reason = why_not()
    if reason:
        pytest.skip(reason)


@pytest.fixture
def place():
    with Place() as made:
        yield made


@pytest.fixture
def machine(place):
    with Machine(place) as made:
        yield made


@pytest.fixture
def region(place):
    return Region(place)


def live(machine, region):
    """A post with a backup, deliveries after it, and a coordinator who read some of them."""
    region.install(machine)
    for _ in range(BEFORE):
        region.push(machine)
    carry_out(machine, "Back up")
    region.alerts(machine)
    for _ in range(AFTER):
        region.push(machine)
    return region.alerts(machine)


def read_on(machine, region, title):
    """A chapter that goes on with what the others left; those who take part follow it."""
    if title == "A parent's question, and forgetting":
        region.push(machine, without=(PLACE,))  # it is off the list now
    printed = carry_out(machine, title, answers=f"{PLACE}\n")
    if title == "Another key, or none":
        region.settle_all(machine, "zon-2")
    if title == "Replace the server's key":
        region.hear(printed[0])
        region.settle_all(machine, "zon-2")
    region.push(machine)


def test_every_chapter_is_carried_out_from_a_bare_start(machine, region):
    region.install(machine)
    titles = [title for title, blocks in chapters().items() if blocks]
    assert set(FIRST + APART) < set(titles) and len(titles) > 15
    for title in titles:
        if title not in FIRST + APART:
            read_on(machine, region, title)
    region.check_whole(machine, set())


# ---- a damaged store


def overwrite_the_middle(machine):
    machine.run(f"pages=$(($(stat -c %s {STORE}) / 4096))\n"
                f"dd if=/dev/urandom of={STORE} bs=4096 seek=$((pages / 3)) count=$((pages / 3)) "
                "conv=notrunc")


def cut_short(machine):
    machine.run(f"truncate -s $(($(stat -c %s {STORE}) / 8192 * 4096)) {STORE}")


def lose_the_second_root(machine):
    machine.run(f"dd if=/dev/zero of={STORE} bs=4096 seek=1 count=1 conv=notrunc")


def stop(machine):
    machine.run("systemctl stop wachtpostd.target")


@pytest.mark.parametrize("break_it", [overwrite_the_middle, cut_short, lose_the_second_root])
def test_a_damaged_store_is_restored_and_nothing_acknowledged_is_lost(machine, region, break_it):
    known = live(machine, region)
    stop(machine)
    break_it(machine)
    machine.run("systemctl start wachtpostd.target", codes=(1,))  # it refuses
    carry_out(machine, "A damaged store", only=(0,), codes={0: (DAMAGED,)})
    carry_out(machine, "A damaged store", only=(2, 4, 5, 6))
    region.check_whole(machine, known)


@pytest.mark.parametrize("gone", ["/var/lib/wachtpost/store", STORE])
def test_a_store_that_is_gone_is_restored_too(machine, region, gone):
    known = live(machine, region)
    stop(machine)
    machine.run(f"rm -r {gone}")
    machine.run("wachtpostctl verify", codes=(UNREADABLE,))
    machine.run("mkdir -p /var/lib/wachtpost/store\n"  # for the mv that the page says to leave out
                "chown root: /var/backups/wachtpost/*.mdb")  # root brought them back from elsewhere
    carry_out(machine, "A damaged store", only=(2, 4, 5))
    region.check_whole(machine, known)


def test_without_any_backup_it_is_all_in_the_outboxes(machine, region):
    known = live(machine, region)
    stop(machine)
    cut_short(machine)
    machine.run("rm -r /var/backups/wachtpost /var/backups/wachtpost-key\n"
                "mv /var/lib/wachtpost/store /var/lib/wachtpost/store.damaged")
    carry_out(machine, "A damaged store", only=(3, 4, 5, 6))
    believe_the_clock(machine)
    region.check_whole(machine, known)


def test_a_key_ring_that_is_gone_comes_back_from_its_copy(machine, region):
    known = live(machine, region)
    stop(machine)
    machine.run(f"rm {KEY}")
    machine.run("systemctl start wachtpostd.target", codes=(1,))
    carry_out(machine, "A damaged store", only=(0,), codes={0: (UNREADABLE,)})
    carry_out(machine, "A damaged store", only=(1, 4, 5))
    region.check_whole(machine, known)


# ---- another machine


def test_a_post_moves_and_participants_notice_nothing(place, machine, region):
    known = live(machine, region)
    carry_out(machine, "Another machine", only=(0,))
    machine.run("cp moving.tar /srv")
    region.push(machine, codes=(NOT_DELIVERED,))  # nobody answers: it waits in the outbox
    with Machine(place) as other:
        other.run("mv /srv/moving.tar .")
        carry_out(other, "Another machine", only=(1, 2))
        other.run("test -e /run/stand-in/wachtpost-backup.timer.enabled")  # its nights are kept
        believe_the_clock(other)
        region.check_whole(other, known)


def test_a_machine_that_is_lost_comes_back_from_what_was_kept(place, machine, region):
    known = live(machine, region)
    machine.run("tar -C / -cf /srv/kept.tar var/backups/wachtpost var/backups/wachtpost-key")
    with Machine(place) as other:
        other.run("apt install wachtpostd\ntar -C / -xpf /srv/kept.tar\n"
                  "tar -C / -xpf /var/backups/wachtpost-key/etc.tar.gz\n"
                  "tar -C / -cf moving.tar etc/wachtpost etc/systemd/system var/backups")
        carry_out(other, "Another machine", only=(1, 2))
        believe_the_clock(other)
        region.check_whole(other, known)


# ---- the disk is full


def test_a_full_disk_loses_nothing_and_it_goes_on_when_there_is_room(machine, region):
    machine.run("mkdir -p /var/lib/wachtpost\nmount -t tmpfs -o size=4m tmpfs /var/lib/wachtpost")
    region.install(machine)
    region.push(machine)
    known = region.alerts(machine)
    machine.run("head -c 4194304 /dev/zero >/var/lib/wachtpost/in-the-way || true")
    while region.push(machine, codes=(0, NOT_DELIVERED)) == 0:
        assert region.delivered < MOST_DELIVERIES
    assert "engine.store_full" in machine.run("journalctl -u wachtpostd-engine")
    carry_out(machine, "The disk is full", only=(0,))
    machine.run("rm /var/lib/wachtpost/in-the-way")
    carry_out(machine, "The disk is full", only=(1,))
    region.check_whole(machine, known)
