"""Who may include what: style.md's arrows as a table.

A rule holds for the files below its path; the longest path that fits a file wins.
`sees` names project folders (or single headers), `libraries` what comes from outside,
`pure` that there is no I/O, no clock, no log: a short list of libc only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    path: str
    sees: tuple
    libraries: tuple = ()
    pure: bool = False


EDGE = tuple(f"daemon/{name}.h" for name in ("clock", "log", "memory", "ready", "signals", "user"))

# What both halves of the daemon know of each other: no libzmq in it.
LINK = ("daemon/front/link.h", "daemon/front/stream.h")

CONTACT = tuple(
    "ask bell clock connection cursor delivery durable hex subscription wachtlijst".split()
)

RULES = (
    Rule("proto/model", ("proto/model",), pure=True),
    Rule("proto/keys", ("proto/keys", "proto/model"), ("sodium.h",)),
    Rule("proto/wire", ("proto/wire", "proto/model"), ("protobuf-c/", "wachtpost/v1/wachtpost.pb-c.h")),
    Rule("store", ("store", "proto/model"), ("lmdb.h", "sodium.h", "zstd.h", "zstd_errors.h")),
    Rule("daemon/domain", ("daemon/domain", "proto/model"), pure=True),
    Rule(
        "daemon/settings",
        ("daemon/settings", "daemon/domain", "proto/model", "proto/keys"),
        ("confuse.h",),
    ),
    Rule("daemon/front/link", ("daemon/front/link.h", "proto/model")),
    Rule("daemon/front/stream", (*LINK, "proto/model")),
    Rule(
        "daemon/front",
        ("daemon/front", "proto/wire", "proto/model", *EDGE),
        ("zmq.h", "systemd/"),
    ),
    Rule(
        "daemon/engine",
        (
            "daemon/engine",
            "daemon/domain",
            "daemon/settings",
            *LINK,
            "store",
            "proto/wire",
            "proto/keys",
            "proto/model",
            *EDGE,
        ),
        ("systemd/",),
    ),
    # What strangers on this machine may ask over HTTP: it has nothing but what the engine says.
    Rule(
        "daemon/metrics",
        ("daemon/metrics", "proto/model", *EDGE),
        ("microhttpd.h",),
    ),
    Rule(
        "daemon/ctl",
        (
            "daemon/ctl",
            "daemon/domain",
            "daemon/settings",
            # Deciding a journal again is the engine's, and so is what it is told while no
            # daemon runs; the rest of it is the daemon's alone.
            "daemon/engine/audit_read.h",
            "daemon/engine/audit_record.h",
            "daemon/engine/checkpoint.h",
            "daemon/engine/command.h",
            "daemon/engine/dump.h",
            "daemon/engine/refold.h",
            "store",
            "proto/keys",
            "proto/model",
            *EDGE,
        ),
        ("jansson.h",),
    ),
    Rule("daemon", ("daemon", "proto/keys", "proto/model"), ("systemd/",)),
    Rule(
        "client/plek",
        (
            "client/plek",
            "client/disk.h",
            "client/durable.h",
            "client/language.h",
            "client/wiping.h",
            "proto/keys",
            "proto/model",
        ),
        ("sodium.h",),
    ),
    Rule(
        "client",
        ("client", "proto/wire", "proto/keys", "proto/model"),
        ("zmq.h", "csv.h", "jansson.h", "confuse.h"),
    ),
    Rule(
        "client/source",
        (
            "client/source",
            "client/plek",
            *(f"client/{name}.h" for name in ("csv_columns", "csv_fields", "csv_mistake", "csv_rows")),
            "client/language.h",
            "client/render_words.h",
            "client/settings_text.h",
            "client/wiping.h",
            "client/wachtlijst.h",
            "proto/keys/keys.h",  # a BSN is wiped once its pseudonym stands
            "proto/model",
        ),
        ("jansson.h", "confuse.h"),
    ),
    Rule(
        "client/alerts",
        (
            "client/alerts",
            *(f"client/{name}.h" for name in ("disk", "durable", "language", "render", "render_words", "subscription")),
            "proto/keys",
            "proto/model",
        ),
    ),
    Rule("client/alerts/sieve", ("client/alerts/sieve.h", "proto/model"), pure=True),
    # A folder, and who delivers what stands in it is told from outside.
    Rule(
        "client/watch",
        (
            "client/watch",
            *(f"client/{name}.h" for name in ("disk", "durable", "hex", "language")),
            "proto/keys",
            "proto/model",
        ),
    ),
    Rule(
        "client/watch/folder",
        ("client/watch/folder.h", "proto/model"),
        ("strings.h",),
        pure=True,
    ),
    # What is installed: the contact and the outbox, without anything that shows or asks.
    Rule(
        "client/lib",
        (
            "client/lib",
            "client/outbox",
            *(f"client/{name}.h" for name in CONTACT),
            "proto/wire",
            "proto/keys",
            "proto/model",
        ),
    ),
    # What others copy from: only what is installed.
    Rule("client/examples", (), ("wachtpost.h", "zmq.h")),
)

# The only files that may ask the time.
CLOCKS = ("daemon/clock.c", "client/clock.c")

PURE_LIBC = frozenset(
    f"{name}.h"
    for name in "errno inttypes limits stdalign stdarg stdbool stddef stdint stdio stdlib string".split()
)

LIBC = PURE_LIBC | frozenset(
    f"{name}.h"
    for name in "argp assert ctype dirent err fcntl fnmatch ftw getopt glob grp langinfo libgen "
    "libintl locale malloc math poll pthread pwd regex sched signal spawn stdatomic strings sysexits "
    "syslog termios time unistd wchar".split()
)

LIBC_FOLDERS = ("sys/", "netinet/", "arpa/", "linux/")


def rule_for(path):
    fits = [rule for rule in RULES if path.startswith(rule.path)]
    return max(fits, key=lambda rule: len(rule.path), default=None)


def may_see(rule, header):
    """Whether a file under this rule may include the project header."""
    for seen in rule.sees:
        if header == seen or header.startswith(seen + "/"):
            return True
    return False


def may_use(rule, header):
    """Whether it may include this header from outside the project."""
    if any(header == lib or (lib.endswith("/") and header.startswith(lib)) for lib in rule.libraries):
        return True
    if rule.pure:
        return header in PURE_LIBC
    return header in LIBC or header.startswith(LIBC_FOLDERS)
