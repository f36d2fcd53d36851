"""The protections of what is answered, and to whom; see protections.py."""

from protections import protection

LIFE = "tests/hostile/test_life.py"

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
    "where else somebody waits is no aanbieder's to ask", "test_authority",
    "test_every_kind_by_everybody_about_everything",
    ("daemon/engine/places_elsewhere.c",
     "    if (authority_reach(MATTER_ELSEWHERE, who->roles) == REACH_SCOPE)\n", ""),
    ("daemon/engine/places_elsewhere.c", "|| !alert_may_be_read(s->who, &routed))", ")"),
)
protection(
    "where else somebody waits is asked by who may read the alert", "test_authority",
    "test_every_kind_by_everybody_about_everything",
    ("daemon/engine/places_elsewhere.c", "|| !alert_may_be_read(s->who, &routed))", ")"),
)
protection(
    "tables are all that a monitor gets", "test_authority",
    "test_every_kind_by_everybody_about_everything",
    ("daemon/engine/figures.c",
     "    return authority_reach(MATTER_FIGURES, who->roles) == REACH_NOTHING;\n",
     "    return who == NULL;\n"),
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
