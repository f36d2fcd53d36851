"""catalogue.py update|check ROOT PO: holds a catalogue against the sentences in the code.

update  takes new sentences into PO, untranslated, and drops those that are gone
check   says what PO lacks, has left untranslated or has too much, and what Dutch in the code
        is not marked for it; nothing when all is well

Needs Debian's gettext."""

import pathlib
import re
import subprocess
import sys
import tempfile

# Who speaks through the catalogue; the library, its examples and what writes documents do not.
FOLDERS = ("alerts", "cli", "demo", "outbox", "plek", "report", "source", "watch")
KEYWORDS = ("_", "N_", "gettext", "ngettext:1,2", "count_words:2,3")
# Documents and what programs read, which are Dutch whatever is spoken.
DOCUMENTS = re.compile(
    r"client/(html|worklist_html|figures_names|demo/papers"
    r"|report/(chart|page|publication|disclosure|feiten|kenmerken|quarter|startpunt_files|fact)\w*)\.c$"
)
# A string, a comment, a character, or anything else: one at a time.
TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|/\*.*?\*/|\'(?:[^\'\\]|\\.)+\'|\w+|.', re.DOTALL)
MARK = re.compile(r"_|N_|gettext|ngettext|count_words|dutch_count")
# A string of more than one word with one of these is Dutch to somebody who reads it.
DUTCH = re.compile(
    r"\b(de|het|een|van|niet|wordt|worden|werd|deze|dit|voor|geen|ook|uit|bij|zijn|kan|aan|als"
    r"|wat|wie|hoe|nog|dan|sinds|mislukt\w*|hoort|kies|geef|noem)\b"
)


def run(command, cwd=None):
    """What it printed. The tools warn of the \\v with which argp parts its texts."""
    ran = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(ran.stderr)
    return ran.stdout


def sources(root):
    client = root / "client"
    found = [*client.glob("*.c"), *(root / "proto/model").glob("*.c")]
    for folder in FOLDERS:
        found.extend((client / folder).glob("*.c"))
    return [path.relative_to(root).as_posix() for path in sorted(found)]


def extract(root, pot):
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    run(
        ["xgettext", "--keyword", *keywords, "--from-code=UTF-8", "--language=C", "--no-location",
         "--add-comments=For translators", "--package-name=wachtpost", f"--output={pot}",
         *sources(root)],
        cwd=root)


def messages(path, *options):
    """Each message's text in the one form that the tools give everything."""
    found = []
    for block in run(["msgattrib", "--no-location", "--no-wrap", *options, str(path)]).split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith("#") or
                 line.startswith("#~ msgid")]
        text = "\n".join(lines).split("\nmsgstr")[0].strip()
        if text and text != 'msgid ""':
            found.append(text)
    return found


def complaints(root, po):
    with tempfile.TemporaryDirectory() as folder:
        pot = pathlib.Path(folder) / "code.pot"
        extract(root, pot)
        wanted = messages(pot)
    has = messages(po, "--no-obsolete")
    yield from (f"missing: {text}" for text in wanted if text not in set(has))
    yield from (f"no longer said: {text}" for text in has if text not in set(wanted))
    yield from (f"untranslated: {text}" for text in messages(po, "--untranslated"))
    yield from (f"uncertain: {text}" for text in messages(po, "--only-fuzzy"))
    yield from (f"obsolete: {text}" for text in messages(po, "--only-obsolete"))


def unmarked_in(text):
    """The Dutch strings that stand in no mark."""
    depth, marked_at, before = 0, None, ""
    for token in TOKEN.findall(text):
        if token == "(":
            depth += 1
            if marked_at is None and MARK.fullmatch(before):
                marked_at = depth
        elif token == ")":
            marked_at = None if marked_at == depth else marked_at
            depth -= 1
        elif token[0] == '"' and marked_at is None and " " in token and DUTCH.search(token):
            yield token
        if not token.isspace():
            before = token


def unmarked(root):
    """What is said in Dutch only: forgotten, or somewhere that DOCUMENTS should name."""
    for source in sources(root):
        if not DOCUMENTS.match(source) and source.startswith("client/"):
            for text in unmarked_in((root / source).read_text()):
                yield f"{source}: {text}"


def update(root, po):
    with tempfile.TemporaryDirectory() as folder:
        pot = pathlib.Path(folder) / "code.pot"
        extract(root, pot)
        run(["msgmerge", "--quiet", "--no-fuzzy-matching", "--no-location", "--backup=none",
             "--update", str(po), str(pot)])
    run(["msgattrib", "--no-obsolete", "--no-location", f"--output-file={po}", str(po)])


def main():
    what, root, po = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]).resolve()
    if what == "update":
        update(root, po)
        return 0
    found = [*complaints(root, po), *(f"not marked: {text}" for text in unmarked(root))]
    for complaint in found:
        print(complaint)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
