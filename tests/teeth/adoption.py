"""The protections of what configuration may become part of the journal; see protections.py."""

from protections import protection

ADOPT = "test_adopt"
GONE = "test_a_key_that_was_revoked_does_not_come_back_when_its_line_has_gone"

protection(
    "a revoked key does not come back", ADOPT, GONE,
    ("daemon/engine/adopt.c", "        status = revoked_check(a->engine, a->rules, a->complaint);\n",
     "        status = STATUS_OK;\n"),
)
protection(
    "a key that is revoked is kept for ever", ADOPT, GONE,
    ("daemon/engine/adopt.c",
     "        status = revoked_keep(a->engine, a->rules, region->config_event);\n",
     "        status = STATUS_OK;\n"),
)
protection(
    "keys of who was shut out do not come back", ADOPT,
    "test_keys_of_a_participant_that_was_shut_out_do_not_come_back",
    ("daemon/engine/revoked.c",
     "return participant_is_revoked(participant) || key->revoked != DAY_NONE;",
     "return participant->key_count && key->revoked != DAY_NONE;"),
)
protection(
    "half of a revoked key does not come back", ADOPT,
    "test_half_of_a_key_that_was_revoked_does_not_come_back_either",
    ("daemon/engine/revoked.c", "        status = find(engine, key->curve, &event);\n",
     "        return STATUS_OK;\n"),
)
protection(
    "who is enrolled in the moment of the start is let in", "test_serve_life",
    "test_who_is_enrolled_in_the_moment_of_the_start_is_let_in",
    ("daemon/engine/serve.c", "        status = serve_read_again(s);\n", "        status = STATUS_OK;\n"),
)
