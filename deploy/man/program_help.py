"""What a program says of itself with --help, taken apart: for pages, completion and the tests
that hold both against it. Both programs speak argp, so one grammar does."""

import os
import re
import subprocess

# Every option and every paragraph on one line, the explanations far to the right.
WIDE = {"ARGP_HELP_FMT": "no-dup-args-note,rmargin=4000,opt-doc-col=70", "LC_ALL": "C.UTF-8"}
OPTION = re.compile(r"^ {2,6}(?:(-\S), )?(--[a-z][a-z-]*)(?:=(\S+(?: \S+)*))?(?: {2,}(\S.*)|\s*)$")
LISTED = re.compile(r"^  ([a-z][a-z-]*) {2,}(\S.*)$")
GNU = {"--help", "--usage", "--version"}
# What stands for "one of the commands below" in a usage line.
CHOICES = ("OPDRACHT", "RAPPORT", "COMMAND")


class Option:
    def __init__(self, short, name, value, words):
        self.short, self.name, self.value, self.words = short, name, value, words


class Help:
    """`words` are ["wachtpost", "push"]; `after` the lines below the options."""

    def __init__(self, words, text):
        self.words = words
        head, *rest = text.rstrip().split("\n\n")
        lines = head.split("\n")
        self.usages = [re.sub(r"^(Usage:|Gebruik:|  or: |  of: )\s*", "", line) for line in lines
                       if line.startswith(("Usage:", "Gebruik:", "  or:", "  of:"))]
        self.purpose = " ".join(line for line in lines[len(self.usages):])
        self.groups = []  # (title or "", [Option])
        after = []
        for block in rest:
            lines = block.split("\n")
            if not after and any(OPTION.match(line) for line in lines):
                self._take_options(lines)
            else:
                after.append(lines)
        self.after = after

    def _take_options(self, lines):
        title = ""
        if not OPTION.match(lines[0]):
            title = lines.pop(0).strip()
        options = []
        for line in lines:
            found = OPTION.match(line)
            if found is None:
                if line.strip():
                    raise ValueError(f"{' '.join(self.words)}: what is {line!r}?")
                continue
            options.append(Option(found[1], found[2], found[3], found[4] or ""))
        self.groups.append((title, options))

    def options(self):
        return [option for _, options in self.groups for option in options]

    def settings(self):
        """The options that are settings too, and that stand in a sentence to keep lists short."""
        return [name for lines in self.after for line in lines if line.startswith("Elke instelling")
                for name in re.findall(r"--[a-z-]+", line)]

    def listed(self):
        """The commands below this one, in order, when it is followed by one."""
        if not any(choice in usage for usage in self.usages for choice in CHOICES):
            return []
        found = [LISTED.match(line) for lines in self.after for line in lines]
        return [(match[1], match[2]) for match in found if match]


def ask(path, words):
    ran = subprocess.run([path, *words[1:], "--help"], capture_output=True, text=True,
                         env={**os.environ, **WIDE}, check=True)
    return Help(words, ran.stdout)


def ask_all(path, words):
    """This one and all below it, depth first."""
    own = ask(path, words)
    yield own
    for name, _ in own.listed():
        yield from ask_all(path, [*words, name])
