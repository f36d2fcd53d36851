"""The daemon in the hands of an operator: what he breaks, changes, starts and stops."""

import os
import shutil
import signal
import subprocess
import threading
import time

import pytest
from post import KIEL, MAAN, PATIENCE_S, START, START_US, ZON, Post, place, snapshot
from readme import STATUS, pb

BAD_CONFIG, CANNOT_OPEN, IN_USE = 78, {74, 78}, 75


@pytest.fixture
def post():
    """Each test breaks its own."""
    made = Post()
    with made:
        yield made


@pytest.fixture
def folded():
    """Made and not started."""
    made = Post()
    yield made
    made.__exit__(None)


def ask_status(post, caller):
    body = pb.StatusRequest(head=post.head()).SerializeToString()
    answer = caller.exchange(caller.frames(b"STATUS", body), 5)
    return answer and pb.StatusReply.FromString(answer).head.status


# ---- reload


def test_a_broken_participant_file_is_told_in_full_and_changes_nothing(post):
    with post.unmoved(), post.caller("zon") as zon:
        assert ask_status(post, zon) == STATUS["OK"]
        good = post.file_of("maan").read_text()
        post.file_of("maan").write_text('roles = {"koning"}\nkeys = {"wachtpost1:kort"}\nleeg = 1\n')
        post.file_of("nieuw").write_text('roles = {"klok"}\n\nkeys = {"x"}\n')
        lines = post.reload(r"engine\.reload_refused")
        told = "\n".join(line for line in lines if "config.mistake" in line)
        for where in ("maan.conf:1", "maan.conf:2", "maan.conf:3", "nieuw.conf:3"):
            assert where in told, told
        assert ask_status(post, zon) == STATUS["OK"]
        assert post.status("maan").aanbieders[0].agb_code == MAAN
        post.file_of("nieuw").unlink()
        post.file_of("maan").write_text(good)
        post.reload()


def test_one_key_in_two_files_and_one_code_in_two_files_are_refused(post):
    with post.unmoved():
        text = post.file_of("zon").read_text()
        post.file_of("dubbel").write_text(text)
        lines = post.reload(r"engine\.reload_refused")
        assert any("dubbel.conf" in line or "zon.conf" in line for line in lines)
        post.file_of("dubbel").unlink()


def test_a_new_participant_is_in_at_once_and_a_removed_one_out_within_a_second(post):
    text = post.file_of("maan").read_text()
    with post.caller("zon") as zon, post.caller("maan") as maan:
        assert ask_status(post, zon) == ask_status(post, maan) == STATUS["OK"]
        post.file_of("maan").unlink()
        post.reload(r"front\.admission keys=7 cut=1")
        began = time.monotonic()
        frames = maan.frames(b"PUSH", snapshot(MAAN, 1).SerializeToString())
        assert maan.exchange(frames, 1.5) is None
        assert ask_status(post, zon) == STATUS["OK"]
        assert time.monotonic() - began < 5
        assert all(shown.received_on == 0 for shown in post.status().aanbieders)
        post.file_of("maan").write_text(text)
        post.reload(r"front\.admission keys=8 cut=0")
    with post.caller("maan") as maan:
        assert maan.verdict(b"PUSH", snapshot(MAAN, 1)) == "ACCEPTED"
    post.deliver()


def test_reloads_one_after_the_other_lose_no_request(post):
    with post.caller("zon") as zon:
        for turn in range(1, 21):
            post.process.send_signal(signal.SIGHUP)
            frames = zon.frames(b"PUSH", snapshot(ZON, turn, [place(turn)]).SerializeToString())
            reply = pb.PushReply.FromString(zon.exchange(frames))
            assert reply.head.status == STATUS["ACCEPTED"]
    post.deliver()


def test_a_configuration_that_vanished_changes_nothing(post):
    with post.unmoved():
        kept = post.conf.read_text()
        post.conf.unlink()
        post.reload(r"engine\.reload_refused")
        post.conf.write_text(kept)
    with post.unmoved():
        shutil.move(post.folder / "deelnemers.d", post.folder / "weg")
        post.reload(r"engine\.reload_refused")
        shutil.move(post.folder / "weg", post.folder / "deelnemers.d")


# ---- stopping


def storm(post, acknowledged, stop):
    """Pushes as fast as it is answered; keeps what was acknowledged."""
    sequence = 1
    with post.caller("zon") as caller:
        while not stop.is_set():
            places = [place(number) for number in range(sequence, sequence + 20)]
            body = snapshot(ZON, sequence, places).SerializeToString()
            answer = caller.exchange(caller.frames(b"PUSH", body), 2)
            if answer is None:
                return
            reply = pb.PushReply.FromString(answer)
            if reply.head.status == STATUS["ACCEPTED"]:
                acknowledged[sequence] = (body, reply.receipt)
                sequence += 1


