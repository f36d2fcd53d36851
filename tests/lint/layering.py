"""layering.py ROOT: holds every include against arrows.py, and lets nobody but the
clocks ask the time. Tests may see everything."""

import re

import arrows
import tree

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
ASKS_TIME = re.compile(
    r"(?<![\w.>])(clock_gettime|gettimeofday|timespec_get|time|ftime|clock|localtime|"
    r"localtime_r|gmtime|gmtime_r|mktime|timegm|strftime|tzset)\s*\("
)
NOT_PURE = re.compile(
    r"(?<![\w.>])(open|fopen|read|write|printf|puts|getenv|rand|random|getrandom|setlocale|"
    r"log_event)\s*\("
)


def include_complaints(path, text, rule):
    for match in INCLUDE.finditer(text):
        quoted, header = match.group(1) == '"', match.group(2)
        known = arrows.may_use(rule, header)
        if not known and quoted:
            known = arrows.may_see(rule, header)
        if not known:
            line = tree.line_of(text, match.start())
            yield f"{path}:{line}: {rule.path} may not include {header}"


def call_complaints(path, text, pattern, why):
    code = tree.without_noise(text)
    for match in pattern.finditer(code):
        yield f"{path}:{tree.line_of(code, match.start())}: {match.group(1)}: {why}"


def own_header_complaints(root, path, text):
    """A .c includes its own header first, so that the header proves to stand alone."""
    header = path.with_suffix(".h")
    if path.suffix != ".c" or not header.exists():
        return
    own = header.relative_to(root).as_posix()
    first = INCLUDE.search(text)
    if not first or first.group(2) not in (own, header.name):
        yield f"{path.relative_to(root)}: its first include is not {own}"


def complaints(root):
    for path in tree.files(root, ".c", ".h"):
        name, text = path.relative_to(root).as_posix(), path.read_text()
        yield from own_header_complaints(root, path, text)
        rule = arrows.rule_for(name)
        if rule is None:
            continue
        yield from include_complaints(name, text, rule)
        if name not in arrows.CLOCKS:
            yield from call_complaints(name, text, ASKS_TIME, "only a clock asks the time")
        if rule.pure:
            yield from call_complaints(name, text, NOT_PURE, f"{rule.path} is pure")


if __name__ == "__main__":
    tree.verdict(list(complaints(tree.root_argument())))
