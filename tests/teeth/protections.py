"""Every protection, how it is taken away, and the test that then must fail.

An edit replaces text that stands in its file exactly once. Taken away together is what would
else be caught by another protection behind it: each test is of one. Who adds a protection adds
it here; who changes the code around one changes its edit, or run.py fails."""

import collections

Edit = collections.namedtuple("Edit", "file old new")
# `program` is a cmocka test's name or a pytest file's path.
Protection = collections.namedtuple("Protection", "name program test edits")

STRANGERS, FRAMES = "tests/hostile/test_strangers.py", "tests/hostile/test_frames.py"
REQUESTS, BODIES = "tests/hostile/test_requests.py", "tests/hostile/test_bodies.py"
LIFE, DOORS = "tests/hostile/test_life.py", "tests/front/test_doors.py"
MESSAGES = "tests/front/test_messages.py"

_protections = []


def protection(name, program, test, *edits):
    _protections.append(Protection(name, program, test, [Edit(*edit) for edit in edits]))


# ---- who may connect

NO_PROOF = (
    "daemon/front/front.c",
    "    if (status == STATUS_OK)\n"
    "        status = proof_stranger_refused(&f->sockets, door, &f->admission, &complaint);\n",
    "",
)
protection(
    "ZAP admits known keys only", DOORS,
    "test_known_key_is_served_and_unknown_key_is_refused_and_counted",
    ("daemon/front/zap.c",
     "if (key.size != LINK_KEY_BYTES || !admission_holds(admission, key.at))",
     "if (key.size != LINK_KEY_BYTES || !admission)"),
    NO_PROOF,
)
protection(
    "sockets enforce the ZAP domain", DOORS,
    "test_known_key_is_served_and_unknown_key_is_refused_and_counted",
    ("daemon/front/sockets.c",
     "           zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, domain, strlen(domain)) == 0 &&\n"
     "           sockets_set(socket, ZMQ_ZAP_ENFORCE_DOMAIN, 1);",
     "           domain[0] != '\\0';"),
    NO_PROOF,
)
protection(
    "CURVE only", DOORS, "test_a_client_without_curve_is_refused_and_counted",
    ("daemon/front/sockets.c",
     "return sockets_set(socket, ZMQ_CURVE_SERVER, 1) &&",
     "return sockets_set(socket, ZMQ_CURVE_SERVER, 0) &&"),
    NO_PROOF,
)
protection(
    "a start proves that strangers are refused", DOORS,
    "test_known_key_is_served_and_unknown_key_is_refused_and_counted",
    ("daemon/front/proof.c",
     "event.kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)\n            return STATUS_FORBIDDEN;",
     "event.kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)\n            return STATUS_OK;"),
    ("daemon/front/zap.c",
     "if (key.size != LINK_KEY_BYTES || !admission_holds(admission, key.at))",
     "if (key.size != LINK_KEY_BYTES || !admission)"),
)
protection(
    "handshakes end", STRANGERS, "test_a_greeting_and_then_silence_is_cut_off",
    ("daemon/front/sockets.c", "           sockets_set(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_TIMEOUT_MS) &&\n",
     "           sockets_set(socket, ZMQ_HANDSHAKE_IVL, 0) &&\n"),
)
protection(
    "a revoked key's connection is cut", DOORS, "test_revoked_key_is_cut_off_and_stays_out",
    ("daemon/front/connections.c", "        cut_known(all, (int)i);\n        cut++;\n",
     "        cut++;\n"),
)
protection(
    "a descriptor that another has by now is left alone", "test_connections",
    "test_a_descriptor_that_another_has_by_now_is_left_alone",
    ("daemon/front/connections.c",
     "    if (peer_of(descriptor, &now) && same_peer(&now, &at(all, descriptor)->peer))\n",
     "    if (peer_of(descriptor, &now))\n"),
)
protection(
    "silent connections of one address are bounded", "test_connections",
    "test_one_address_too_silent_loses_its_oldest_and_others_stay",
    ("daemon/front/connections.c", "    if (of_address > MAX_SILENT_OF_ONE_ADDRESS)\n",
     "    if (of_address > 2 * MAX_SILENT_OF_ONE_ADDRESS)\n"),
)
protection(
    "silent connections are bounded", "test_connections",
    "test_too_many_silent_ones_lose_the_oldest_and_who_spoke_stays",
    ("daemon/front/connections.c", "    else if (all->silent_count > MAX_SILENT_CONNECTIONS)\n",
     "    else if (all->silent_count > 4 * MAX_SILENT_CONNECTIONS)\n"),
)
protection(
    "connections are bounded", "test_connections", "test_above_the_whole_number_a_silent_one_goes",
    ("daemon/front/connections.c", "    if (all->count > all->max && all->silent_count > 0)\n",
     "    if (all->count > 2 * all->max && all->silent_count > 0)\n"),
)
protection(
    "connections of one key are bounded", "test_connections",
    "test_one_key_has_its_number_of_connections_and_no_more",
    ("daemon/front/connections.c", "    if (count_of_key(all, key) > MAX_CONNECTIONS_OF_ONE_KEY)\n",
     "    if (count_of_key(all, key) > 2 * MAX_CONNECTIONS_OF_ONE_KEY)\n"),
)
protection(
    "exactly the table's keys", "test_admission",
    "test_exactly_the_keys_of_the_last_table_are_admitted",
    ("daemon/front/admission.c", "    struct admission fresh = {table->key_count, keys};\n",
     "    struct admission fresh = {table->key_count / 2, keys};\n"),
)

