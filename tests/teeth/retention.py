"""The protections of what is forgotten, and of what may not be; see protections.py."""

from protections import protection

RETAIN, FORGET = "test_retain", "test_forget"

protection(
    "who waits is not wiped", RETAIN, "test_place_that_waits_is_not_wiped",
    ("daemon/engine/retain_place.c", "    else if (open)\n", "    else if (open && left == NULL)\n"),
)
protection(
    "what may stand in a held delivery is not wiped", RETAIN,
    "test_place_that_may_stand_in_what_is_held_is_not_wiped",
    ("daemon/engine/retain_place.c", "    else if (head.held.event != 0)\n",
     "    else if (head.held.event != 0 && left == NULL)\n"),
)
protection(
    "a place is forgotten in its time and not before", RETAIN,
    "test_two_years_after_it_left_nothing_leads_to_a_place",
    ("daemon/domain/retain.c", "    return (block_of_day(too_old) + 1) * BLOCK_DAYS;\n",
     "    return (block_of_day(too_old) + 2) * BLOCK_DAYS;\n"),
)
protection(
    "who is still known keeps the name", RETAIN,
    "test_figures_of_what_was_forgotten_stay_the_same",
    ("daemon/engine/retain_names.c",
     "    if (block_name_is_given(name) || is_remembered(n, kind, name))\n        return true;\n",
     "    if (block_name_is_given(name) || (is_remembered(n, kind, name) && kind != BLOCK_NAME_PLACE))\n"
     "        return true;\n"),
)
protection(
    "who is no longer known keeps no name", RETAIN,
    "test_two_years_after_it_left_nothing_leads_to_a_place",
    ("daemon/engine/retain_names.c", "    give_number(n, kind, number, name);\n    return true;\n",
     "    return true;\n"),
)
protection(
    "what is wiped goes from what was delivered", RETAIN,
    "test_place_that_is_wiped_leaves_nothing_but_that_it_was",
    ("daemon/engine/retain_place.c", "        if (all[i] >= first && all[i] <= last)\n",
     "        if (all[i] > first && all[i] < last)\n"),
)
protection(
    "a missing body is damage unless it was forgotten", FORGET,
    "test_body_that_nothing_says_was_forgotten_is_damage",
    ("store/forget.c",
     "number <= upto && store_kind_is_forgotten((enum event_kind)header.kind);",
     "store_kind_is_forgotten((enum event_kind)header.kind);"),
)
protection(
    "what is kept is not told as forgotten", FORGET,
    "test_body_that_nothing_says_was_forgotten_is_damage",
    ("store/forget.c",
     "number <= upto && store_kind_is_forgotten((enum event_kind)header.kind);",
     "number <= upto;"),
)
protection(
    "forgetting takes along only what told of somebody", FORGET,
    "test_what_told_of_somebody_goes_and_all_else_stays",
    ("store/forget.c",
     "    if (header_read(txn, number, &header) == STATUS_OK &&\n"
     "        store_kind_is_forgotten((enum event_kind)header.kind))\n",
     "    if (header_read(txn, number, &header) == STATUS_OK)\n"),
)

# ---- the keys that make it so

PERIOD, RING, RESEAL = "test_period", "test_ring", "test_reseal"

