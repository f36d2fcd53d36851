"""The version is the tag's where there is one, and dpkg sorts what comes of it."""

import os
import pathlib
import re
import subprocess

import pytest

VERSION_CMAKE = pathlib.Path(os.environ["DEPLOY"]) / "package/version.cmake"
WRITTEN = "0.1.0"
SOMEBODY = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.nl", "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.nl", "GIT_CONFIG_GLOBAL": "/dev/null"}


@pytest.fixture
def clone(tmp_path):
    class Clone:
        def git(self, *words):
            subprocess.run(["git", *words], cwd=tmp_path, env=os.environ | SOMEBODY, check=True,
                           capture_output=True)

        def commit(self):
            self.git("commit", "--allow-empty", "-m", "one more")

        def version(self):
            asked = ["cmake", f"-DWACHTPOST_VERSION={WRITTEN}", "-P", VERSION_CMAKE]
            said = subprocess.run(asked, cwd=tmp_path, check=True, capture_output=True, text=True).stdout
            return re.fullmatch(r"-- Version: (\S+)\n", said)[1]

    return Clone()


def is_later(one, other):
    return subprocess.run(["dpkg", "--compare-versions", one, "gt", other], check=False).returncode == 0


def test_without_a_clone_it_is_the_written_one(clone):
    assert clone.version() == WRITTEN


def test_without_a_tag_it_is_the_written_one(clone):
    clone.git("init", "-q")
    clone.commit()
    clone.git("tag", "nightly")
    assert clone.version() == WRITTEN


def test_on_a_tag_it_is_the_tags_and_after_it_between_that_and_the_next(clone):
    clone.git("init", "-q")
    clone.commit()
    clone.git("tag", "v1.2.3")
    assert clone.version() == "1.2.3"
    clone.commit()
    after = clone.version()
    assert re.fullmatch(r"1\.2\.3\+1\.g[0-9a-f]{12}", after)
    for _ in range(9):
        clone.commit()
    assert is_later(after, "1.2.3") and is_later(clone.version(), after) and is_later("1.2.4", clone.version())
