"""sizes.py ROOT: functions and files stay small enough to be read.

Per language: no function over 80 lines, at most one in twenty over 45, half of them
at most 15; no file over 600. A C function counts from the first line of its signature
to its closing brace."""

import ast
import re
from statistics import median

import tree

MOST_LINES, MANY_LINES, MANY_SHARE, MEDIAN_LINES, FILE_LINES = 80, 45, 0.05, 15, 600

DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
SHELL_FUNCTION = re.compile(r"^(\w+)\(\) *\{")


def c_functions(text):
    """(name, first line, lines) of each function: what starts in the first column and
    ends, at depth 0, with a brace. Directives, macros included, are not looked at."""
    start, depth = None, 0
    code = DIRECTIVE.sub(lambda match: "\n" * match.group(0).count("\n"), tree.without_noise(text))
    lines = code.split("\n")
    for number, line in enumerate(lines, 1):
        if start is None and re.match(r"[A-Za-z_]", line):
            start = number
        depth += line.count("{") - line.count("}")
        if start is None or depth > 0:
            continue
        if line.endswith("}"):
            name = re.search(r"(\w+)\(", "\n".join(lines[start - 1 : number]))
            yield (name.group(1) if name else "?"), start, number - start + 1
            start = None
        elif line.endswith(";") or not line.strip():
            start = None


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def shell_functions(text):
    name, start = None, 0
    for number, line in enumerate(text.split("\n"), 1):
        match = SHELL_FUNCTION.match(line)
        if match:
            name, start = match.group(1), number
        elif line == "}" and name:
            yield name, start, number - start + 1
            name = None


def sources(root):
    """(language, its function finder, its files)"""
    yield "C", c_functions, list(tree.files(root, ".c", ".h"))
    yield "Python", python_functions, list(tree.files(root, ".py"))
    yield "shell", shell_functions, list(tree.shell_scripts(root))


def complaints(root):
    for language, finder, paths in sources(root):
        counts = []
        for path in paths:
            name, text = path.relative_to(root), path.read_text()
            length = len(text.splitlines())
            if length > FILE_LINES:
                yield f"{name}: {length} lines, more than {FILE_LINES}"
            for function, line, lines in finder(text):
                counts.append(lines)
                if lines > MOST_LINES:
                    yield f"{name}:{line}: {function} has {lines} lines, more than {MOST_LINES}"
        yield from budget_complaints(language, counts)


def budget_complaints(language, counts):
    if not counts:
        return
    many = sum(lines > MANY_LINES for lines in counts)
    middle = median(counts)
    print(f"{language}: {len(counts)} functions, median {middle}, {many} over {MANY_LINES} lines")
    if many > len(counts) * MANY_SHARE:
        yield f"{language}: {many} of {len(counts)} functions over {MANY_LINES} lines"
    if middle > MEDIAN_LINES:
        yield f"{language}: median {middle} lines, more than {MEDIAN_LINES}"


if __name__ == "__main__":
    tree.verdict(list(complaints(tree.root_argument())))
