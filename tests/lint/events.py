"""events.py ROOT: what the daemon logs and what deploy/LOG-EVENTS.md lists is the same: every
event, its level, its fields, both ways."""

import re

import tree

LIST = "deploy/LOG-EVENTS.md"
CALL = re.compile(r"\b(log_event|engine_note)\(")
EVENT = re.compile(r'"([a-z]+\.[a-z_]+)"')
TEXT = re.compile(r'"((?:\\.|[^"\\\n])*)"')
ROW = re.compile(r"^\| `([\w.]+)` \| (\w+) \| ([\w ]*?) ?\| (.*?) \| (.*?) \|$", re.M)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
# The arguments before the event, in each of the two.
BEFORE = {"log_event": 1, "engine_note": 2}
# Whatever is stored gets it at the commit.
ADDED = {"commit_us"}


class Event:
    def __init__(self):
        self.levels, self.fields, self.words, self.where = set(), set(), set(), ""


def arguments(text, start):
    """Of the call whose parenthesis opens just before start: they are split at its commas."""
    parts, depth, begun = [], 0, start
    at = start
    while depth >= 0:
        quoted = TEXT.match(text, at)
        if quoted:
            at = quoted.end()
            continue
        if text[at] in ",)" and depth == 0:
            parts.append(text[begun:at])
            begun = at + 1
        depth += (text[at] in "([{") - (text[at] in ")]}")
        at += 1
    return parts


def calls(text):
    """Of each call: the names it says, its arguments, how many stand before the name, where."""
    for call in CALL.finditer(text):
        parts, before = arguments(text, call.end()), BEFORE[call[1]]
        if "enum log_level" not in parts[before - 1]:  # else it is the function itself
            yield EVENT.findall(parts[before]), parts, before, call.start()


def logged(root):
    """name -> Event, of all the daemon's sources."""
    events = {}
    for path in sorted((root / "daemon").rglob("*.c")):
        text = COMMENT.sub(" ", path.read_text())
        found = list(calls(text))
        # A name that a call is given from elsewhere stands elsewhere in the same file.
        given = set(EVENT.findall(text)).difference(*(names for names, *_ in found))
        for names, parts, before, position in found:
            said = " ".join(TEXT.findall(" ".join(parts[before + 1 :])))
            for name in names or given:
                event = events.setdefault(name, Event())
                event.where = f"{path.relative_to(root)}:{tree.line_of(text, position)}"
                event.levels |= set(re.findall(r"LOG_LEVEL_(\w+)", parts[before - 1]))
                event.fields |= set(re.findall(r"(?<!%)\b(\w+)=", said))
                event.words |= set(re.findall(r"\w+", said))
    return events


def row_complaints(row, event):
    name, level, fields, meaning, advice = row
    listed = set(fields.split())
    if event.levels and level.upper() not in event.levels:
        yield f"{LIST}: {name} is listed as {level}, but logged as {sorted(event.levels)}"
    for field in sorted(event.fields - listed - ADDED):
        yield f"{event.where}: {LIST} does not list the field {field} of {name}"
    for field in sorted(listed - event.fields - event.words):
        yield f"{LIST}: {name} has no field {field}"
    if len(meaning) < 10 or not advice:
        yield f"{LIST}: {name} says not what it means, or not what to do"


def complaints(root):
    rows = ROW.findall((root / LIST).read_text())
    names = [row[0] for row in rows]
    events = logged(root)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{LIST}: {name} stands there twice"
    for name in sorted(set(events) - set(names)):
        yield f"{events[name].where}: {name} is not in {LIST}"
    for row in rows:
        if row[0] in events:
            yield from row_complaints(row, events[row[0]])
        else:
            yield f"{LIST}: {row[0]} is not logged by the daemon"


if __name__ == "__main__":
    tree.verdict(list(complaints(tree.root_argument())))
