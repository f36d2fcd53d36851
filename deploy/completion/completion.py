"""completion.py PROGRAM PATH FILE TEMPLATE CODES.c...: writes FILE, bash completion of the program,
from its --help and from the code lists that the program itself is built with."""

import pathlib
import re
import sys

import program_help

FILES = {"BESTAND", "FILE", "BACKUP", "FILE|FOLDER", "PROGRAMMA"}
FOLDERS = {"MAP", "DIR"}
# The code list whose words an option takes, in lower case where people write them so.
CODES = {
    "--hulpvorm": "hulpvormen", "--maatregel": "maatregelen", "--urgentie": "urgenties",
    "--obstacle": "obstacles", "--purpose": "purposes", "--by": "dimensions",
    "--step": "steps", "--measures": "measures", "--clock": "clocks",
}
LOWER = {"--by", "--step", "--measures"}
LISTS = re.compile(r"static const struct code (\w+)\[\w+\] = \{(.*?)\n\};", re.DOTALL)
FIXED = {
    "--key": "@file", "--mapping": "@file", "--plek-key": "@file", "--pseudonym": "none synthetic",
    "--level": "6 9 12", "--log-level": "error warn info debug",
    "--role": "aanbieder coordinator analist monitor beheer klok",
    "--kind": "DREIGEND OVERSCHRIJDING NIVEAU INGETROKKEN VAN_LIJST STIL AFWIJKEND",
    # It takes what there is no list of; without a line its value would be taken for a word.
    "--server": "", "--bell": "", "--server-key": "",
}


def code_lists(paths):
    """name -> its words, but for the first, which says that there is none."""
    lists = {}
    for path in paths:
        for name, body in LISTS.findall(pathlib.Path(path).read_text()):
            lists[name] = re.findall(r'\{(?:\.name = )?"(\w+)"', body)[1:]
    return lists


def value_words(option, lists):
    if option.name in FIXED:
        return FIXED[option.name]
    if option.name == "--aanname":
        return " ".join(f"{code}={status}" for code in lists["hulpvormen"]
                        for status in lists["aannames"])
    if option.name in CODES:
        words = " ".join(lists[CODES[option.name]])
        return words.lower() if option.name in LOWER else words
    if option.value in FILES:
        return "@file"
    if option.value in FOLDERS:
        return "@folder"
    return option.value.replace("|", " ") if re.fullmatch(r"[a-z|]+", option.value) else ""


def argument_words(command, lists):
    """What stands behind the command: commands, words of its own, files or folders."""
    if command.listed():
        return " ".join(name for name, _ in command.listed())
    words = set(command.usages[0].split()[len(command.words):]) - {"[OPTION...]"}
    if words & FILES:
        return "@file"
    if words & FOLDERS:
        return "@folder"
    if "STAND" in words:
        return " ".join(lists["taken_states"])
    return " ".join(word.replace("|", " ") for word in sorted(words)
                    if re.fullmatch(r"[a-z]+(\|[a-z]+)*", word))


def case_lines(pairs):
    return "\n".join(f"    '{name}') echo '{words}' ;;" for name, words in pairs)


def completion(program, path, template, lists):
    commands = list(program_help.ask_all(path, [program]))
    names = [(" ".join(command.words[1:]), command) for command in commands]
    values = {"-c": "@file", **{name: FIXED[name] for command in commands
                                for name in command.settings() if name in FIXED}}
    for command in commands:
        for option in command.options():
            if option.value:
                values[option.name] = value_words(option, lists)
                if option.short:
                    values[option.short] = values[option.name]
    # --kind of one program is not that of the other.
    if program != "wachtpost":
        values.pop("--kind", None)
        values["--kind"] = ""
    options = [(name, " ".join([option.name for option in command.options()] + command.settings()))
               for name, command in names]
    filled = {"PROGRAM": program, "OPTIONS": case_lines(options),
              "WORDS": case_lines((name, argument_words(command, lists)) for name, command in names),
              "VALUES": case_lines(sorted(values.items()))}
    for name, text in filled.items():
        template = template.replace(f"@{name}@", text)
    return template


def main():
    program, path, file, template, *codes = sys.argv[1:]
    text = completion(program, path, pathlib.Path(template).read_text(), code_lists(codes))
    pathlib.Path(file).write_text(text)


if __name__ == "__main__":
    main()
