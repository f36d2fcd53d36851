"""test_bench.py BENCH: a quick run prints every figure, as a table and as JSON. How
fast anything was is not looked at."""

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


def run(bench, *options):
    ran = subprocess.run([bench, "--quick", *options], stdout=subprocess.PIPE, text=True, check=True)
    return ran.stdout


def complaints(bench):
    told = json.loads(run(bench, "--json"))
    figures = told["figures"]
    if sorted(figures) != sorted(FIGURES):
        yield f"other figures than expected: {sorted(set(figures) ^ set(FIGURES))}"
    for name, figure in figures.items():
        values = [figure["median"], figure["lowest"], figure["highest"], *figure["rounds"]]
        if len(figure["rounds"]) != told["rounds"] or not all(map(math.isfinite, values)):
            yield f"{name}: {figure}"
    table = run(bench)
    yield from (f"not in the table: {f['words']}" for f in figures.values() if f["words"] not in table)


if __name__ == "__main__":
    found = list(complaints(sys.argv[1]))
    print("\n".join(found) or "every figure is there")
    sys.exit(1 if found else 0)
