"""postgres.py DIR: the years that bench made, as rows in PostgreSQL, asked the same.

DIR holds rows.tsv and asked.json; answered.json is written there: the same questions with
PostgreSQL's answers, how long each took, and how large table and index are. Every version
of a place is one row with the days between which it was so and the instants between which
that was what we knew: what one would make in SQL, without a journal, without signatures and without seals. The cluster is our own, in a
folder of its own, listens on a unix socket only, and is gone afterwards. psql asks in
statements prepared beforehand and times each itself, from sending to the last row.

Exit code 69, with the reason on standard output: PostgreSQL cannot be had here."""

import contextlib
import glob
import json
import os
import pathlib
import pwd
import re
import signal
import subprocess
import sys
import tempfile
import time

NOT_INSTALLED = 69
VERSION = 15
TIME = re.compile(r"^Time: ([0-9.]+) ms")

# What a database of this size would be given on a machine of its own; 4 workers is what
# Debian's default allows, on two cores they are two.
SETTINGS = """
listen_addresses = ''
shared_buffers = 512MB
work_mem = 64MB
effective_cache_size = 1GB
random_page_cost = 1.1
jit = off
autovacuum = off
timezone = 'UTC'
"""

TABLE = """
create table places (
  aanbieder int not null, place text not null, jeugdige bytea, hulpvorm smallint not null,
  gemeente smallint not null, urgentie smallint not null, overbrugging smallint not null,
  maatregel smallint not null, start date not null, beyond_from date not null,
  valid_from date not null, valid_until date not null,
  recorded timestamptz not null, superseded timestamptz not null);
"""

# Tried on any past day; the one with the lowest median is kept for all questions.
INDEXES = {
    "btree (valid_from, valid_until)": "create index tried on places (valid_from, valid_until)",
    "btree (valid_until, valid_from)": "create index tried on places (valid_until, valid_from)",
    "btree (valid_until, valid_from), covering": "create index tried on places"
    " (valid_until, valid_from) include (aanbieder, beyond_from, recorded, superseded)",
    "GiST (daterange)": "create index tried on places using gist"
    " (daterange(valid_from, valid_until))",
    "BRIN (valid_from, valid_until)": "create index tried on places using brin"
    " (valid_from, valid_until) with (pages_per_range = 16)",
}

IN_FORCE = {
    False: "valid_from <= $1 and valid_until > $1",
    True: "daterange(valid_from, valid_until) @> $1",
}

QUESTIONS = {
    "past_day": """prepare past_day (date) as
      select lpad(aanbieder::text, 8, '0'), count(*), count(*) filter (where beyond_from <= $1)
      from places where {in_force} and superseded = 'infinity'
      group by aanbieder order by aanbieder""",
    "known_earlier": """prepare known_earlier (date, timestamptz) as
      select lpad(aanbieder::text, 8, '0'), count(*), count(*) filter (where beyond_from <= $1)
      from places where {in_force} and recorded <= $2 and superseded > $2
      group by aanbieder order by aanbieder""",
    "jeugdigen": """prepare jeugdigen (date) as
      select count(distinct jeugdige) + count(*) filter (where jeugdige is null)
      from places where {in_force} and superseded = 'infinity'""",
    # One pass over what began and ended, summed up: far faster than counting day by day.
    "series": """prepare series (date, date) as
      with places as (
        select valid_from, valid_until, beyond_from from public.places
        where superseded = 'infinity'),
      steps as (
        select day, sum(places) as places, sum(beyond) as beyond from (
          select valid_from as day, count(*) as places, 0 as beyond from places group by 1
          union all
          select valid_until, -count(*), 0 from places group by 1
          union all
          select greatest(valid_from, beyond_from), 0, count(*) from places
            where beyond_from < valid_until group by 1
          union all
          select valid_until, 0, -count(*) from places where beyond_from < valid_until group by 1
        ) as step group by day),
      sums as (
        select day, sum(places) over (order by day) as places,
          sum(beyond) over (order by day) as beyond from steps)
      select day, places, beyond from sums where day between $1 and $2 order by day""",
}


def programs():
    for folder in sorted(glob.glob(f"/usr/lib/postgresql/{VERSION}/bin")):
        if os.access(f"{folder}/initdb", os.X_OK) and os.access(f"{folder}/psql", os.X_OK):
            return folder
    print(f"PostgreSQL {VERSION} is not installed (Debian: postgresql)")
    sys.exit(NOT_INSTALLED)


