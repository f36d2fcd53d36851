"""The protections of the audit log and its size, and of batches before reports; see protections.py."""

from protections import protection

CHAIN, REFUSALS = "test_chain", "test_refusals"

protection(
    "a line follows the one before it", CHAIN,
    "test_a_line_rewritten_with_the_key_is_not_followed_by_the_next",
    ("store/log.c",
     "    if (link->known && memcmp(line.at, link->hash, STORE_HASH_BYTES) != 0)\n"
     "        return false;\n", ""),
)
protection(
    "the head knows the last line", CHAIN,
    "test_the_last_line_rewritten_with_the_key_is_refused_at_open",
    ("store/check.c", "    return memcmp(hash, head->last_hash, sizeof hash) == 0 ? STATUS_OK : STATUS_DAMAGED;",
     "    return head->count > 0 ? STATUS_OK : STATUS_DAMAGED;"),
)
protection(
    "the first line that is kept follows what was forgotten", CHAIN,
    "test_more_dropped_than_was_forgotten_is_refused_at_open",
    ("store/log.c", "    struct log_link link = {.known = number == txn_first(txn, TABLE_AUDIT)};\n",
     "    struct log_link link = {.known = number == 0 && txn_first(txn, TABLE_AUDIT)};\n"),
)

# ---- attempts

protection(
    "a thousand attempts are one line", REFUSALS, "test_what_follows_is_summed_up_for_a_minute",
    ("daemon/domain/refusals.c", "    sum->due = monotonic + REFUSALS_SUM_US;\n",
     "    sum->due = monotonic;\n"),
)
protection(
    "an hour has so many lines", REFUSALS,
    "test_any_number_of_participants_cost_so_many_lines_an_hour_and_none_is_lost",
    ("daemon/domain/refusals.c", "    if (refusals->lines >= most && hour_ends(refusals) > sum->due)\n",
     "    if (refusals->lines >= 100 * most && hour_ends(refusals) > sum->due)\n"),
)
protection(
    "a flood leaves lines to others", REFUSALS,
    "test_a_flood_does_not_keep_out_the_first_line_of_another",
    ("daemon/domain/refusals.c", "(MAX_REFUSED_LINES_PER_HOUR / 2)", "MAX_REFUSED_LINES_PER_HOUR"),
)
protection(
    "what is not written is counted", REFUSALS, "test_who_was_quiet_makes_room_for_another",
    ("daemon/domain/refusals.c", "            refusals->unwritten += refusal->count;\n", ""),
)
protection(
    "a kind is not repeated as it came", REFUSALS,
    "test_a_kind_is_repeated_as_capitals_only_and_never_whole",
    ("daemon/domain/refusals.c", "letter >= 'A' && letter <= 'Z' ? (char)letter : '?';",
     "(char)letter;"),
)
protection(
    "an attempt is not forgotten with its batch", "test_attempts",
    "test_an_attempt_is_not_forgotten_with_its_batch",
    ("daemon/engine/attempts.c", "        attempts->now = attempts->before;\n",
     "        attempts->before = attempts->now;\n"),
)
protection(
    "what the front turned away is on record", "test_attempts",
    "test_what_the_front_turned_away_is_on_record",
    ("daemon/engine/attempts.c", "attempts->count > 0 && attempts->why != LINK_REFUSED_LATER",
     "attempts->count > 40 && attempts->why != LINK_REFUSED_LATER"),
)
protection(
    "whose attempt it was is on record", "test_attempts",
    "test_whose_attempt_it_was_is_on_record_as_far_as_the_front_knows",
    ("daemon/engine/attempts.c", "    if (source->has_key && !is_named)\n",
     "    if (source->has_key && is_named)\n"),
)
protection(
    "who reads the log finds what was only counted", "test_attempts",
    "test_who_reads_the_log_finds_all_attempts_until_then",
    ("daemon/engine/command_record.c", "    if (strcmp(act, \"AUDIT\") == 0)\n",
     "    if (strcmp(act, \"VERIFY\") == 0)\n"),
)
protection(
    "of any number of sources the first are named", REFUSALS,
    "test_of_any_number_of_sources_the_first_are_named_and_others_are_said_to_be",
    ("daemon/domain/refusals.c", "        source = others;\n", "        return;\n"),
)
protection(
    "a failed handshake is on record", "tests/hostile/test_strangers.py",
    "test_whatever_is_no_handshake_is_hung_up_on",
    ("daemon/front/connections.c", "    if (!conversation_of(connection->held, &ended))\n",
     "    if (conversation_of(connection->held, &ended))\n"),
)
protection(
    "a broken conversation is on record", "test_connections",
    "test_who_was_let_in_and_is_let_go_while_still_there_broke_the_conversation",
    ("daemon/front/connections.c", "        note(all, connection, LINK_REFUSED_BROKEN);\n",
     "        return;\n"),
)
protection(
    "an attempt at the front is on record", "tests/hostile/test_strangers.py",
    "test_unknown_curve_key_is_refused_however_well_it_signs",
    ("daemon/engine/engine.c", "    attempts_note_front(engine, refused);\n", ""),
)
protection(
    "a source finds a place or is counted without one", "test_turned_away",
    "test_more_sources_than_have_room_are_counted_without",
    ("daemon/front/turned_away.c", "    if (attempts == NULL && away->used >= MAX_KNOWN) {\n",
     "    if (attempts == NULL && away->used >= MAX_KNOWN + 5) {\n"),
)

# ---- reports and batches

protection(
    "reports stand back for a batch", "test_reader",
    "test_reports_stand_back_for_a_batch_and_still_come",
    ("daemon/engine/reading.c", "    if (engine->gate)\n        gate_pass(",
     "    if (engine->gate && engine->txn == NULL)\n        gate_pass("),
)
protection(
    "a report rests while batches come", "test_gate",
    "test_whoever_works_while_batches_come_rests_longer",
    ("daemon/engine/gate.c", "    if (lately && worked_us >= WORTH_RESTING_US)\n",
     "    if (lately && worked_us >= WORTH_RESTING_US && was_closed)\n"),
)
protection(
    "a gate that stays closed is passed in the end", "test_gate",
    "test_a_gate_that_stays_closed_is_passed_in_the_end",
    ("daemon/engine/gate.c",
     "           pthread_cond_timedwait(&gate->opened, &gate->lock, &until) != ETIMEDOUT)\n",
     "           (pthread_cond_timedwait(&gate->opened, &gate->lock, &until) != ETIMEDOUT || until.tv_sec))\n"),
)
protection(
    "whoever waits at the gate is woken", "test_gate",
    "test_whoever_waits_goes_on_when_it_is_opened",
    ("daemon/engine/gate.c", "    atomic_store(&gate->awaited, true);\n    while",
     "    while"),
)