def test_all_that_was_acknowledged_in_a_storm_is_there_after_term_and_a_new_start(post):
    acknowledged, stop = {}, threading.Event()
    pushing = threading.Thread(target=storm, args=(post, acknowledged, stop))
    pushing.start()
    until = time.monotonic() + PATIENCE_S
    while len(acknowledged) < 100 and time.monotonic() < until:
        time.sleep(0.01)
    assert post.stop() == 0
    stop.set()
    pushing.join(PATIENCE_S)
    assert len(acknowledged) >= 100
    post.start()
    with post.caller("zon") as caller:
        for body, receipt in acknowledged.values():
            reply = pb.PushReply.FromString(caller.exchange(caller.frames(b"PUSH", body)))
            assert reply.head.status == STATUS["DUPLICATE"]
            assert reply.receipt == receipt
    (shown,) = post.status("zon").aanbieders
    assert shown.sequence in (len(acknowledged), len(acknowledged) + 1)
    post.deliver()


def test_a_second_daemon_on_the_same_store_is_refused_and_the_first_unmoved(post):
    with post.unmoved():
        code, said = post.attempt()
        assert code == IN_USE
        assert "another" in said, said


def test_a_second_daemon_with_files_of_its_own_on_the_same_store_is_refused(post, tmp_path):
    """Another socket, another configuration: only the store's own lock tells."""
    with post.unmoved():
        first = post.conf
        post.conf = tmp_path / "tweede.conf"
        shutil.copytree(post.folder / "deelnemers.d", tmp_path / "deelnemers.d")
        shutil.copy(post.folder / "server.seed", tmp_path)
        text = first.read_text()
        for name in ("store", "store_key"):
            file = "store" if name == "store" else "store.key"
            text = text.replace(f'{name} = "{file}"', f'{name} = "{post.folder / file}"')
        assert str(post.folder / "store") in text
        post.conf.write_text(text)
        code, said = post.attempt()
        post.conf = first
        assert code == IN_USE
        assert "another process uses this store" in said, said


# ---- starting


def refused_start(post, expected, *words):
    """It ends by itself, with one of these codes and a message with these words."""
    code, said = post.attempt()
    assert code in expected, (code, said)
    for word in words:
        assert word in said, said
    assert "engine.listening" not in said


def test_a_wrong_store_key_is_told_and_touches_nothing(folded):
    before = (folded.folder / "store" / "data.mdb").read_bytes()
    key = folded.folder / "store.key"
    kept = key.read_text()
    key.write_text("ab" * 32 + "\n")
    refused_start(folded, CANNOT_OPEN, "key")
    assert (folded.folder / "store" / "data.mdb").read_bytes() == before
    key.write_text(kept)
    folded.start()
    folded.deliver()


@pytest.mark.parametrize("name", ["store.key", "server.seed"])
def test_a_secret_that_is_missing_garbled_or_open_to_all_is_told_by_name(folded, name):
    secret = folded.folder / name
    kept = secret.read_text()
    for spoil in (secret.unlink, lambda: secret.write_text("geheim\n")):
        spoil()
        refused_start(folded, CANNOT_OPEN, name)
    secret.write_text(kept)
    secret.chmod(0o644)
    refused_start(folded, CANNOT_OPEN, name, "600")


def test_a_virtual_store_needs_the_flag_and_a_real_one_refuses_it(folded):
    folded.virtual = None
    refused_start(folded, {BAD_CONFIG}, "virtual", "--virtual-clock")
    real = Post(virtual=None)
    real.virtual = START
    refused_start(real, {BAD_CONFIG}, "real", "--virtual-clock")
    real.virtual = None
    real.start()
    assert not real.status().head.virtual_clock
    real.deliver()
    real.__exit__(None)


def test_a_store_that_is_gone_or_a_file_or_empty_is_told(folded):
    store = folded.folder / "store"
    shutil.rmtree(store)
    refused_start(folded, CANNOT_OPEN, "store")
    assert not (store / "data.mdb").exists()
    store.mkdir()
    refused_start(folded, CANNOT_OPEN, "store")
    assert not (store / "data.mdb").exists()
    store.rmdir()
    store.write_text("")
    refused_start(folded, CANNOT_OPEN, "store")


@pytest.mark.parametrize("garbage", [b"", b"x" * 10, os.urandom(100_000)], ids=len)
def test_a_store_that_is_garbage_is_told(folded, garbage):
    (folded.folder / "store" / "data.mdb").write_bytes(garbage)
    refused_start(folded, CANNOT_OPEN, "store")


