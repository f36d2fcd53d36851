"""soak.py ASK_ALL [CASES_OF_EACH_KIND [FIRST_SEED]]: more damage than a test has time for.

Prints a table and each case that was wrong, crashed or hung; exit code 1 when one was wrong
although the store was gone over first, as a daemon does."""

import concurrent.futures
import pathlib
import sys

from damage import CRASHED, HUNG, KINDS, WRONG, Installation, fresh_folder, table

LIVES, ACTS = ("life", "random"), ("ask", "ask-unverified")
AT_ONCE = 2


def main(ask_all, per_kind=150, first_seed=0):
    """What nobody went over before is wrong now and then (NOT_SEEN in test_damage.py)."""
    wrong = False
    for act in ACTS:
        cases = soak(pathlib.Path(ask_all), act, range(first_seed, first_seed + per_kind))
        for case in cases:
            if case.verdict in (WRONG, CRASHED, HUNG):
                print(f"{case.verdict}: {case.what}: {case.complaint}")
        print(f"{act}:\n{table(cases)}", flush=True)
        wrong |= act == "ask" and any(case.verdict == WRONG for case in cases)
    return wrong


def soak(ask_all, act, seeds):
    with fresh_folder() as root:
        houses = [Installation(ask_all, root, life, act) for life in LIVES]
        jobs = [(house, kind, seed) for seed in seeds for house in houses for kind in KINDS]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda job: job[0].case(*job[1:]), jobs))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