# ---- what may be said

protection(
    "routing ids are the library's own", FRAMES,
    "test_a_chosen_routing_id_is_cut_off_whatever_it_is",
    ("daemon/front/inbound.c", "return route.size == LINK_ROUTE_BYTES && route.at[0] == 0;",
     "return route.size > 0;"),
)
protection(
    "five frames", FRAMES, "test_any_other_number_of_frames_is_refused_and_counted",
    ("daemon/front/inbound.c", "return inbound->seen == REQUEST_FRAMES && is_kind",
     "return is_kind"),
    ("daemon/front/inbound.c", "    if (inbound->seen > MAX_INBOUND_FRAMES)\n"
     "        return INBOUND_CUT;\n", ""),
)
protection(
    "who sends frames without end is cut", MESSAGES, "test_too_many_frames_cut_the_connection",
    ("daemon/front/inbound.c", "    if (inbound->seen > MAX_INBOUND_FRAMES)\n"
     "        return INBOUND_CUT;\n", ""),
)
protection(
    "signatures of 64 bytes", FRAMES,
    "test_frames_of_wrong_sizes_are_refused_and_the_next_request_is_served",
    ("daemon/front/inbound.c",
     "part(inbound, FRAME_SIGNATURE).size == sizeof request.signature;",
     "part(inbound, FRAME_SIGNATURE).size >= sizeof request.signature - 1;"),
)
protection(
    "bodies of a size", BODIES, "test_other_bodies_end_at_4096_bytes",
    ("daemon/front/inbound.c", "    return MAX_SMALL_BODY_BYTES;\n",
     "    return MAX_BODY_BYTES;\n"),
)
protection(
    "frames of the link are bounded", "test_link", "test_what_is_no_frame_breaks_the_link",
    ("daemon/front/link.c", "if (size < 1 || size > LINK_MAX_BYTES)", "if (size < 1)"),
)
protection(
    "fields of the link fit", "test_link", "test_a_field_that_does_not_fit_breaks_the_link",
    ("daemon/front/link.c", "    if (reader.broken || reader.left.size != 0)\n",
     "    if (reader.broken)\n"),
)
protection(
    "strict text", "test_wire_snapshot", "test_text_with_nul_or_bad_utf8_is_malformed",
    ("proto/wire/strict.c",
     "return value.size == 0 || (memchr(value.at, 0, value.size) == NULL && text_is_utf8(value));",
     "return value.size == 0 || value.at != NULL;"),
)
protection(
    "no field twice", "test_wire_damage", "test_a_singular_field_that_comes_twice_is_malformed",
    ("proto/wire/strict.c",
     "        if (known->label != PROTOBUF_C_LABEL_REPEATED && (seen & bit))\n"
     "            return false;\n", ""),
)
protection(
    "no empty body", "test_wire_damage", "test_an_empty_body_is_malformed",
    ("proto/wire/convert.c", "    if (body.size == 0 || !strict_message(contract, body, &fields))\n"
     "        return STATUS_MALFORMED;\n    return convert_unpack(",
     "    if (!strict_message(contract, body, &fields))\n"
     "        return STATUS_MALFORMED;\n    return convert_unpack("),
)
protection(
    "memory has a budget", "test_arena", "test_budget_is_never_exceeded",
    ("proto/model/arena.c", "    if (size > arena->budget)\n        return NULL;\n", ""),
    ("proto/model/arena.c", "    if (rounded > arena->budget - arena->used)\n        return NULL;\n",
     ""),
)
protection(
    "protobuf-c takes its memory from that budget", "test_wire_roundtrip",
    "test_unpacking_takes_its_memory_from_the_arena",
    ("proto/wire/convert.c", "protobuf_c_message_unpack(contract, &allocator, body.size, body.at);",
     "protobuf_c_message_unpack(contract, appetite.exhausted ? &allocator : NULL, body.size,\n"
     "                                  body.at);"),
)

