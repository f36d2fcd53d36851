"""page.py TEMPLATE ROOT DATE PAGE PROGRAM=PATH...: writes the file PAGE, in man(7).

What the programs and the example files say stands in the pages by itself; a template holds the
rest, and says where. A line of it that starts with @ is one of:

  @title NAME SECTION BOOK    the heading; BOOK may have spaces
  @commands PROGRAM [USUAL]   every command with its options, but those that USUAL has too
  @options WORDS              the options of one command, as `wachtpost status`, and what it says
                              of them
  @settings FILE              the options of a commented configuration, and what it says of them
  @table FILE FIRST           the rows of the table whose heading begins with FIRST
  @file FILE                  the file as it is

Pages are man(7), not mdoc: that knows English section names only, and half of these are Dutch."""

import collections
import pathlib
import re
import sys
import textwrap

import program_help


def plain(text):
    """Text that troff sets as it stands."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    text = text.replace("^", "\\(ha").replace("~", "\\(ti").replace("`", "\\(ga")
    return "\\&" + text if text.startswith(".") else text


def bold(text):
    return "\\fB" + plain(text) + "\\fR"


def option_tag(option):
    names = [bold(option.short)] if option.short else []
    value = "=\\fI" + plain(option.value) + "\\fR" if option.value else ""
    return ", ".join([*names, bold(option.name) + value])


def verbatim(lines):
    return [".IP", ".nf", *(plain(line) or "\\&" for line in lines), ".fi"]


def option_lines(groups, without=()):
    for title, options in groups:
        kept = [option for option in options
                if option.name not in without and option.name not in program_help.GNU]
        if title and kept:
            yield from (".PP", plain(title))
        for option in kept:
            yield from (".TP", option_tag(option), plain(option.words) or "\\&")


def paragraph_lines(blocks):
    """Lines that are indented are commands to copy, or lists."""
    for lines in blocks:
        block = []
        yield ".PP"
        for line in lines:
            if line.startswith("  "):
                block.append(line.strip())
                continue
            if block:
                yield from (*verbatim(block), ".PP")
                block = []
            yield plain(line)
        if block:
            yield from verbatim(block)


def command_lines(path, program, usual):
    """What most commands have stands once, where the template has it: the options of `usual`, and
    a paragraph that more than half of them end with."""
    commands = list(program_help.ask_all(path, [program]))[1:]
    without = {option.name for option in program_help.ask(path, usual).options()} if usual else ()
    seen = collections.Counter(tuple(block) for command in commands for block in command.after)
    for command in commands:
        name = " ".join(command.words)
        yield ".SS " + plain(" ".join(command.words[1:]))
        for usage in command.usages:
            yield from (".PP", bold(name) + plain(usage.removeprefix(name)))
        yield from (".PP", plain(command.purpose))
        yield from option_lines(command.groups, without)
        yield from paragraph_lines(block for block in command.after
                                   if seen[tuple(block)] <= len(commands) / 2)


SETTING = re.compile(r'^([a-z_]+)(?: =| "| \{)')


def settings_lines(path):
    """Paragraphs of comment, each with the option or the section that it is about."""
    first, *rest = path.read_text(encoding="utf-8").rstrip().split("\n\n")
    yield from (".PP", *(plain(line.lstrip("# ")) for line in first.split("\n")))
    for paragraph in rest:
        lines = paragraph.split("\n")
        comment = [line.removeprefix("#").strip() for line in lines if line.startswith("#")]
        body = [line for line in lines if not line.startswith("#")]
        found = SETTING.match(body[0]) if body else None
        if found is None:
            yield from (".PP", *map(plain, comment))
            continue
        if len(body) == 1:
            yield from (".TP", bold(body[0]), *map(plain, comment))
        else:
            yield from (".TP", bold(found[1]), *map(plain, comment), *verbatim(body))


def table_lines(path, first):
    rows = iter(path.read_text(encoding="utf-8").split("\n"))
    for row in rows:
        if row.startswith(f"| {first} |"):
            break
    else:
        raise ValueError(f"{path}: no table {first}")
    next(rows)
    for row in rows:
        if not row.startswith("|"):
            return
        row = re.sub(r" \(§\w+\)", "", row)
        name, *words = (cell.strip().replace("`", "").replace("*", "")
                        for cell in row.strip("|").split(" | "))
        yield from (".TP", bold(name), plain(": ".join(words)))


def folded(lines):
    """Text lines no longer than troff's readers like; what is set as it stands stays. A heading
    begins a paragraph by itself."""
    as_it_stands, before = False, ""
    for line in lines:
        if line == ".PP" and before.startswith((".SH", ".SS")):
            continue
        before = line
        if line in (".nf", ".fi"):
            as_it_stands = line == ".nf"
        if as_it_stands or line.startswith((".", "'")):
            yield line
            continue
        for part in textwrap.wrap(line, 72, break_long_words=False, break_on_hyphens=False):
            yield "\\&" + part if part.startswith(".") else part


class Page:
    def __init__(self, root, date, programs):
        self.root, self.date, self.programs = root, date, programs

    def title(self, name, section, *book):
        yield f'.TH {name} {section} "{self.date}" "wachtpost" "{" ".join(book)}"'
        yield from (".nh", ".ad l")  # a code that is broken off cannot be copied

    def commands(self, program, *usual):
        return command_lines(self.programs[program], program, list(usual))

    def options(self, *words):
        command = program_help.ask(self.programs[words[0]], list(words))
        yield from option_lines(command.groups)
        yield from paragraph_lines(block for block in command.after
                                   if not any(line.startswith("  ") for line in block))

    def settings(self, file):
        return settings_lines(self.root / file)

    def table(self, file, *first):
        return table_lines(self.root / file, " ".join(first))

    def file(self, file):
        return verbatim((self.root / file).read_text(encoding="utf-8").rstrip().split("\n"))

    def lines(self, template):
        yield "'\\\" -*- coding: UTF-8 -*-"
        for line in template.read_text(encoding="utf-8").splitlines():
            if not line.startswith("@"):
                yield line
                continue
            name, *words = line[1:].split()
            yield from getattr(self, name)(*words)


def main():
    template, root, date, path, *programs = sys.argv[1:]
    page = Page(pathlib.Path(root), date, dict(program.split("=", 1) for program in programs))
    lines = folded(page.lines(pathlib.Path(template)))
    pathlib.Path(path).write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
