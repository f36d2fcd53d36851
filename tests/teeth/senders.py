"""The protections of who may ask: keys, signatures, roles and rates; see protections.py."""

from protections import protection

REQUESTS = "tests/hostile/test_requests.py"

protection(
    "every request is signed", "test_ingest",
    "test_somebody_elses_code_and_a_false_signature_are_denied",
    ("daemon/engine/sender.c",
     "    if (!is_signed)\n", "    if (!is_signed && kind == NULL)\n"),
)
protection(
    "the engine knows its senders itself", "tests/hostile/test_false_front.py",
    "test_a_key_that_nobody_holds_is_denied",
    ("daemon/engine/sender.c",
     "    const struct key_holder *holder = rulebook_find_key(engine->rulebook, curve);\n",
     "    const struct key_holder *holder = rulebook_find_key(engine->rulebook, curve);\n"
     "    if (holder == NULL)\n        holder = engine->rulebook->key_holders;\n"),
    ("daemon/engine/sender.c", "    if (!is_signed)\n", "    if (!is_signed && kind == NULL)\n"),
)
protection(
    "the signature covers the kind", REQUESTS,
    "test_a_body_signed_for_one_kind_is_good_for_no_other",
    ("proto/keys/keys.c", "    append(statement, kind, kind_size + 1);\n",
     "    append(statement, \"\", kind_size > 0);\n"),
)
protection(
    "kinds are for roles", REQUESTS, "test_every_role_gets_every_kind_it_may_and_no_other",
    ("daemon/engine/sender.c",
     "    if (!authority_may_ask(kind, sender->participant->roles))\n",
     "    if (!authority_may_ask(kind, ~0U))\n"),
)
protection(
    "a role reaches as far as the table says", "test_authority",
    "test_every_kind_by_everybody_about_everything",
    ("daemon/domain/authority.c", "authorities[matter].reach[i] == reach)",
     "authorities[matter].reach[i] <= reach)"),
)
protection(
    "refusals look the same", "test_authority",
    "test_unknown_unsigned_and_forbidden_look_the_same",
    ("daemon/engine/engine.c",
     "        return deny(engine, arena, reply);\n    }\n    if (must_wait",
     "        struct reply_head head = engine_head(engine, ANSWER_MALFORMED);\n"
     "        return sender.participant ? deny(engine, arena, reply)\n"
     "                                  : wire_encode_head(&head, arena, reply);\n"
     "    }\n"
     "    if (must_wait"),
)
protection(
    "a key ends", "test_key_days", "test_a_key_is_good_to_the_last_moment_of_its_last_day",
    ("daemon/domain/participant.c", "(key->until != DAY_NONE && key->until < day)",
     "(key->until != DAY_NONE && key->until + 1 < day)"),
)
protection(
    "a key has a first day", "test_key_days",
    "test_a_key_is_good_to_the_last_moment_of_its_last_day",
    ("daemon/domain/participant.c", "key->from <= day;", "key->from <= day + 1;"),
)
protection(
    "a key's day is its event's", "test_key_days",
    "test_the_instant_of_the_event_decides_and_not_the_clock",
    ("daemon/engine/sender.c", "day_of_instant(engine_next_instant(engine))",
     "day_of_instant(clock_now(engine->clock))"),
)
protection(
    "who is revoked is out", "test_key_days",
    "test_a_revoked_key_and_a_revoked_participant_are_out_at_once",
    ("daemon/domain/participant.c", "    return !participant_is_revoked(participant) && has_begun",
     "    return participant->name && has_begun"),
)
protection(
    "the front hears of a new day", "tests/hostile/test_key_life.py",
    "test_at_midnight_one_key_ends_and_another_begins_without_anybody_touching_a_file",
    ("daemon/engine/serve.c", "s->told_day == engine_today(s->engine) ?", "s->told_day != 0 ?"),
)
protection(
    "nobody asks without end", "tests/hostile/test_rates.py",
    "test_who_floods_is_told_later_and_nobody_else_notices",
    ("daemon/engine/serve.c", "engine_is_too_often(s->engine, request, s->shares.batch)",
     "request->body.size > MAX_BODY_BYTES"),
)
protection(
    "an aanbieder pushes for itself", "test_ingest",
    "test_somebody_elses_code_and_a_false_signature_are_denied",
    ("daemon/engine/ingest.c",
     "    if (authority_admits_aanbieder(MATTER_PUSH, d->sender->participant, &d->agb))\n",
     "    if (d->sender->participant)\n"),
)
protection(
    "stale requests are refused", REQUESTS,
    "test_what_is_more_than_five_minutes_off_is_stale_and_not_one_microsecond_less",
    ("daemon/engine/sender.c", "        engine_refuse(engine, REFUSED_STALE);\n    return stale;\n",
     "        engine_refuse(engine, REFUSED_STALE);\n    return false;\n"),
)
protection(
    "repeats are told from news", "test_ingest",
    "test_repeated_snapshot_gets_same_receipt_and_changes_nothing",
    ("daemon/engine/ingest.c",
     "    return same ? ANSWER_DUPLICATE : ANSWER_CONFLICT;\n",
     "    return same ? ANSWER_NONE : ANSWER_CONFLICT;\n"),
)
protection(
    "numbers are used in order", "test_ingest",
    "test_numbers_of_an_epoch_are_used_in_order_and_once",
    ("daemon/engine/ingest.c", "        return ANSWER_GAP;\n", "        return ANSWER_NONE;\n"),
)
protection(
    "a revoked key is out", "test_key_days",
    "test_a_revoked_key_and_a_revoked_participant_are_out_at_once",
    ("daemon/domain/participant.c", "return key->revoked != DAY_NONE || (",
     "return (key->revoked != DAY_NONE && key->revoked < day) || ("),
)
protection(
    "nobody looks at what a role may not ask", "test_authority",
    "test_who_may_not_ask_is_not_told_that_the_question_is_wrong",
    ("daemon/engine/sender.c", "    if (!authority_may_ask(kind, sender->participant->roles))\n",
     "    if (!authority_may_ask(kind, ~0U))\n"),
)
protection(
    "a row of the table is of its matter", "test_authority",
    "test_every_kind_stands_in_the_tests_table",
    ("daemon/domain/authority.c", '{"HISTORY",     MATTER_HISTORY, ', '{"HISTORY",     MATTER_FIGURES, '),
    ("daemon/domain/authority.c", '{"FIGURES",     MATTER_FIGURES, ', '{"FIGURES",     MATTER_HISTORY, '),
)

