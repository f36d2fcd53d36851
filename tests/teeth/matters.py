"""The protections of the table of who may what about whom: every cell in turn reaches further.

Each is held against the table that test_authority.c was given by hand; see protections.py. Left
out are cells that open the door and no more, since what is behind it asks something else too."""

import pathlib
import re

from protections import protection

TABLE = "daemon/domain/authority.c"
ROOT = pathlib.Path(__file__).resolve().parents[2]
ROLES = ("aanbieder", "coordinator", "analist", "monitor", "beheer", "klok")
WIDER = {"NO": "ALL", "OWN": "ALL", "SCOPE": "ALL"}
BEHIND_THE_DOOR = {
    ("PLACES", "aanbieder"),  # places.c goes by the codes that are its own
    ("ELSEWHERE", "aanbieder"),  # and who may read the alert; see answers.py
    # figures.c gives tables to whom nothing else of FIGURES is given
    ("TABLES", "aanbieder"), ("TABLES", "coordinator"), ("TABLES", "analist"), ("TABLES", "beheer"),
}
ROW = re.compile(r'^(\{"\w+", +MATTER_(\w+), +\{)([A-Z, ]+)(\}.*)$', re.MULTILINE)


def widened(cells, role):
    """The row's cells as they stand, but for this role's."""
    words = re.split(r"(\w+)", cells)
    words[2 * role + 1] = WIDER[words[2 * role + 1]]
    return "".join(words)


for begin, matter, cells, end in ROW.findall((ROOT / TABLE).read_text(encoding="utf-8")):
    for number, reach in enumerate(re.findall(r"\w+", cells)):
        if reach in WIDER and (matter, ROLES[number]) not in BEHIND_THE_DOOR:
            protection(
                f"{matter} of {ROLES[number]} reaches no further", "test_authority",
                "test_every_kind_by_everybody_about_everything",
                (TABLE, begin + cells + end, begin + widened(cells, number) + end),
            )
