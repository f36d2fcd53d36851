"""What is installed, and that nothing else is needed."""

import os
import re

import pytest
from installed import C, CXX, ROOT, declared, kept_symbols, ran

DYNAMIC_NAME = re.compile(r"^\S+ T (\w+)(@@?\w+)?$", re.MULTILINE)
EMPTY = '#include <wachtpost.h>\n#include <wachtpost.h>\nint main(void) { return 0; }\n'


@pytest.mark.parametrize(
    "compiler", [C, CXX, ["gcc", "-std=c17"], ["clang", "-std=c11"], ["clang++", "-x", "c++", "-std=c++17"]]
)
def test_header_stands_alone(shared, tmp_path, compiler):
    source = tmp_path / "empty.c"
    source.write_text(EMPTY)
    warnings = "-pedantic -Wall -Wextra -Wconversion -Wshadow -Werror -fsyntax-only".split()
    ran(*compiler, *warnings, *shared.pkg_config("--cflags", "wachtpost"), source)


def test_exactly_the_kept_symbols_are_exported_and_declared(shared):
    library = shared.libraries / "libwachtpost.so"
    found = DYNAMIC_NAME.findall(ran("nm", "-D", "--defined-only", library))
    assert sorted(name for name, _ in found) == kept_symbols()
    assert {version for _, version in found} == {"@@WACHTPOST_0"}
    assert declared(shared.header) == kept_symbols()


def test_the_archive_has_no_other_global_names(static):
    names = re.findall(r" [A-TV-Z] (\w+)$", ran("nm", static.archive), re.MULTILINE)
    assert sorted(names) == kept_symbols()


def test_soname_and_what_it_needs(shared):
    told = ran("readelf", "--wide", "--dynamic", shared.libraries / "libwachtpost.so")
    assert "soname: [libwachtpost.so.0]" in told
    needed = set(re.findall(r"NEEDED.*\[(\w+)\.so", told)) - {"libasan", "libubsan", "libtsan"}
    assert needed <= {"libzmq", "libsodium", "libprotobuf-c", "libprotobuf", "libc", "libm"}
    assert (shared.libraries / "libwachtpost.so.0").exists()
    segments = ran("readelf", "--wide", "--segments", shared.libraries / "libwachtpost.so")
    assert "GNU_RELRO" in segments and "BIND_NOW" in told


def test_prefix_may_be_moved(shared, tmp_path):
    moved = tmp_path / "elsewhere"
    os.makedirs(moved)
    ran("cp", "-a", f"{shared.prefix}/.", moved)
    folder = moved / shared.libraries.relative_to(shared.prefix) / "pkgconfig"
    flags = ran("pkg-config", "--cflags", "wachtpost", env=os.environ | {"PKG_CONFIG_PATH": str(folder)})
    include = moved / shared.header.parent.relative_to(shared.prefix)
    assert any(os.path.samefile(flag.removeprefix("-I"), include) for flag in flags.split()
               if flag.startswith("-I"))


def test_sizes_and_places_of_members_are_those_that_were_promised(shared, tmp_path):
    """On a 64-bit machine. A member may come at the end of a struct; none may move."""
    told = ran(shared.compile(ROOT / "tests/lib/layout.c", tmp_path / "layout"), env=shared.environment())
    assert told == (ROOT / "tests/lib/layout.kept").read_text()