def unprivileged():
    """Who runs the cluster: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    print("there is no user but root to run it")
    sys.exit(NOT_INSTALLED)


class Cluster:
    """A PostgreSQL of our own in a folder of its own, which is its user's."""

    def __init__(self, folder):
        self.programs, self.user, self.folder = programs(), unprivileged(), folder
        if self.user:
            os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        try:
            subprocess.run(["/bin/true"], check=True, **self.options())
        except PermissionError:
            print(f"user {self.user.pw_name}, who would run it, may not enter {folder}")
            sys.exit(NOT_INSTALLED)

    def options(self):
        mine = {"cwd": self.folder, "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}}
        if self.user:
            mine |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return mine

    def run(self, program, *arguments, **more):
        command = [f"{self.programs}/{program}", *arguments]
        ran = subprocess.run(command, text=True, capture_output=True, **self.options(), **more)
        if ran.returncode != 0:
            sys.exit(f"postgres.py: {program}: {ran.stdout[-500:]} {ran.stderr[-2000:]}")
        return ran.stdout

    @contextlib.contextmanager
    def running(self):
        data = self.folder / "data"
        self.run("initdb", "-D", data, "-U", "bench", "-A", "trust", "--no-instructions")
        with open(data / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(SETTINGS + f"unix_socket_directories = '{self.folder}'\n")
        with open(self.folder / "log", "w", encoding="utf-8") as log:
            server = subprocess.Popen([f"{self.programs}/postgres", "-D", data],
                                      stdout=log, stderr=log, **self.options())
        try:
            self.wait(server)
            yield
        finally:
            server.send_signal(signal.SIGINT)  # it cuts who is connected, and ends
            server.wait()

    def wait(self, server):
        """Until it answers, or it is clear that it will not."""
        ready = [f"{self.programs}/pg_isready", "-q", "-h", self.folder]
        while server.poll() is None:
            if subprocess.run(ready, check=False).returncode == 0:
                return
            time.sleep(0.05)
        sys.exit(f"postgres.py: no server: {(self.folder / 'log').read_text()[-2000:]}")

    def psql(self, *commands, **more):
        """Runs the commands, or what is given as `input`."""
        given = [part for command in commands for part in ("-c", command)]
        return self.run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder,
                        "-U", "bench", "-d", "postgres", *given, **more)


def load(cluster, rows):
    with open(rows, encoding="utf-8") as lines:
        cluster.psql(TABLE, "copy places from stdin", stdin=lines)
    cluster.psql("vacuum (analyze, freeze) places")


def timed(cluster, prepared, executes):
    """Each execute's rows and how long it took, in milliseconds; the first is asked twice,
    and counts once."""
    text = prepared + ";\n\\timing on\n" + ";\n".join([executes[0], *executes]) + ";\n"
    answers, times, lines = [], [], []
    for line in cluster.psql(input=text).splitlines():
        took = TIME.match(line)
        if took:
            times.append(float(took.group(1)))
            answers.append(lines)
            lines = []
        else:
            lines.append(line)
    return answers[1:], times[1:]


def execute(kind, question, first):
    if kind == "series":
        return f"execute series ('{first}', '{question['on']}')"
    if kind == "known_earlier":
        return f"execute known_earlier ('{question['on']}', '{question['known']}')"
    return f"execute {kind} ('{question['on']}')"


def ask(cluster, kind, questions, by_range):
    first = cluster.psql("select min(valid_from) from places").strip()
    prepared = QUESTIONS[kind].format(in_force=IN_FORCE[by_range])
    return timed(cluster, prepared, [execute(kind, question, first) for question in questions])


def median(values):
    return sorted(values)[(len(values) - 1) // 2]


def choose_index(cluster, questions):
    tried = {}
    for name, statement in INDEXES.items():
        cluster.psql("drop index if exists tried", statement, "vacuum analyze places")
        _, times = ask(cluster, "past_day", questions, name.startswith("GiST"))
        tried[name] = median(times)
    best = min(tried, key=tried.get)
    cluster.psql("drop index tried", INDEXES[best], "vacuum analyze places")
    return best, tried


def measure(cluster, folder):
    asked = json.loads((folder / "asked.json").read_text())
    load(cluster, folder / "rows.tsv")
    best, tried = choose_index(cluster, asked["past_day"])
    answered = {"ms": {}}
    for kind, questions in asked.items():
        answers, answered["ms"][kind] = ask(cluster, kind, questions, best.startswith("GiST"))
        answered[kind] = [q | {"answer": a} for q, a in zip(questions, answers, strict=True)]
    answered["bytes"] = int(cluster.psql("select pg_total_relation_size('places')"))
    others = ", ".join(f"{name} {ms:.1f} ms" for name, ms in tried.items() if name != best)
    version = cluster.psql("show server_version").split()[0]
    answered["about"] = f"PostgreSQL {version} with {best}; also tried on any past day: {others}."
    (folder / "answered.json").write_text(json.dumps(answered))


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the cluster ends too
    folder = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="bench-postgres-", dir=folder.parent) as mine:
        cluster = Cluster(pathlib.Path(mine))
        with cluster.running():
            measure(cluster, folder)


if __name__ == "__main__":
    main()