# ---- who may ask what

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
     "        return deny(engine, arena, reply);\n"
     "    if (must_wait(engine, kind))",
     "    {\n"
     "        if (sender.participant == NULL)\n"
     "            say_only(engine, ANSWER_MALFORMED, arena, reply);\n"
     "        return sender.participant == NULL ? STATUS_OK : deny(engine, arena, reply);\n"
     "    }\n"
     "    if (must_wait(engine, kind))"),
    ("daemon/engine/engine.c", "/* Whoever may not ask, and what nobody may ask, get the same. */\n",
     "static void say_only(const struct engine *engine, enum answer answer, struct arena *arena,\n"
     "                     struct bytes *reply);\n"),
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
    "scope of places", "test_asks",
    "test_places_are_for_coordinators_in_scope_and_for_the_aanbieder_itself",
    ("daemon/engine/places.c", "        return scope_admits_party(&p->who->scope, &party);\n",
     "        return party.gemeente[0] != '\\0';\n"),
)
protection(
    "an aanbieder sees its own places", "test_asks",
    "test_places_are_for_coordinators_in_scope_and_for_the_aanbieder_itself",
    ("daemon/engine/places.c", "    return participant_aanbieder(p->who, agb) != NULL;\n",
     "    return agb != NULL;\n"),
    ("daemon/engine/places.c", "(places_coordinator_asks(p) || participant_aanbieder(p->who, agb));",
     "(places_coordinator_asks(p) || agb);"),
)
protection(
    "scope of histories", "test_asks", "test_history_of_what_is_not_yours_looks_like_history_of_nothing",
    ("daemon/engine/place_history.c",
     "    return may;", "    return may || q->rows.count > 0;"),
)
protection(
    "scope of takings", "test_asks", "test_nobody_takes_what_is_not_in_scope_or_not_open",
    ("daemon/engine/take.c",
     "    if (t->known == NULL ||\n"
     "        !authority_admits_place(MATTER_TAKE, t->sender->participant, &t->asked.agb, &party, 1))\n",
     "    if (t->known == NULL || party.gemeente[0] == '\\0')\n"),
)
protection(
    "scope of alerts", "test_alert_scope",
    "test_an_alert_is_for_who_has_one_of_its_parties_in_scope",
    ("daemon/domain/authority.c",
     "        if (scope_admits_party(&who->scope, &parties[i]))\n", "        if (parties)\n"),
)
protection(
    "figures of what one may see", "test_asks", "test_asking_for_anothers_code_counts_nothing",
    ("daemon/engine/figures.c", "        return narrow_to_own(filter, who, arena, nothing);\n",
     "        return arena ? STATUS_OK : narrow_to_own(filter, who, arena, nothing);\n"),
)
protection(
    "notes about oneself", "test_asks",
    "test_notes_are_made_by_beheer_and_by_aanbieders_about_themselves",
    ("daemon/engine/duiding.c",
     "    if (answer == ANSWER_OK && !may_explain(sender->participant, &asked.duiding))\n",
     "    if (answer == ANSWER_OK && !may_explain(sender->participant, &asked.duiding) &&\n"
     "        !sender->participant->aanbieder_count)\n"),
)
protection(
    "small numbers are hidden", "test_suppress",
    "test_a_small_row_takes_the_smallest_other_one_along",
    ("proto/model/suppress.c", "    while (goes_on && !group_is_safe(&group))\n",
     "    while (goes_on && !group_is_safe(&group) && total_hidden == NULL)\n"),
)
protection(
    "a note that comes twice is said once", "tests/hostile/test_false_front.py",
    "test_a_write_that_is_brought_again_changes_nothing",
    ("daemon/engine/duiding.c", "    if (lately.repeated) {\n",
     "    if (lately.repeated && engine->refolding) {\n"),
)
protection(
    "a taking that comes twice is said once", "test_asks",
    "test_a_taking_that_comes_twice_is_said_once",
    ("daemon/engine/take.c", "    if (lately.repeated) {\n", "    if (lately.repeated && !answer) {\n"),
)
protection(
    "so much is said of a place a day", "test_asks", "test_of_one_place_so_much_is_said_a_day_by_one",
    ("daemon/engine/take.c", "lately.today == MAX_TAKINGS_PER_DAY)", "lately.today > MAX_TAKINGS_PER_DAY)"),
)
protection(
    "who saw rows is on record before they leave", "test_serve",
    "test_rows_leave_after_it_is_durable_who_saw_them",
    ("daemon/engine/serve.c", "        errand_put_on_record(errand, s->engine);\n",
     "        slot->on_commit = true;\n"),
)
protection(
    "what was asked under replaced settings is told apart", "test_reader",
    "test_reload_waits_for_nobody_and_outdates_what_was_asked",
    ("daemon/engine/reading.c", "    return errand->rulebook == engine->rulebook;\n",
     "    return errand->rulebook && engine->rulebook;\n"),
)
protection(
    "one sender cannot fill the reader's queue", "test_reader",
    "test_who_asks_much_leaves_room_for_others",
    ("daemon/engine/reader.c",
     "               queue_count_of(&reader->asked, request->curve_key) < MAX_ERRANDS_OF_ONE;\n",
     "               queue_count_of(&reader->asked, request->curve_key) < MAX_ERRANDS;\n"),
)
protection(
    "nobody takes more than a share of the engine", "test_shares",
    "test_who_used_his_share_has_had_it_until_there_is_a_pause",
    ("daemon/engine/shares.c",
     "    return share && share->used_us >= SHARE_US && share->batch == shares->batch;\n",
     "    return share && share->used_us < 0;\n"),
)
protection(
    "answers that no frame holds do not break the link", "test_serve",
    "test_an_answer_larger_than_a_reply_may_be_leaves_the_link_whole",
    ("daemon/engine/serve.c", "    if (slot->body.size <= MAX_REPLY_BYTES)\n        return;\n",
     "    if (slot->body.size <= 2 * MAX_REPLY_BYTES)\n        return;\n"),
)
protection(
    "a store made with a virtual clock is no real one", LIFE,
    "test_a_virtual_store_needs_the_flag_and_a_real_one_refuses_it",
    ("daemon/engine/engine.c",
     "    if (store_is_virtual(engine->store) && !engine->clock->is_virtual)\n",
     "    if (engine->clock == NULL)\n"),
)

