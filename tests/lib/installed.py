"""The library as a supplier gets it: installed under a prefix, and programs built outside this
tree with nothing but what stands there and pkg-config."""

import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "hostile"))

BUILD = os.environ["WACHTPOST_BUILD"]
# A sanitized library needs a sanitized program.
SANITIZE = [f"-fsanitize={os.environ['WACHTPOST_SANITIZE']}"] if os.environ.get("WACHTPOST_SANITIZE") else []
SOURCES = ROOT / "client" / "lib"
DECLARATION = re.compile(r"^WACHTPOST_(?:API|CALL)\b[^;]*?\b(wachtpost_\w+)\(", re.MULTILINE)
PATIENCE_S = 60
C, CXX = ["gcc", "-std=c11"], ["g++", "-x", "c++", "-std=c++17"]


def kept_symbols():
    """What client/lib/symbols promises."""
    return (SOURCES / "symbols").read_text().split()


def declared(header):
    return sorted(set(DECLARATION.findall(header.read_text())))


def ran(*command, **options):
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, timeout=PATIENCE_S, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Installed:
    """A prefix. `static_only` is a second one that has no shared library."""

    def __init__(self, prefix, static_only=False):
        self.prefix = prefix
        for component in ("library", "development"):
            ran("cmake", "--install", BUILD, "--prefix", prefix, "--component", component)
        self.header = next(prefix.rglob("wachtpost.h"))
        self.archive = next(prefix.rglob("libwachtpost.a"))
        self.examples = next(prefix.rglob("examples"))
        self.libraries = self.archive.parent
        self.static_only = static_only
        if static_only:
            for shared in self.libraries.glob("libwachtpost.so*"):
                shared.unlink()

    def pkg_config(self, *wanted):
        more = ["--static"] if self.static_only else []
        environment = os.environ | {"PKG_CONFIG_PATH": str(self.libraries / "pkgconfig")}
        return ran("pkg-config", *more, *wanted, env=environment).split()

    def environment(self):
        suppressions = ROOT / "tests/lib/tsan.suppressions"
        return os.environ | {
            "LD_LIBRARY_PATH": str(self.libraries),
            "TSAN_OPTIONS": f"suppressions={suppressions}",
        }

    def compile(self, source, program, compiler=C, modules=("wachtpost",), more=()):
        """Outside this tree: the source is copied away from it first, if it stands there."""
        folder = program.parent
        copy = source if source.parent == folder else pathlib.Path(shutil.copy(source, folder))
        warnings = ["-O1", "-g", "-pedantic", "-Wall", "-Wextra", "-Werror"]
        flags = self.pkg_config("--cflags", "--libs", *modules)
        language = ["-x", "none"] if compiler is CXX else []
        ran(*compiler, *warnings, *SANITIZE, copy, *language, *more, "-o", program, *flags, cwd=folder)
        return program

    def compile_changed(self, name, program, *changes):
        """An example with other words in it, as a supplier changes it."""
        text = (self.examples / f"{name}.c").read_text()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        source = program.with_suffix(".c")
        source.write_text(text)
        return self.compile(source, program)

    def run(self, program, *arguments):
        return subprocess.run(
            [str(word) for word in (program, *arguments)],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            env=self.environment(),
        )


def write_seed(folder, name):
    """The seed file whose keys tests/hostile/post.py enrols under this name."""
    path = folder / f"{name}.seed"
    path.write_text(hashlib.blake2b(name.encode(), digest_size=32).hexdigest() + "\n")
    path.chmod(0o600)
    return path
