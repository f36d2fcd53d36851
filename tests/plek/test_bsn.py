"""A BSN that stands in a source goes nowhere: not over the line, not into a message, a file or a
core, and not into the memory of a process that waits for its receipt."""

import hashlib
import json
import os
import resource
import signal
import subprocess
import sys

import pytest
import traces
from fake import FakeServer

HEADER = "id;gemeente;hulpvorm;aanmelddatum"
BSNS = traces.numbers(40)
PEILMOMENT = ("--peilmoment", "2025-03-01T09:00:00Z")


def rows(template, count=len(BSNS)):
    return [template.format(i=i, bsn=BSNS[i]) for i in range(count)]


GOOD = "A{i};0518;KDC;2025-01-31"


def table(header, lines):
    return "\n".join([header, *lines]) + "\n"


def json_lines(**more):
    """Each row as a JSON object, with these fields besides."""
    good = {"gemeente": "0518", "hulpvorm": "KDC", "aanmelddatum": "2025-01-31"}
    return "".join(
        json.dumps({"id": f"A{i}", **good, **{name: make(bsn) for name, make in more.items()}}) + "\n"
        for i, bsn in enumerate(BSNS)
    )


MIDDLE = ";" + "x" * 3000 + " {bsn} " + "y" * 3000

# What a source may look like.
SOURCES = {
    "a column of its own": table(HEADER + ";bsn", rows(GOOD + ";{bsn}")),
    "named in full": table(HEADER + ";Burgerservicenummer", rows(GOOD + ";{bsn}")),
    "a column that nobody reads": table(HEADER + ";notitie", rows(GOOD + ";ook {bsn}, zie ECD")),
    "a long text": table(HEADER + ";notitie", rows(GOOD + MIDDLE)),
    "another character set": table(HEADER + ";notitie", rows(GOOD + ";één {bsn}")).encode("cp1252"),
    "two bytes a character": table(HEADER + ";bsn", rows(GOOD + ";{bsn}")).encode("utf-16"),
    "below a title": "Lijst van " + BSNS[0] + "\n" + table(HEADER + ";bsn", rows(GOOD + ";{bsn}")),
    "JSON text": json_lines(bsn=str, notitie=lambda bsn: f"kind {bsn}"),
    "a long JSON text": json_lines(notitie=lambda bsn: f"{3000 * 'x'}{bsn}{3000 * 'y'}"),
    "a JSON number": json_lines(bsn=int),
    "a JSON object": json_lines(kind=lambda bsn: {"bsn": bsn}),
    "the id": table(HEADER, rows("{bsn};0518;KDC;2025-01-31")),
    "part of the id": table(HEADER, rows("K-{bsn}-1;0518;KDC;2025-01-31")),
    "the wrong columns": table(HEADER + ";gi;verwijzer", rows("A{i}" + 5 * ";{bsn}")),
    "one field too many": table(HEADER, rows(GOOD + ";{bsn}")),
    "outside the region": table(HEADER + ";bsn", rows("A{i};0363;KDC;2025-01-31;{bsn}")),
    "behind a wrong quote": table(HEADER + ";bsn", rows(GOOD + ';"{bsn}"{bsn}"')),
    "a file without names": table(f"A0;0518;KDC;2025-01-31;{BSNS[0]}", rows(GOOD + ";{bsn}")),
    "names that are numbers": table(HEADER + ";" + ";".join(BSNS), rows(GOOD)),
    "twice the same id": table(HEADER + ";bsn", rows("A1;0518;KDC;2025-01-31;{bsn}")),
    "the pseudonym": table(HEADER + ";jeugdige", rows(GOOD + ";{bsn}")),
    "some of the dossiers": table(
        "dossier;gemeente;hulpvorm;aanmelddatum",
        rows("{bsn};0518;KDC;2025-01-31", 8) + [f"D{i};0518;KDC;2025-01-31" for i in range(30)],
    ),
    "all of the dossiers": table(
        "dossier;gemeente;hulpvorm;aanmelddatum", rows("{bsn};0518;KDC;2025-01-31")
    ),
}
LOOKS = [("--check",), ("--check", "--json"), ("--show",), ("--show", "--json"), ("--dry-run",)]
READS = [(), ("--json",), *LOOKS]


def put(client, source):
    """The source as a file of this client, which has a secret for its ids."""
    content = SOURCES[source]
    path = client.folder / "lijst.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    put_key(client)
    return str(path)