# ---- how often

RATES = "test_rates"
protection(
    "a key asks so often a second", RATES, "test_a_burst_and_then_so_many_a_second",
    ("daemon/engine/rates.c", "MICROSECONDS_PER_SECOND / MAX_REQUESTS_A_SECOND +",
     "MICROSECONDS_PER_SECOND / MAX_REQUESTS_A_SECOND / 2 +"),
)
protection(
    "a key sends so many bytes a second", RATES, "test_bytes_count_as_requests_do",
    ("daemon/engine/rates.c",
     "(instant_t)bytes * MICROSECONDS_PER_SECOND / MAX_REQUEST_BYTES_A_SECOND;",
     "(instant_t)bytes / MAX_REQUEST_BYTES_A_SECOND;"),
)
protection(
    "a key has so much of a batch", RATES,
    "test_of_one_batch_nobody_has_more_than_leaves_room_for_others",
    ("daemon/engine/rates.c", "(before > 0 && before + bytes > MAX_BATCH_BYTES_OF_ONE))",
     "(before > 0 && before > MAX_BATCH_BYTES_OF_ONE))"),
)
protection(
    "many keys do not hide a flood", RATES, "test_many_keys_do_not_make_a_flood_forgotten",
    ("daemon/engine/rates.c", "if (row[i].full_at < fullest->full_at)",
     "if (row[i].full_at > fullest->full_at)"),
)
protection(
    "one does not use up another's", RATES, "test_one_does_not_use_up_what_another_may",
    ("daemon/engine/rates.c", "if (memcmp(row[i].sender, sender, LINK_KEY_BYTES) == 0)",
     "if (memcmp(row[i].sender, sender, 1) == 0)"),
)
