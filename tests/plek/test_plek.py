"""wachtpost plek, and the ids that push makes of dossiers."""

import json
import stat

import pytest
from fake import FakeServer

HEADER = "dossier;onderdeel;gemeente;hulpvorm;aanmelddatum"
PEILMOMENT = ("--peilmoment", "2025-03-01T09:00:00Z")
# Of the secret 00 01 ... 1F; tests/plek/test_secret.c has the same.
SECRET = bytes(range(32)).hex() + "\n"


@pytest.fixture
def plek(client):
    """A client with a known secret of its ids."""
    key = client.folder / "plek.key"
    key.write_text(SECRET)
    key.chmod(0o600)
    configure = client.configure

    def with_plek_key(server, key=None):
        configure(server, key)
        with (client.folder / "wachtpost.conf").open("a") as file:
            file.write("plek_key = 'plek.key'\n")

    client.configure = with_plek_key
    return client


def accept(pb):
    def answer(request):
        snapshot = pb.Snapshot.FromString(request.body)
        receipt = pb.Receipt(
            outcome=pb.STATUS_CODE_ACCEPTED,
            agb_code=snapshot.agb_code,
            epoch=snapshot.epoch,
            sequence=snapshot.sequence,
            content_hash=hashed(request.body),
            peilmoment=snapshot.peilmoment,
            recorded_at=snapshot.peilmoment + 1,
            event=7,
        )
        return pb.PushReply(head=pb.ReplyHead(status=pb.STATUS_CODE_ACCEPTED), receipt=receipt)

    return answer


def hashed(body):
    import hashlib

    return hashlib.blake2b(body, digest_size=32).digest()


def push(client, server, *rows, header=HEADER, options=()):
    path = client.list(*rows, header=header)
    return client.run(*client.to(server, "push", *PEILMOMENT, *options, path))


def ids(pb, server, number=-1):
    snapshot = pb.Snapshot.FromString(server.bodies("PUSH")[number])
    return [place.id.decode() for place in snapshot.places]


def ask(client, *arguments):
    configuration = str(client.folder / "wachtpost.conf")
    return client.run("plek", "-c", configuration, *arguments)


def test_a_dossier_gets_the_id_of_its_secret_and_is_found_by_it(pb, plek):
    with FakeServer(plek.line, accept(pb)) as server:
        ran = push(plek, server, "0123456;;0518;KDC;2025-01-31", "d-17;kdc;0518;KDC;2025-01-31")
        assert ran.returncode == 0, ran.stderr
        assert ids(pb, server) == ["3QW-KMM-72D", "6TC-CJK-28J"]
        assert b"123456" not in server.bodies("PUSH")[0]
    found = ask(plek, "6tc cjk 28j")
    assert found.returncode == 0, found.stderr
    lines = [line.split(maxsplit=1) for line in found.stdout.splitlines()]
    assert lines[0] == ["6TC-CJK-28J"]
    assert ["dossier", "0123456"] in lines
    assert ["bestand", str(plek.folder / "lijst.csv")] in lines
    assert ["rij", "2"] in lines
    told = json.loads(ask(plek, "--json", "3QWKMM72D").stdout)
    place = told["places"][0]
    assert told["finding"] == "FOUND"
    assert (place["dossier"], place["part"], place["row"]) == ("d-17", "kdc", 3)
    assert place["seen"] == "2025-03-01"


def test_a_misheard_id_gives_what_may_have_been_meant(pb, plek):
    with FakeServer(plek.line, accept(pb)) as server:
        push(plek, server, "123456;;0518;KDC;2025-01-31")
    for misheard in ("6TC-CJK-29J", "T6C-CJK-28J"):
        ran = ask(plek, misheard)
        assert ran.returncode == 65
        assert "bestaat niet: controleer" in ran.stderr and "lijken erop" in ran.stderr
        assert "6TC-CJK-28J" in ran.stdout and "123456" in ran.stdout
    far = ask(plek, "6TC-CJM-29J")
    assert (far.returncode, far.stdout) == (65, "")
    assert "geen van uw plekken lijkt erop" in far.stderr


@pytest.mark.parametrize("text, finding", [("3QW-KMM-72D", "UNKNOWN"), ("123456", "NO_ID")])
def test_what_is_not_there_is_told_apart(pb, plek, text, finding):
    with FakeServer(plek.line, accept(pb)) as server:
        push(plek, server, "123456;;0518;KDC;2025-01-31")
    ran = ask(plek, "--json", text)
    assert ran.returncode == 65
    assert json.loads(ran.stdout) == {"finding": finding, "places": []}


def test_a_child_keeps_its_id_when_it_leaves(pb, plek):
    header = HEADER + ";uitstroomreden;uitstroomdatum"
    with FakeServer(plek.line, accept(pb)) as server:
        push(plek, server, "123456;;0518;KDC;2025-01-31")
        ran = push(plek, server, "0123456;;;;;GESTART;2025-02-20", header=header)
        assert ran.returncode == 0, ran.stderr
        snapshot = pb.Snapshot.FromString(server.bodies("PUSH")[1])
    assert [line.id for line in snapshot.outflow] == [b"6TC-CJK-28J"]


