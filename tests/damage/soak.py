"""soak.py ASK_ALL [CASES_OF_EACH_KIND [FIRST_SEED]]: more damage than a test has time for.

Prints a table and each case that was wrong, crashed or hung; exit code 1 when one was wrong."""

import concurrent.futures
import pathlib
import sys

from damage import CRASHED, HUNG, KINDS, WRONG, Installation, fresh_folder, table

LIVES = ("life", "random")
AT_ONCE = 2


def main(ask_all, per_kind=150, first_seed=0):
    with fresh_folder() as root:
        houses = [Installation(pathlib.Path(ask_all), root, life) for life in LIVES]
        seeds = range(first_seed, first_seed + per_kind)
        jobs = [(house, kind, seed) for seed in seeds for house in houses for kind in KINDS]
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            cases = list(pool.map(lambda job: job[0].case(*job[1:]), jobs))
    for case in cases:
        if case.verdict in (WRONG, CRASHED, HUNG):
            print(f"{case.verdict}: {case.what}: {case.complaint}")
    print(table(cases))
    return any(case.verdict == WRONG for case in cases)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