protection(
    "a key goes only after a walk that was finished", PERIOD,
    "test_a_key_goes_when_backups_no_longer_need_it",
    ("store/period.c", "    if (!store->reseal.done || now->count == 1)\n",
     "    if (now->count == 1)\n"),
)
protection(
    "another key begins another walk", PERIOD,
    "test_a_key_goes_when_backups_no_longer_need_it",
    ("store/period.c", "        store->reseal = (struct reseal){.done = false};\n",
     "        store->reseal.from_size = 0;\n"),
)
protection(
    "a key is kept as long as backups are", PERIOD,
    "test_a_key_goes_when_backups_no_longer_need_it",
    ("store/period.c", "day - key.unused_since >= keep_days;",
     "day - key.unused_since + 1 >= keep_days;"),
)
protection(
    "a key that is needed again is kept again", PERIOD,
    "test_a_key_that_an_older_store_needs_again_is_kept_again",
    ("store/reseal.c", "    if (with != NULL && with->unused_since != DAY_NONE) {\n",
     "    if (with != NULL && with->unused_since != DAY_NONE && r->at.done) {\n"),
)
protection(
    "nothing stays under an older key", RESEAL,
    "test_resealing_leaves_what_records_say_and_nothing_of_older_keys",
    ("store/reseal.c", "    return seal_number(sealed) == r->newest;\n",
     "    return seal_number(sealed) == r->newest || r->at.table == TABLE_BODY;\n"),
)
protection(
    "damage is not sealed over", RESEAL, "test_a_record_that_does_not_open_is_not_resealed_over",
    ("store/reseal.c",
     "    else if (txn_unseal(r->txn, r->at.table, key, r->sealed, plain) == STATUS_OK)\n",
     "    else if (seal_read(&with->with, r->at.table, key, r->sealed, plain) || plain)\n"),
)
protection(
    "an old key file is overwritten", RING,
    "test_a_file_that_is_replaced_is_private_and_the_old_one_overwritten",
    ("store/keyfile.c", "        overwrite(before);\n", "        fsync(before);\n"),
)
protection(
    "a second name keeps its content", RING,
    "test_a_file_with_another_name_keeps_its_content_there",
    ("store/keyfile.c", "|| file.st_nlink != 0 ||", "||"),
)
protection(
    "what a cut off replacement left is overwritten", RING,
    "test_what_a_cut_off_replacement_left_is_overwritten",
    ("store/keyfile.c", "    overwrite(fd);\n    close(fd);\n", "    close(fd);\n"),
)
protection(
    "a copy of the key file is never over another", RING,
    "test_a_copy_is_the_same_private_and_never_over_another",
    ("store/keyfile.c", "O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600",
     "O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600"),
)
protection(
    "a key file that is replaced is read again", RING,
    "test_a_file_is_read_whole_while_it_is_replaced",
    ("store/keyfile.c", "    if (file.st_nlink == 0)\n        return STATUS_BUSY;\n", ""),
)
protection(
    "a wish outlives the process that heard it", "test_command",
    "test_a_wish_is_remembered_by_the_store_when_the_process_ends_before_it_is_done",
    ("daemon/engine/keyring.c", "    return is_to_go ? store_period_cut(",
     "    return is_to_go && engine->resealing ? store_period_cut("),
)
protection(
    "keys go while none can begin", "test_command",
    "test_keys_go_also_while_another_cannot_begin",
    ("daemon/engine/keyring.c", "    return status == STATUS_OK ? note(reseal(",
     "    return status == STATUS_OK && store_key_number(engine->store) != 255 ? note(reseal("),
)
protection(
    "of what a block said before two versions are there at a time", "test_retain_names",
    "test_a_long_list_that_was_corrected_often_is_forgotten_all_the_same",
    ("daemon/engine/retain_names.c", "    struct arena *arena = versions->arenas[!versions->current];\n"
     "    arena_reset(arena);\n",
     "    struct arena *arena = versions->arenas[!versions->current];\n"),
    ("daemon/engine/retain_parts.h", "#define RETAIN_VERSION_BYTES ((size_t)128 << 20)\n",
     "#define RETAIN_VERSION_BYTES ((size_t)1 << 20)\n"),  # less work to fill
)
protection(
    "keys are kept when it is never quiet", "test_serve_life",
    "test_keys_are_kept_when_it_is_never_quiet_once_they_are_overdue",
    ("daemon/engine/serve.c", "s->next_keys_step || !engine_keys_are_overdue(s->engine))\n",
     "s->next_keys_step || !engine_keys_are_overdue(s->engine) || !s->idle)\n"),
)
protection(
    "a week's bodies go together", "test_retention",
    "test_bodies_of_a_week_go_together_when_its_monday_is_too_old",
    ("daemon/domain/retain.c",
     "    return since == 0 ? day : day + DAYS_IN_A_WEEK - since;\n",
     "    return since >= 0 ? day : day + DAYS_IN_A_WEEK - since;\n"),
)
