"""Simulated years against the real daemon: every reply, receipt and alert, as the rules
say, and in the end a store that is what its journal says. As a program: python3 test_replay.py --seed S --aanbieders N --days D."""
import argparse
import time

from play import Player
from region import Region

SEED, AANBIEDERS, DAYS = 20231020, 40, 400


def replay(seed, aanbieders, days):
    region = Region(seed, aanbieders, days)
    player = Player(region.settings, region.start)
    try:
        region.play(player)
        player.server.stop()
        # What is forgotten by now cannot be decided again: it is in the backup.
        player.rebuilt = player.server.rebuild(from_backup=player.model.without_body > 0)
    finally:
        player.close()
    return player


def test_daemon_and_rules_tell_the_same_of_a_simulated_year():
    player = replay(SEED, AANBIEDERS, DAYS)
    assert len(player.model.book.alerts) > 5000
    assert player.model.without_body > 0
    assert player.rebuilt.startswith("The same: ")


def test_a_small_region_with_other_dice():
    for seed in range(4):
        replay(seed, 4, 60)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--aanbieders", type=int, default=AANBIEDERS)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--years", type=int, default=1, help="so many seeds, one after another")
    arguments = parser.parse_args()
    for seed in range(arguments.seed, arguments.seed + arguments.years):
        began = time.monotonic()
        player = replay(seed, arguments.aanbieders, arguments.days)
        print(f"seed {seed}: {player.actions} actions and {len(player.model.book.alerts)} alerts "
              f"the same, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
