"""test_bench.py BENCH: a quick run prints every figure, as a table and as JSON. How
fast anything was is not looked at. (That PostgreSQL counts the same, bench sees to.)"""

import json
import math
import subprocess
import sys

FIGURES = """
disk.fdatasync_p50 disk.lmdb_commit_p50
lone.receipt_p50 lone.receipt_p99 lone.per_commit
crowd.pushes_per_second crowd.receipt_p50 crowd.receipt_p99 crowd.pushes_per_commit_time
crowd.pushes_per_batch crowd.cpu_per_push crowd.cpu_per_push_engine crowd.cpu_per_push_front
alert.in_hand_p50 alert.in_hand_p99 alert.per_commit
midnight.evaluated midnight.first_in_hand midnight.in_hand
memory.engine memory.front machine.others
""".split()

HISTORY = """
load.pushes_per_second load.cpu_per_push_first load.cpu_per_push_last load.last_per_first
load.cpu_per_midnight_first load.cpu_per_midnight_last
size.per_place_day size.journal size.bodies size.names size.history size.blocks
size.duplicates size.alerts size.receipts size.audit size.other size.file size.free
past_day.p50 past_day.p99 known_earlier.p50 known_earlier.p99 series.p50
jeugdigen.p50 jeugdigen.p99 asked.days memory.history
reports.crowd reports.without reports.with reports.with_per_without reports.answers
machine.others
""".split()

POSTGRES = """
postgres.per_place_day postgres.past_day_p50 postgres.past_day_p99
postgres.known_earlier_p50 postgres.known_earlier_p99 postgres.series_p50
postgres.jeugdigen_p50 postgres.jeugdigen_p99
by_postgres.per_place_day by_postgres.past_day_p50 by_postgres.known_earlier_p50
by_postgres.series_p50 by_postgres.jeugdigen_p50
""".split()


def run(bench, *options):
    ran = subprocess.run([bench, "--quick", *options], stdout=subprocess.PIPE, text=True, check=True)
    return ran.stdout


def complaints(told, table, expected):
    figures = told["figures"]
    if sorted(figures) != sorted(expected):
        yield f"other figures than expected: {sorted(set(figures) ^ set(expected))}"
    for name, figure in figures.items():
        values = [figure["median"], figure["lowest"], figure["highest"], *figure["rounds"]]
        if not figure["rounds"] or not all(map(math.isfinite, values)):
            yield f"{name}: {figure}"
    yield from (f"not in the table: {f['words']}" for f in figures.values() if f["words"] not in table)


def rounds_complaints(bench):
    told = json.loads(run(bench, "--json"))
    yield from complaints(told, run(bench), FIGURES)
    for name, figure in told["figures"].items():
        if len(figure["rounds"]) != told["rounds"]:
            yield f"{name}: not measured in every round"


def history_complaints(bench):
    told, table = json.loads(run(bench, "--history", "--json")), run(bench, "--history")
    without = told["remark"].startswith("No comparison with PostgreSQL: ")
    yield from complaints(told, table, HISTORY + ([] if without else POSTGRES))
    if (told["remark"] if without else "PostgreSQL 15") not in table:
        yield f"not under the table: {told['remark']}"


if __name__ == "__main__":
    found = [*rounds_complaints(sys.argv[1]), *history_complaints(sys.argv[1])]
    print("\n".join(found) or "every figure is there")
    sys.exit(1 if found else 0)
