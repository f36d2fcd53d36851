"""The protections of a store at rest; see protections.py."""

from protections import protection

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
     " ||\n        memcmp(headers->hashes[headers->count - 1], anchor, sizeof anchor) != 0)\n", ")\n"),
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
    "the sums count", "test_verify", "test_a_missing_record_is_found_in_every_table",
    ("store/survey.c", "    if (s->format == 1 || sum_equal(&s->sum, should))\n",
     "    if (s->format == 1 || s->sum.count <= should->count)\n"),
)
protection(
    "the sums know which records", "test_verify", "test_an_older_record_that_came_back_is_found",
    ("store/sum.c",
     "    return a->count == b->count && a->lanes[0] == b->lanes[0] && a->lanes[1] == b->lanes[1];\n",
     "    return a->count == b->count;\n"),
)
protection(
    "the sums know under which keys", "test_verify",
    "test_a_record_under_another_key_is_found_without_opening_it",
    ("store/sum.c", "    at = write_bytes(at, key.at, key.size);\n", ""),
)
protection(
    "keys lead to their records", "test_verify", "test_a_key_that_leads_astray_is_found",
    ("store/survey.c", "    if (status != STATUS_OK || found.at != at)\n",
     "    if (status != STATUS_OK && found.at == at)\n"),
)
protection(
    "content is opened when it is asked for", "test_verify",
    "test_a_flipped_bit_is_found_in_every_record",
    ("store/survey.c", "    return s->depth == VERIFY_CONTENT && s->table",
     "    return s->depth == VERIFY_PRESENCE && s->table"),
)
protection(
    "what the store notes of itself is opened", "test_verify",
    "test_a_flipped_bit_is_found_in_what_the_store_notes_of_itself",
    ("store/survey.c", "    else if (!note_opens(s, key, sealed))\n",
     "    else if (!note_opens(s, key, sealed) && s->broken)\n"),
)
protection(
    "a block knows no events but its own", "test_block_edges",
    "test_a_block_that_begins_without_a_peilmoment_knows_waits",
    ("daemon/domain/block_write.c", "    size_t position = 0;\n    if (w->begun &&",
     "    const uint64_t event = moment->applied ? moment->event : w->event;\n"
     "    size_t position = 0;\n    if (w->begun &&"),
    ("daemon/domain/block_write.c",
     "    const uint64_t event = moment->applied ? moment->event : w->event;\n    put_time(",
     "    put_time("),
)
protection(
    "what kills its reader is told", "test_verify",
    "test_a_file_that_was_cut_off_is_told_though_it_kills_its_reader",
    ("store/apart.c", "    if (w->stuck || WIFSIGNALED(ended))\n", "    if (w->stuck)\n"),
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
protection(
    "a taking's key names an event that was one", "test_foreign_keys",
    "test_a_taking_by_an_event_that_is_none_is_damage_when_the_place_goes",
    ("daemon/engine/retain_place.c",
     "    if (status == STATUS_ABSENT || (status == STATUS_OK && kind != EVENT_TAKEN))\n"
     "        return STATUS_DAMAGED;\n", ""),
)
protection(
    "a block's key has its whole number", "test_foreign_keys",
    "test_a_block_without_a_whole_number_is_damage_when_blocks_are_made_anew",
    ("daemon/engine/index_rebuild.c", "    settled->damaged = !is_block_key(key);\n",
     "    settled->damaged = false;\n"),
)
protection(
    "less than is gone already is not forgotten again", "test_forget",
    "test_less_than_is_gone_already_is_damage",
    ("store/forget.c", "    if (upto < before) { /* whoever asks knows an older record */\n",
     "    if (upto < before && txn->purpose != DISK_WRITE) {\n"),
)