def put_key(client):
    key = client.folder / "plek.key"
    if not key.exists():
        assert client.run("plek", "--make-key", str(key)).returncode == 0


def arguments(client, server, *options, timeout="1"):
    key = str(client.folder / "plek.key")
    return client.to(server, "push", *PEILMOMENT, "--plek-key", key, *options, timeout=timeout)


def later(pb):
    """What is delivered stays behind, as a queue."""

    def answer(_):
        return pb.PushReply(head=pb.ReplyHead(status=pb.STATUS_CODE_LATER, retry_after_ms=60000))

    return answer


def assert_no_trace(client, server, *outputs):
    sent = b"".join(frame for request in server.requests for frame in request.frames)
    kept = traces.files(client.folder, but=[client.folder / "lijst.csv"])
    for name, content in [("line", sent), *kept, *(("said", said.encode()) for said in outputs)]:
        assert traces.found_in(content, BSNS) == [], name


@pytest.mark.parametrize("options", READS, ids=" ".join)
@pytest.mark.parametrize("source", SOURCES)
def test_no_bsn_leaves_or_stays_behind(pb, client, source, options):
    path = put(client, source)
    with FakeServer(client.line, later(pb)) as server:
        ran = client.run(*arguments(client, server, *options, path))
        assert_no_trace(client, server, ran.stdout, ran.stderr)
        assert not (server.requests and options in LOOKS)
    assert ran.returncode in (0, 65, 75), ran.stderr


def test_the_search_finds_what_it_looks_for(client):
    """Else the tests above would pass whatever happens."""
    for spelled in traces.spellings(BSNS[7]):
        assert traces.found_in(b"..." + spelled + b"...", BSNS) == [BSNS[7]]
    put(client, "a column of its own")
    assert any(traces.found_in(content, BSNS) for _, content in traces.files(client.folder))


def test_the_search_looks_into_memory():
    """As above."""
    script = f"held = '{BSNS[7][:5]}' + '{BSNS[7][5:]}'; print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout.readline() == b"held\n"
            assert BSNS[7] in traces.found_in(traces.memory(process.pid), BSNS)
        except PermissionError:
            pytest.skip("nobody may look into a process here")
        finally:
            process.kill()


def start_and_wait(client, server, path, **more):
    """A push that has read everything and waits for its receipt."""
    process = subprocess.Popen(
        client.command(*arguments(client, server, path, timeout="30")),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=client.environment(),
        **more,
    )
    while not server.bodies("PUSH"):
        assert process.poll() is None
    return process


def memory_of_waiting(client, server, path):
    if os.environ.get("SANITIZED") == "1":
        pytest.skip("a sanitizer keeps terabytes of its own, and what was freed")
    process = start_and_wait(client, server, path)
    try:
        return traces.memory(process.pid)
    except PermissionError:
        pytest.skip("nobody may look into that process here, which is what it asks for")
    finally:
        process.kill()
        process.wait()


WAITING = [
    "a column of its own",
    "a column that nobody reads",
    "a long text",
    "another character set",
    "two bytes a character",
    "below a title",
    "JSON text",
    "a long JSON text",
    "a JSON number",
    "names that are numbers",
    "outside the region",
    "some of the dossiers",
]


@pytest.mark.parametrize("source", WAITING)
def test_no_bsn_is_left_in_memory_while_it_waits(client, source):
    with FakeServer(client.line, lambda _: None) as server:
        held = memory_of_waiting(client, server, put(client, source))
    assert b"06010713" in held
    assert traces.found_in(held, BSNS) == []


def allow_core():
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_an_aborted_push_leaves_no_core(client):
    if resource.getrlimit(resource.RLIMIT_CORE)[1] != resource.RLIM_INFINITY and os.geteuid() != 0:
        pytest.skip("no core may be made here anyway")
    path = put(client, "a column of its own")
    with FakeServer(client.line, lambda _: None) as server:
        process = start_and_wait(client, server, path, cwd=client.folder, preexec_fn=allow_core)
        process.send_signal(signal.SIGABRT)
        assert process.wait() == -signal.SIGABRT
        assert not list(client.folder.glob("core*"))
        assert_no_trace(client, server)


def reply_of(pb, is_virtual):
    """A server that says whether it is real, and takes nothing yet."""
    take = later(pb)

    def answer(request):
        if request.kind == b"PUSH":
            return take(request)
        head = pb.ReplyHead(status=pb.STATUS_CODE_OK, virtual_clock=is_virtual)
        return pb.StatusReply(head=head)

    return answer