# ---- the operator, and the machine's clock

COMMAND, HOLD = "tests/ctl/test_command.py", "test_clock_hold"
protection(
    "another user tells the daemon nothing", COMMAND,
    "test_another_user_is_not_heard_even_when_the_file_would_let_him",
    ("daemon/engine/control.c", "return peer.uid == geteuid() || peer.uid == 0;", "return true;"),
)
protection(
    "the control socket is nobody else's file", COMMAND, "test_the_socket_is_the_daemons_own",
    ("daemon/front/stream.c", "umask(0177)", "umask(0111)"),
)
protection(
    "who holds the control socket is cut off", COMMAND,
    "test_whoever_says_nothing_is_cut_off_and_the_next_one_heard",
    ("daemon/engine/control.c", "    else if (now >= control->until)\n        let_go(control);\n", ""),
)
protection(
    "a reload counts at the door before it is answered", "test_serve",
    "test_a_reload_is_told_to_the_front_before_its_answer_leaves",
    ("daemon/engine/serve_told.c", "    if (result.reloaded)\n        use_settings(s);\n", ""),
)
protection(
    "a clock that is set is not believed", HOLD,
    "test_a_clock_set_forward_an_hour_holds_what_comes_in",
    ("daemon/domain/hold.c", "is_within(drift, MAX_CLOCK_DRIFT_US) ? HOLD_NONE : HOLD_DRIFT;",
     "drift == INSTANT_MAX ? HOLD_DRIFT : HOLD_NONE;"),
)
protection(
    "a gap is not believed", HOLD, "test_a_machine_that_was_off_for_three_days_waits_for_an_operator",
    ("daemon/domain/hold.c", "is_within(reading->now - last, MAX_CLOCK_GAP_US)",
     "reading->now > last || is_within(reading->now - last, MAX_CLOCK_GAP_US)"),
)
protection(
    "a clock far behind is not believed", HOLD,
    "test_a_machine_that_starts_far_behind_waits_for_an_operator",
    ("daemon/domain/hold.c", "is_within(reading->now - last, MAX_CLOCK_GAP_US)",
     "reading->now < last || is_within(reading->now - last, MAX_CLOCK_GAP_US)"),
)
protection(
    "an unsynchronised clock is not believed", HOLD,
    "test_a_kernel_that_is_never_ready_is_not_believed",
    ("daemon/domain/hold.c",
     "    if (!reading->synchronised)\n        return HOLD_UNSYNCHRONISED;\n", ""),
)
protection(
    "no day is evaluated by a held clock", HOLD,
    "test_a_clock_set_days_ahead_evaluates_none_of_them",
    ("daemon/engine/days.c", "if (status != STATUS_OK || engine_is_held(engine))",
     "if (status != STATUS_OK)"),
    ("daemon/engine/batch.c", "engine->now > last && !engine_is_held(engine) ?",
     "engine->now > last ?"),
)
protection(
    "what would be an event waits for a held clock", HOLD,
    "test_everything_that_would_be_an_event_waits",
    ("daemon/engine/engine.c",
     "return engine_is_held(engine) && (kind->waits || engine->errand == NULL);",
     "return engine_is_held(engine) && kind == NULL;"),
)
protection(
    "who is nobody hears nothing of a held clock", HOLD,
    "test_who_is_nobody_hears_nothing_of_a_hold",
    ("daemon/engine/engine.c",
     "    if (!engine_identify(engine, request, kind, &sender))\n",
     "    if (engine_is_held(engine))\n"
     "        return wait_for_clock(engine, arena, reply);\n"
     "    if (!engine_identify(engine, request, kind, &sender))\n"),
)
protection(
    "keys end on no wrong day of a clock that was set", HOLD,
    "test_a_clock_set_days_ahead_evaluates_none_of_them",
    ("daemon/engine/engine.c", "now > next && !is_clock_doubtful(engine) ?", "now > next ?"),
)
protection(
    "an event under a held clock is not of a wrong day", HOLD,
    "test_a_key_is_taken_out_all_the_same_as_if_time_stood_still",
    ("daemon/engine/batch.c", "engine->now > last && !engine_is_held(engine) ?",
     "engine->now > last ?"),
)
protection(
    "a clock set while the daemon is away is seen", HOLD,
    "test_a_clock_that_is_set_while_the_daemon_is_away_does_not_pass",
    ("daemon/domain/hold.c", "return trust->known && memcmp(",
     "return trust->known && reading->now < trust->started && memcmp("),
)

