"""The lints complain of what they are there for. Each test spoils a copy of the tree."""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import events
import hardening
import layering
import sizes
import text
import tree

try:
    import publiccode
except SystemExit:
    publiccode = None

ROOT = Path(sys.argv.pop(1)).resolve()


class Spoiled(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for name in tree.FOLDERS:
            if (ROOT / name).exists():
                shutil.copytree(ROOT / name, self.root / name)

    def spoil(self, path, addition):
        with open(self.root / path, "a") as file:
            file.write(addition)

    def assert_complains(self, lint, about):
        found = [line for line in lint.complaints(self.root) if about in line]
        self.assertTrue(found, f"no complaint about {about}")


class Layering(Spoiled):
    def test_domain_may_not_include_store(self):
        self.spoil("daemon/domain/norm.h", '#include "store/store.h"\n')
        self.assert_complains(layering, "daemon/domain may not include store/store.h")

    def test_model_may_not_include_domain(self):
        self.spoil("proto/model/day.h", '#include "daemon/domain/norm.h"\n')
        self.assert_complains(layering, "proto/model may not include daemon/domain/norm.h")

    def test_store_may_not_include_keys(self):
        self.spoil("store/store.h", '#include "proto/keys/keys.h"\n')
        self.assert_complains(layering, "store may not include proto/keys/keys.h")

    def test_only_store_includes_lmdb(self):
        self.spoil("daemon/engine/engine.h", "#include <lmdb.h>\n")
        self.assert_complains(layering, "daemon/engine may not include lmdb.h")

    def test_only_wire_includes_protobuf_c(self):
        self.spoil("proto/keys/keys.h", "#include <protobuf-c/protobuf-c.h>\n")
        self.assert_complains(layering, "proto/keys may not include protobuf-c/protobuf-c.h")

    def test_client_may_not_include_daemon(self):
        (self.root / "client").mkdir(exist_ok=True)
        self.spoil("client/spoiled.h", '#include "daemon/clock.h"\n')
        self.assert_complains(layering, "client may not include daemon/clock.h")

    def test_link_may_not_include_its_neighbours(self):
        self.spoil("daemon/front/link.h", '#include "proto/wire/wire.h"\n')
        self.assert_complains(layering, "daemon/front/link may not include proto/wire/wire.h")

    def test_only_the_clock_asks_the_time(self):
        self.spoil("daemon/log.h", "static inline long now(void) { return time(0); }\n")
        self.assert_complains(layering, "only a clock asks the time")

    def test_domain_may_not_do_io(self):
        self.spoil("daemon/domain/rank.h", 'static inline void f(void) { fopen("x", "r"); }\n')
        self.assert_complains(layering, "daemon/domain is pure")

    def test_own_header_comes_first(self):
        source = self.root / "proto/model/status.c"
        source.write_text("#include <stdio.h>\n" + source.read_text())
        self.assert_complains(layering, "its first include is not proto/model/status.h")

    def test_time_in_a_comment_is_no_question(self):
        self.spoil("daemon/log.h", "/* time(0) is not asked here */\n")
        self.assertEqual([c for c in layering.complaints(self.root) if "daemon/log.h" in c], [])


class Sizes(Spoiled):
    def test_long_function_is_named(self):
        body = "    f();\n" * 79
        self.spoil("proto/model/status.c", f"\nvoid stretched(void) {{\n{body}}}\n")
        self.assert_complains(sizes, "stretched has 81 lines")

    def test_long_file_is_named(self):
        self.spoil("proto/model/status.h", "\n" * 601)
        self.assert_complains(sizes, "proto/model/status.h: ")

    def test_function_with_wrapped_signature_counts_whole(self):
        found = list(sizes.c_functions("\nint f(int a,\n      int b) {\n    return a;\n}\n"))
        self.assertEqual(found, [("f", 2, 4)])

    def test_tables_and_prototypes_are_no_functions(self):
        source = "int f(void);\n\nstatic const int t[] = {\n    1,\n};\n\nstruct s {\n    int a;\n};\n"
        self.assertEqual(list(sizes.c_functions(source)), [])


class Text(Spoiled):
    def test_open_end_is_named(self):
        self.spoil("proto/model/status.h", "/* TO" + "DO */\n")
        self.assert_complains(text, "left open")

    def test_path_of_a_machine_is_named(self):
        self.spoil("proto/model/status.h", "/* /ho" + "me/somebody/file */\n")
        self.assert_complains(text, "a machine's path")

    def test_bash_is_named(self):
        self.spoil("deploy/check", "if [[ a ]]; then :; fi\n")
        self.assert_complains(text, "not POSIX")


class Events(Spoiled):
    LOGGING = """
        log_event(LOG_LEVEL_WARN, "spoiled.thing", "size=%zu why=\\"%s\\"", sizeof(int), text);
    """

    def list_row(self, row):
        self.spoil(events.LIST, row + "\n")

    def test_event_that_is_not_listed_is_named(self):
        self.spoil("daemon/main.c", self.LOGGING)
        self.assert_complains(events, f"spoiled.thing is not in {events.LIST}")

    def test_event_that_is_not_logged_is_named(self):
        self.list_row("| `spoiled.thing` | warn | size | Something happened. | Nothing. |")
        self.assert_complains(events, "spoiled.thing is not logged")

    def test_other_level_and_other_fields_are_named(self):
        self.spoil("daemon/main.c", self.LOGGING)
        self.list_row("| `spoiled.thing` | info | size where | Something happened. | Nothing. |")
        self.assert_complains(events, "spoiled.thing is listed as info")
        self.assert_complains(events, "does not list the field why of spoiled.thing")
        self.assert_complains(events, "spoiled.thing has no field where")

    def test_event_listed_as_it_is_logged_passes(self):
        self.spoil("daemon/main.c", self.LOGGING)
        self.list_row("| `spoiled.thing` | warn | size why | Something happened. | Nothing. |")
        self.assertEqual(list(events.complaints(self.root)), [])


@unittest.skipIf(publiccode is None, "python3-yaml is not installed")
class Publiccode(unittest.TestCase):
    """publiccode.yml with something else in it, or a file that says otherwise."""

    FILES = ("publiccode.yml", "CMakeLists.txt", "README.md", ".reuse/dep5", "LICENSES/EUPL-1.2.txt",
             "deploy/package/CMakeLists.txt", "deploy/package/changelog")

    def complaints_with(self, path, old, new):
        with tempfile.TemporaryDirectory() as folder:
            for name in self.FILES:
                copy = Path(folder) / name
                copy.parent.mkdir(parents=True, exist_ok=True)
                copied = (ROOT / name).read_text()
                self.assertIn(old if name == path else "", copied)
                copy.write_text(copied.replace(old, new) if name == path else copied)
            return list(publiccode.complaints(Path(folder)))

    def test_as_it_is_it_passes(self):
        self.assertEqual(self.complaints_with("publiccode.yml", "", ""), [])

    def test_what_is_missing_or_cannot_be_is_named(self):
        for old, new, about in (
            ("license: EUPL-1.2", "other: no", "legal/license is no text"),
            ("developmentStatus: beta", "developmentStatus: fine", "developmentStatus is none of"),
            ("  localisationReady: true", "  localisationReady: maybe", "neither true nor false"),
            ('releaseDate: "', 'releaseDate: "on ', "releaseDate is no date"),
            ("    features:", "    others:", "features is empty"),
            ("  contacts:", "  friends:", "maintenance/contacts is empty"),
            ("https://", "somewhere", "url is no address"),
        ):
            found = self.complaints_with("publiccode.yml", old, new)
            self.assertTrue([line for line in found if about in line], about)

    def test_another_release_is_named(self):
        for path in ("CMakeLists.txt", "deploy/package/changelog"):
            found = self.complaints_with(path, "0.1.0", "0.1.1")
            self.assertEqual(found, [f"softwareVersion is not the release of {path}"])

    def test_another_address_is_named(self):
        for path in publiccode.SAYS_WHOM_TO_WRITE_TO:
            found = self.complaints_with(path, "beheer@wachtpost", "somebody@wachtpost")
            self.assertEqual(found, [f"{path} names another address than maintenance/contacts"])


class Hardening(unittest.TestCase):
    """A program of one line, built with what a distribution adds, or without one thing of it."""

    HARDENED = (
        "-O2 -fPIE -pie -fstack-protector-all -D_FORTIFY_SOURCE=3 -Wl,-z,relro,-z,now,-z,noexecstack"
    ).split()
    LINE = (
        "#include <stdio.h>\n#include <string.h>\n"
        "int main(int n, char **a) { char b[9]; strcpy(b, a[n - 1]); return puts(b); }"
    )

    def complaints_without(self, *spoiling):
        with tempfile.TemporaryDirectory() as folder:
            build = Path(folder)
            (build / "bin").mkdir()
            command = ["cc", "-w", *self.HARDENED, *spoiling, "-x", "c", "-"]
            for name in hardening.PROGRAMS:
                command_of_name = [*command, "-o", build / "bin" / name]
                subprocess.run(command_of_name, input=self.LINE, text=True, check=True)
            return hardening.complaints(build, True)

    def test_hardened_program_passes(self):
        self.assertEqual(self.complaints_without(), [])

    def test_whatever_is_missing_is_named(self):
        for spoiling, about in (
            ("-no-pie", "position independent"),
            ("-Wl,-z,lazy", "binds its symbols"),
            ("-Wl,-z,norelro", "tables of addresses"),
            ("-Wl,-z,execstack", "stack that can be run"),
            ("-fno-stack-protector", "no guard"),
            ("-U_FORTIFY_SOURCE", "without FORTIFY"),
        ):
            with self.subTest(spoiling):
                found = self.complaints_without(spoiling)
                self.assertEqual(len(found), len(hardening.PROGRAMS))
                self.assertIn(about, found[0])


if __name__ == "__main__":
    unittest.main()