def test_a_store_cut_short_is_damage_and_no_new_beginning(folded):
    folded.start()
    folded.deliver()
    assert folded.stop() == 0
    data = folded.folder / "store" / "data.mdb"
    os.truncate(data, data.stat().st_size // 2 // 4096 * 4096)
    refused_start(folded, CANNOT_OPEN, "store")


def test_a_store_directory_that_may_not_be_written_is_told(folded):
    """Root writes anywhere, unless it gives that privilege up."""
    humble = []
    if os.geteuid() == 0:
        gone = "-dac_override,-dac_read_search"
        humble = ["setpriv", f"--bounding-set={gone}", f"--inh-caps={gone}"]
    for path in (folded.folder / "store", *(folded.folder / "store").iterdir()):
        path.chmod(0o500 if path.is_dir() else 0o400)
    done = subprocess.run(
        [*humble, *folded.command()], capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode in CANNOT_OPEN, done
    assert "store" in done.stderr and "denied" in done.stderr.lower(), done


def test_a_store_deleted_under_a_running_daemon_loses_nothing_it_holds_open(post):
    """The files live on until it stops; a next start says that they are gone."""
    shutil.rmtree(post.folder / "store")
    post.deliver()
    assert post.stop() == 0
    refused_start(post, CANNOT_OPEN, "store")


def test_an_engine_socket_with_too_long_a_path_is_told(folded):
    folded.configure(engine_socket="s" * 120)
    refused_start(folded, {BAD_CONFIG}, "engine_socket")


def test_an_engine_socket_that_is_something_else_is_left_alone(folded):
    there = folded.folder / "engine.sock"
    there.write_text("belangrijk")
    refused_start(folded, CANNOT_OPEN, "engine.sock", "socket")
    assert there.read_text() == "belangrijk"


def test_an_engine_socket_in_no_folder_is_told(folded):
    folded.configure(engine_socket="weg/engine.sock")
    refused_start(folded, CANNOT_OPEN, "engine.sock")


def test_check_config_tells_every_mistake_with_file_and_line_and_starts_nothing(folded):
    folded.conf.write_text(
        'listen = "tcp://127.0.0.1:*"\nlisten_bell = "nergens"\nmap_mib = -3\nstoer = 1\n'
        'log_level = "luid"\nnorm "3m" { from = "1990-02-31"\n  months = 0\n  levels = {9, 6} }\n'
    )
    folded.file_of("zon").write_text('roles = {"aanbieder"}\nkeys = {"x"}\naanbieder "6" {}\n')
    folded.file_of("maan").write_text("roles = {\n")
    code, said = folded.attempt("--check-config")
    assert code == BAD_CONFIG
    for where in ("wachtpostd.conf:2:", "wachtpostd.conf:3:", "wachtpostd.conf:4:",
                  "wachtpostd.conf:5:", "wachtpostd.conf:6:", "zon.conf:2:", "zon.conf:3:",
                  "maan.conf:"):
        assert where in said, (where, said)
    assert all(".conf:" in line for line in said.splitlines()), said


def test_check_config_of_a_good_one_says_nothing_also_while_it_runs(post):
    with post.unmoved():
        assert post.attempt("--check-config") == (0, "")


def test_a_participant_name_or_file_that_is_no_participant_is_told_or_passed_over(folded):
    folder = folded.folder / "deelnemers.d"
    (folder / "aantekening.txt").write_text("niets")
    (folder / "zon.conf~").write_text("niets")
    (folder / ".zon.conf.swp").write_bytes(os.urandom(1000))
    assert folded.attempt("--check-config") == (0, "")
    (folder / "binair.conf").write_bytes(bytes(range(256)) * 40)
    code, said = folded.attempt("--check-config")
    assert code == BAD_CONFIG and "binair.conf" in said
    (folder / "binair.conf").unlink()
    (folder / "map.conf").mkdir()
    code, said = folded.attempt("--check-config")
    assert code == BAD_CONFIG and "map.conf" in said


def test_a_clock_that_is_set_back_by_the_flag_does_not_go_back(folded):
    """The store's last event is later than the flag: that is where it goes on."""
    folded.start()
    later = START_US + 40 * 86_400_000_000
    with folded.caller("klok") as klok:
        asked = pb.ClockRequest(head=folded.head(), instant=later)
        assert klok.verdict(b"CLOCK", asked) == "OK"
        with folded.caller("kiel") as kiel:
            assert kiel.verdict(b"PUSH", snapshot(KIEL, 1, [place(1)])) == "ACCEPTED"
    assert folded.stop() == 0
    folded.start()
    with folded.caller("beheer") as beheer:
        reply = beheer.ask(b"STATUS", pb.StatusRequest(head=folded.head()))
        assert reply.head.status == STATUS["STALE"] and reply.head.now >= later