# ---- at rest

protection(
    "seals are verified", "test_damage", "test_any_flipped_byte_is_damage_not_wrong_data",
    ("store/seal.c", "sealed.at + NONCE_AT, with->seal) == 0;",
     "sealed.at + NONCE_AT, with->seal) <= 0;"),
)
protection(
    "a seal covers the key", "test_damage", "test_a_record_under_another_key_does_not_open",
    ("store/seal.c", "    const struct where where = where_of(table, key);\n"
     "    return crypto_aead", "    const struct where where = where_of(table, bytes_of(key.at, 1));\n"
     "    return crypto_aead"),
    ("store/seal.c", "    const struct where where = where_of(table, key);\n    sealed[0] =",
     "    const struct where where = where_of(table, bytes_of(key.at, 1));\n    sealed[0] ="),
)
protection(
    "headers hang together", "test_damage",
    "test_an_event_of_another_history_does_not_fit_the_chain",
    ("store/header.c",
     "    if (status == STATUS_OK && memcmp(hash, anchored, STORE_HASH_BYTES) != 0)\n",
     "    if (status == STATUS_OK && memcmp(hash, hash, STORE_HASH_BYTES) != 0)\n"),
)
protection(
    "bodies fit their headers", "test_damage",
    "test_a_body_of_another_history_does_not_fit_its_header",
    ("store/journal.c", "        if (memcmp(hash, header->body_hash, STORE_HASH_BYTES) != 0)\n",
     "        if (memcmp(hash, hash, STORE_HASH_BYTES) != 0)\n"),
)
protection(
    "the head knows the ends", "test_damage", "test_an_old_head_does_not_fit_its_store",
    ("store/check.c",
     "    return key.size == 8 && store_u64_of_key(key.at) == count ? STATUS_OK : STATUS_DAMAGED;",
     "    return key.size == 8 ? STATUS_OK : STATUS_DAMAGED;"),
)
protection(
    "the head knows the alert log's last record", "test_damage",
    "test_an_end_of_another_history_is_refused_at_open",
    ("store/check.c", "    return memcmp(hash, head->last_hash, sizeof hash) == 0 ? STATUS_OK : STATUS_DAMAGED;",
     "    return head->count > 0 ? STATUS_OK : STATUS_DAMAGED;"),
)
protection(
    "a gap is damage when it is walked", "test_damage", "test_a_gap_is_damage_when_it_is_walked",
    ("store/walk.c", "(walk->numbered && !is_next(walk, key))",
     "(walk->numbered && !is_next(walk, key) && walk->next_number == 0)"),
    ("store/walk.c",
     "    if (walk->numbered && walk->next_number <= txn_count(walk->txn, walk->table))\n"
     "        return false;\n", ""),
    ("store/walk.c", "        return walk->seen == walk->txn->head.sums[walk->table].count;\n",
     "        return walk->numbered || walk->seen == walk->txn->head.sums[walk->table].count;\n"),
)
protection(
    "a gap is damage when it is read", "test_damage", "test_a_gap_is_damage_when_it_is_read",
    ("store/txn.c", "    return number >= txn_first(txn, table) && number <= txn_count(txn, table);\n",
     "    return number >= txn_first(txn, table) && number > txn_count(txn, table);\n"),
)
protection(
    "the head counts every table", "test_damage", "test_a_missing_end_is_refused_at_open",
    ("store/walk.c", "        return walk->seen == walk->txn->head.sums[walk->table].count;\n",
     "        return walk->seen <= walk->txn->head.sums[walk->table].count;\n"),
)
protection(
    "a block's key has its size", "test_foreign_keys",
    "test_a_block_under_a_foreign_key_is_made_into_no_roll",
    ("daemon/engine/index_read.c", "    if (key.size != ROLL_KEY_BYTES)", "    if (key.size == 0)"),
)
protection(
    "a due day's key has its size", "test_foreign_keys",
    "test_a_day_without_a_whole_code_is_damage_when_it_comes",
    ("daemon/engine/state_walk.c", "    if (g->damaged)\n        return false;\n", ""),
    ("daemon/engine/state_walk.c",
     "    if (g.damaged || g.codes.out_of_memory)\n"
     "        return g.damaged ? STATUS_DAMAGED : STATUS_NO_MEMORY;\n",
     "    if (g.codes.out_of_memory)\n        return STATUS_NO_MEMORY;\n"),
)
protection(
    "one process per store", "test_store", "test_second_open_is_busy_until_the_first_closes",
    ("store/directory.c", "    if (flock(lock, LOCK_EX | LOCK_NB) == 0) {\n",
     "    if (flock(lock, LOCK_SH | LOCK_NB) == 0) {\n"),
)
protection(
    "another key is told from damage", "test_store", "test_another_key_is_a_wrong_key",
    ("store/head.c", "STATUS_WRONG_KEY", "STATUS_DAMAGED"),
)
protection(
    "the key file is private", "test_store", "test_key_file_must_be_a_key_and_private",
    ("store/keyfile.c", "    if (!is_private(&file))\n", "    if (!S_ISREG(file.st_mode) && !is_private(&file))\n"),
)


def all_protections():
    import backups  # noqa: F401: it adds its own to the list

    return list(_protections)