def synthetic(bsn):
    key = b"wachtpost synthetic pseudonym; no secret"
    return hashlib.blake2b(bsn.encode(), key=key, digest_size=32).digest()


def test_a_virtual_store_gets_synthetic_pseudonyms(pb, client):
    path = put(client, "a column of its own")
    with FakeServer(client.line, reply_of(pb, True)) as server:
        ran = client.run(*arguments(client, server, "--pseudonym", "synthetic", path))
        assert_no_trace(client, server, ran.stdout, ran.stderr)
        places = pb.Snapshot.FromString(server.bodies("PUSH")[0]).places
    assert "tellen niet mee" not in ran.stderr
    assert {place.id: place.jeugdige for place in places} == {
        f"A{i}".encode(): synthetic(bsn) for i, bsn in enumerate(BSNS)
    }
    assert {place.jeugdige_epoch for place in places} == {1}


def test_no_bsn_is_left_in_memory_after_its_pseudonym_was_made(pb, client):
    def answer(request):
        return None if request.kind == b"PUSH" else reply_of(pb, True)(request)

    path = put(client, "a column of its own")
    with FakeServer(client.line, answer) as server:
        client.configure(server)
        with (client.folder / "wachtpost.conf").open("a") as file:
            file.write("pseudonym = 'synthetic'\n")
        client.configure = lambda *_: None
        held = memory_of_waiting(client, server, path)
        assert synthetic(BSNS[3]) in server.bodies("PUSH")[0]
    assert traces.found_in(held, BSNS) == []


def test_a_real_store_gets_no_synthetic_pseudonym_and_no_list(pb, client):
    path = put(client, "a column of its own")
    with FakeServer(client.line, reply_of(pb, False)) as server:
        ran = client.run(*arguments(client, server, "--pseudonym", "synthetic", path))
        assert server.bodies("PUSH") == []
        assert_no_trace(client, server, ran.stdout, ran.stderr)
    assert ran.returncode == 78
    assert "virtuele klok" in ran.stderr


def test_without_an_answer_there_is_no_pseudonym_and_no_list(client):
    path = put(client, "a column of its own")
    with FakeServer(client.line, lambda _: None) as server:
        ran = client.run(*arguments(client, server, "--pseudonym", "synthetic", path))
        assert server.bodies("PUSH") == []
    assert ran.returncode == 78  # nothing stands in the outbox
    assert "er is niets bewaard" in ran.stderr


@pytest.mark.parametrize("options", LOOKS, ids=" ".join)
def test_who_only_looks_gets_no_pseudonym(pb, client, options):
    path = put(client, "a column of its own")
    with FakeServer(client.line, reply_of(pb, True)) as server:
        ran = client.run(*arguments(client, server, "--pseudonym", "synthetic", *options, path))
        assert not server.requests
    assert ran.returncode == 0, ran.stderr
    assert "pas bij het leveren" in ran.stderr
    assert synthetic(BSNS[0]).hex() not in ran.stdout


def test_what_is_no_bsn_is_a_mistake_where_pseudonyms_are_made(pb, client):
    wrong = str(int(BSNS[0]) + 1)
    path = client.list(f"A1;0518;KDC;2025-01-31;{wrong}", "A2;0518;KDC;2025-01-31;",
                       header=HEADER + ";bsn")  # fmt: skip
    with FakeServer(client.line, reply_of(pb, True)) as server:
        put_key(client)
        ran = client.run(*arguments(client, server, "--pseudonym", "synthetic", path))
        assert not server.requests
    assert ran.returncode == 65
    assert "rij 2, kolom bsn, BSN" in ran.stderr and wrong not in ran.stderr
    assert "rij 3" not in ran.stderr


def test_an_unknown_maker_is_bad_configuration(client):
    path = put(client, "a column of its own")
    with FakeServer(client.line, lambda _: None) as server:
        ran = client.run(*arguments(client, server, "--pseudonym", "sha256", path))
        assert not server.requests
    assert ran.returncode == 78
    assert "none of synthetic" in ran.stderr


def test_a_column_that_is_not_read_is_told_once(pb, client):
    path = put(client, "a column of its own")
    with FakeServer(client.line, later(pb)) as server:
        ran = client.run(*arguments(client, server, path))
    assert ran.stderr.count("bsn") == 1
    assert "tellen niet mee: bsn\n" in ran.stderr
