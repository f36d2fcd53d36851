"""The figures and health of a daemon under test, as whoever asks over HTTP gets them."""

import contextlib
import http.client
import re
import time

from post import PATIENCE_S, Post

SAMPLE = re.compile(r"(\w+)(?:\{(.*)\})? (\S+)")


class Web:
    """Asks a daemon that runs at the address it logged last."""

    def __init__(self, post):
        self.post, self.address = post, ("127.0.0.1", 0)
        self.find()

    def find(self, after=0):
        match = self.post.wait_line(r"metrics\.listening address=127\.0\.0\.1:(\d+)", after)
        self.address = ("127.0.0.1", int(match[1]))

    def ask(self, path, method="GET", timeout_s=PATIENCE_S, **options):
        """Code, headers and body; anything that is no answer is an OSError."""
        connection = http.client.HTTPConnection(*self.address, timeout=timeout_s)
        with contextlib.closing(connection):
            connection.request(method, path, **options)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()

    def code(self, path):
        return self.ask(path)[0]

    def figures(self):
        code, _, text = self.ask("/metrics")
        assert code == 200, text
        return read_figures(text)

    def wait_figure(self, name, wanted):
        """An answer may be a second old."""
        until = time.monotonic() + PATIENCE_S
        while (found := self.figures().get(name)) != wanted:
            assert time.monotonic() < until, f"{name} stays {found}, not {wanted}"
            time.sleep(0.1)

    def wait_page(self, path, code, words=""):
        until = time.monotonic() + PATIENCE_S
        while True:
            found, _, text = self.ask(path)
            if found == code and words in text:
                return text
            assert time.monotonic() < until, (found, text)
            time.sleep(0.1)


def read_figures(text):
    """Sample, with its labels as they stand there, to value."""
    found = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        name, labels, value = SAMPLE.fullmatch(line).groups()
        key = f"{name}{{{labels}}}" if labels else name
        assert key not in found, f"{key} stands there twice"
        found[key] = float(value)
    return found


@contextlib.contextmanager
def watched_post(**options):
    """A daemon whose figures are served, and who asks for them."""
    post = Post(**options)
    post.configure(metrics="127.0.0.1:*")
    with post:
        yield post, Web(post)
