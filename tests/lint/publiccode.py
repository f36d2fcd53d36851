"""publiccode.py ROOT: publiccode.yml says all that its standard (0.4) wants of it, and the same as
the rest: the release, its licence, and whom to write to. 77: no python3-yaml here."""

import datetime
import re
import sys

import tree

try:
    import yaml
except ImportError:
    print("skipped: python3-yaml is not installed (sh deploy/install check)")
    sys.exit(77)

SHORT, LONG_LEAST, LONG_MOST = 150, 150, 10_000
ONE_OF = {
    "developmentStatus": ("concept", "development", "beta", "stable", "obsolete"),
    "softwareType": ("standalone/mobile", "standalone/iot", "standalone/desktop", "standalone/web",
                     "standalone/backend", "standalone/other", "addon", "library",
                     "configurationFiles"),
    "maintenance/type": ("internal", "contract", "community", "none"),
}
TEXTS = ("publiccodeYmlVersion", "name", "url", *ONE_OF, "legal/license")
LISTS = ("platforms", "categories", "localisation/availableLanguages")
URL = re.compile(r"https://[\w.-]+/\S+\.git")
MAIL = re.compile(r"(?:<|mailto:)([\w.+-]+@[\w.-]+\w)[>)]")
# Where the first mail address is that of whoever looks after it all; in README.md the one to click.
SAYS_WHOM_TO_WRITE_TO = (".reuse/dep5", "README.md", "deploy/package/CMakeLists.txt",
                         "deploy/package/changelog")


def at(said, path):
    for key in path.split("/"):
        said = said.get(key) if isinstance(said, dict) else None
    return said


def shape_complaints(said):
    for path in TEXTS:
        if not (isinstance(at(said, path), str) and at(said, path)):
            yield f"{path} is no text"
    for path in LISTS:
        if not (isinstance(at(said, path), list) and at(said, path)):
            yield f"{path} is no list"
    for path, allowed in ONE_OF.items():
        if at(said, path) not in allowed:
            yield f"{path} is none of {', '.join(allowed)}"
    if not isinstance(at(said, "localisation/localisationReady"), bool):
        yield "localisation/localisationReady is neither true nor false"
    if not URL.fullmatch(str(said.get("url"))):
        yield "url is no address of a repository"
    try:
        datetime.date.fromisoformat(said.get("releaseDate", ""))
    except (TypeError, ValueError):
        yield "releaseDate is no date between quotes"


def description_complaints(said):
    descriptions = said.get("description")
    if not isinstance(descriptions, dict) or not descriptions:
        yield "description has no language"
        return
    for language, text in descriptions.items():
        if not 0 < len(text.get("shortDescription", "")) <= SHORT:
            yield f"description/{language}/shortDescription is not up to {SHORT} characters"
        if not LONG_LEAST <= len(text.get("longDescription", "")) <= LONG_MOST:
            yield f"description/{language}/longDescription is not {LONG_LEAST} to {LONG_MOST} characters"
        if not text.get("features"):
            yield f"description/{language}/features is empty"


def contact_complaints(root, said):
    contacts = at(said, "maintenance/contacts") or []
    if at(said, "maintenance/type") in ("internal", "community") and not contacts:
        yield "maintenance/contacts is empty"
    for contact in contacts:
        if not contact.get("name"):
            yield "a contact has no name"
    if not contacts:
        return
    for path in SAYS_WHOM_TO_WRITE_TO:
        found = MAIL.search((root / path).read_text(encoding="utf-8"))
        if found is None or found[1] != contacts[0].get("email"):
            yield f"{path} names another address than maintenance/contacts"


def release_complaints(root, said):
    release = re.search(r"^set\(WACHTPOST_VERSION (\S+)\)$", (root / "CMakeLists.txt").read_text(), re.M)
    changelog = (root / "deploy/package/changelog").read_text(encoding="utf-8")
    newest = re.match(r"wachtpost \((\S+)-\d+\) ", changelog)
    for where, found in (("CMakeLists.txt", release), ("deploy/package/changelog", newest)):
        if found is None or found[1] != said.get("softwareVersion"):
            yield f"softwareVersion is not the release of {where}"
    if not (root / f"LICENSES/{at(said, 'legal/license')}.txt").exists():
        yield "legal/license is not the licence in LICENSES"


def complaints(root):
    said = yaml.safe_load((root / "publiccode.yml").read_text(encoding="utf-8"))
    yield from shape_complaints(said)
    yield from description_complaints(said)
    yield from contact_complaints(root, said)
    yield from release_complaints(root, said)


if __name__ == "__main__":
    tree.verdict(list(complaints(tree.root_argument())))