def test_an_id_of_its_own_goes_before_the_dossier(pb, plek):
    header = "id;dossier;gemeente;hulpvorm;aanmelddatum"
    with FakeServer(plek.line, accept(pb)) as server:
        ran = push(plek, server, "A1;123456;0518;KDC;2025-01-31", header=header)
        assert ran.returncode == 0, ran.stderr
        assert ids(pb, server) == ["A1"]
        assert b"123456" not in server.bodies("PUSH")[0]
    assert not (plek.folder / "state" / "plek.register").exists()


def test_twice_the_same_dossier_is_a_double(pb, plek):
    with FakeServer(plek.line, accept(pb)) as server:
        ran = push(plek, server, "12;;0518;KDC;2025-01-31", "012;;0518;KDC;2025-01-31")
        assert not server.requests
    assert ran.returncode == 65
    assert "DUBBEL" in ran.stderr


def test_a_row_without_a_dossier_is_a_mistake(pb, plek):
    with FakeServer(plek.line, accept(pb)) as server:
        ran = push(plek, server, ";1;0518;KDC;2025-01-31")
        assert not server.requests
    assert ran.returncode == 65
    assert "rij 2, kolom dossier" in ran.stderr
    assert not (plek.folder / "state" / "plek.register").exists()


def test_without_a_secret_a_dossier_is_no_id(pb, client):
    with FakeServer(client.line, accept(pb)) as server:
        ran = push(client, server, "123456;;0518;KDC;2025-01-31")
        assert not server.requests
    assert ran.returncode == 65
    assert "plek_key" in ran.stderr


def test_secret_out_of_reach_is_not_called_wrong(pb, plek):
    with FakeServer(plek.line, accept(pb)) as server:
        for option in ("--plek-key", "--key"):
            below = str(plek.folder / "plek.key" / "below")
            ran = push(plek, server, "123456;;0518;KDC;2025-01-31", options=(option, below))
            assert ran.returncode == 78
            assert "onder het account waarvan het bestand is" in ran.stderr
        assert not server.requests


def test_another_secret_sends_nothing(pb, plek):
    with FakeServer(plek.line, accept(pb)) as server:
        push(plek, server, "123456;;0518;KDC;2025-01-31")
        (plek.folder / "plek.key").write_text(SECRET[::-1].strip() + "\n")
        ran = push(plek, server, "123456;;0518;KDC;2025-01-31")
        assert len(server.requests) == 1
    assert ran.returncode == 78
    assert "andere plek_key" in ran.stderr


def test_a_column_of_bsns_is_no_column_of_dossiers(pb, plek):
    rows = [f"{bsn};;0518;KDC;2025-01-31" for bsn in ("123456782", "241000002", "012345672")]
    with FakeServer(plek.line, accept(pb)) as server:
        ran = push(plek, server, *rows)
        assert not server.requests
    assert ran.returncode == 65
    assert "rij 1, kolom dossier, BSN" in ran.stderr
    assert "241000002" not in ran.stderr
    assert not (plek.folder / "state" / "plek.register").exists()


def test_make_key_makes_one_and_never_overwrites(client):
    path = client.folder / "nieuw.key"
    made = client.run("plek", "--make-key", str(path))
    assert made.returncode == 0, made.stderr
    assert "reservekopie" in made.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    secret = path.read_text()
    assert len(secret) == 65
    again = client.run("plek", "--make-key", str(path))
    assert again.returncode == 78
    assert path.read_text() == secret
    assert client.run("plek", "--make-key", str(client.folder / "x" / "y")).returncode == 78


def test_wrong_use_is_told(client):
    assert client.run("plek").returncode == 64
    assert client.run("plek", "A", "B").returncode == 64
    assert client.run("plek", "A", "--make-key", "x").returncode == 64
    without = client.run("plek", "6TC-CJK-28J", "--state", str(client.folder))
    assert without.returncode == 78
    assert "plek_key ontbreekt" in without.stderr


def test_a_dossier_may_stand_in_the_file_of_who_left(pb, plek):
    left = plek.folder / "weg.csv"
    left.write_text("dossier;uitstroomreden;uitstroomdatum\n0123456;GESTART;20-02-2025\n")
    with FakeServer(plek.line, accept(pb)) as server:
        push(plek, server, "123456;;0518;KDC;2025-01-31")
        ran = push(plek, server, "17;;0518;KDC;2025-01-31", options=("--outflow", str(left)))
        assert ran.returncode == 0, ran.stderr
        snapshot = pb.Snapshot.FromString(server.bodies("PUSH")[1])
    assert [line.id for line in snapshot.outflow] == [b"6TC-CJK-28J"]
    place = json.loads(ask(plek, "--json", "6TC-CJK-28J").stdout)["places"][0]
    assert (place["file"], place["row"]) == (str(left), 2)


def test_who_only_looks_leaves_the_register_as_it_was(pb, plek):
    with FakeServer(plek.line, accept(pb)) as server:
        for option in ("--check", "--show"):
            ran = push(plek, server, "123456;;0518;KDC;2025-01-31", options=(option,))
            assert ran.returncode == 0, ran.stderr
        assert "6TC-CJK-28J" in ran.stdout and "123456" not in ran.stdout
    assert not (plek.folder / "state" / "plek.register").exists()
