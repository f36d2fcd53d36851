"""The protections of what is missing from a store, and of its backups; see protections.py."""

from protections import protection

BACKUP = "tests/ctl/test_backup.py"

protection(
    "the head sums every table", "test_verify", "test_an_older_record_that_came_back_is_found",
    ("store/survey.c", "    if (s->format == 1 || sum_equal(&s->sum, should))\n",
     "    if (s->format == 1 || count == should->count)\n"),
)
protection(
    "a sum covers the key", "test_verify",
    "test_a_record_under_another_key_is_found_without_opening_it",
    ("store/sum.c", "    at = write_bytes(at, key.at, key.size);\n", ""),
)
protection(
    "every key leads to its record", "test_verify", "test_a_key_that_leads_astray_is_found",
    ("store/survey.c", "    check_border(s, key, sealed.at);\n", ""),
    ("store/survey.c", "static void check_border(", "__attribute__((unused)) static void check_border("),
    ("store/survey.c", "        check_reached(s, last_key(s), s->last_at);\n    if (table",
     "        s->broken = false;\n    if (table"),
)
protection(
    "the roots are of two commits in a row", "test_verify", "test_a_root_that_went_back_is_found",
    ("store/roots.c", "        if (read_roots(file, roots) && are_in_a_row(roots) && is_of_its_commit(file, &roots[0]) &&\n"
     "            is_of_its_commit(file, &roots[1]) && are_of_this_file(file, roots))\n",
     "        if (read_roots(file, roots) && (is_of_its_commit(file, &roots[0]) || i == 0) &&\n"
     "            are_of_this_file(file, roots))\n"),
    ("store/roots.c", "static bool are_in_a_row(", "__attribute__((unused)) static bool are_in_a_row("),
)
protection(
    "a root is of the commit that it names", "test_roots",
    "test_a_root_that_names_another_commit_is_refused",
    ("store/roots.c", "root, &last) && last == root->commit;", "root, &last) && last > 0;"),
)
protection(
    "the roots are looked at when a store is opened", "test_roots",
    "test_a_root_that_names_another_commit_is_refused",
    ("store/check.c", "checking.arena ? disk_check_roots(store->disk) : STATUS_NO_MEMORY;",
     "checking.arena ? STATUS_OK : STATUS_NO_MEMORY;"),
)
protection(
    "no page in use is listed as free", "test_roots", "test_a_page_that_may_be_written_over_is_found",
    ("store/pages.c", "use_tree(p, NAMES, p->root.names, 0) && use_tree(p, FREE, p->root.free, 0);",
     "use_tree(p, NAMES, p->root.names, 0);"),
)
protection(
    "a page says which it is", "test_roots", "test_a_page_that_says_it_is_another_is_found",
    ("store/pages.c", "    return page_number(page) == number ? page : NULL;\n",
     "    return page_number(page) != number + 2 ? page : NULL;\n"),
)
protection(
    "no page has less room than it says", "test_roots", "test_room_that_is_not_free_is_found",
    ("store/pages.c", "    if (!page_room_is_free(page, p->root.page_bytes))\n",
     "    if (!page_room_is_free(page, p->root.page_bytes) && count == 0)\n"),
)
protection(
    "the head is of the last commit", "test_roots",
    "test_the_root_of_one_commit_earlier_is_refused",
    ("store/txn.c", "txn->head.commit != commit && commit != FIRST_COMMIT)",
     "txn->head.commit != commit && commit < FIRST_COMMIT)"),
)
protection(
    "the head is held against the commit in every transaction", "test_roots",
    "test_whoever_has_the_store_open_sees_that_a_root_came_back",
    ("store/txn.c", "    return status == STATUS_OK ? txn_check_commit(txn) : status;\n", "    return status;\n"),
)
protection(
    "a number and a root are of one commit", "test_roots",
    "test_whoever_begins_to_read_while_others_commit_looks_again",
    ("store/disk.c", "now.me_last_txnid <= mdb_txn_id(txn->handle) + 1;", "now.me_last_txnid > 0;"),
)
protection(
    "every commit says its number", "test_roots",
    "test_a_commit_that_puts_what_was_there_says_its_number",
    ("store/txn.c", "    if (same && !txn->changed)\n", "    if (same)\n"),
)
protection(
    "a damaged file kills only a child", "test_verify",
    "test_a_file_that_was_cut_off_is_told_though_it_kills_its_reader",
    ("store/apart.c", "    if (w->stuck || WIFSIGNALED(ended))\n", "    if (w->stuck)\n"),
)
protection(
    "no backup takes the place of another", "test_backup", "test_nothing_is_ever_replaced",
    ("store/backup.c", "path, RENAME_NOREPLACE) != 0", "path, 0) != 0"),
)
protection(
    "no store takes the place of another", "test_backup", "test_nothing_is_ever_replaced",
    ("store/restore.c", "    enum status status = check_target(options->directory, complaint);\n",
     "    enum status status = STATUS_OK;\n"),
    ("store/restore.c", "static enum status check_target(",
     "__attribute__((unused)) static enum status check_target("),
    ("store/restore.c", "    if (rename(r->directory, directory) != 0)\n",
     "    directory_remove(directory);\n    if (rename(r->directory, directory) != 0)\n"),
)
protection(
    "a backup is read before it is restored", "test_backup",
    "test_a_damaged_backup_is_not_restored",
    ("store/restore.c", "store_verify(&r.aside, VERIFY_CONTENT,", "store_verify(&r.aside, VERIFY_PRESENCE,"),
)
protection(
    "what a killed backup left is removed", "test_backup",
    "test_a_killed_backup_is_whole_or_is_not_there",
    ("store/backup.c", "        unlinkat(folder, name, 0);\n", "        lseek(file, 0, SEEK_SET);\n"),
)
protection(
    "a restored store knows what it was", "test_backup",
    "test_every_earlier_incarnation_is_known_by_where_it_parted",
    ("store/forks.c", ".alerts = head->alert.count,",
     ".alerts = head->journal + 1,"),
)
protection(
    "readers that died let go of their slots", "test_beside",
    "test_slots_of_readers_that_were_killed_come_free",
    ("store/disk.c", "    mdb_reader_check(disk->env, &dead);\n", "    (void)disk, (void)dead;\n"),
)
protection(
    "a cursor counts no further than its fork", BACKUP,
    "test_cursors_of_every_incarnation_before_are_answered_from_where_it_parted",
    ("daemon/engine/reads.c", "        shared = fork.alerts;\n", "        shared = cursor->number;\n"),
)
protection(
    "the daemon reads its store before it opens it", BACKUP,
    "test_the_daemon_refuses_damage_to_pages_that_it_does_not_need_yet",
    ("daemon/engine/engine.c", "    enum status status = store_is_whole(&options, complaint);\n",
     "    enum status status = STATUS_OK;\n"),
)
protection(
    "who interrupts a backup is heard", BACKUP, "test_an_interrupted_backup_leaves_nothing",
    ("daemon/ctl/findings.c", "    sigprocmask(SIG_BLOCK, &ending, NULL);\n", ""),
)
protection(
    "one restore at a time", "test_backup", "test_of_two_restores_at_once_one_is_refused",
    ("store/restore.c", "    if (flock(opened, LOCK_EX | LOCK_NB) == 0) {\n",
     "    if (flock(opened, LOCK_UN) == 0) {\n"),
)
protection(
    "a fold is held against what a backup is said to have held", "test_checkpoint",
    "test_fold_that_comes_to_something_else_than_a_checkpoint_is_refused",
    ("daemon/engine/refold.c", "    return status == STATUS_OK ? hold_against(r) : status;\n",
     "    return status;\n"),
)
protection(
    "a backup is held against what the journal says of it", "test_checkpoint",
    "test_backup_that_holds_something_else_than_its_checkpoint_is_no_beginning",
    ("daemon/engine/refold.c",
     "    if (status == STATUS_OK && next > 1)\n        status = hold_against(r);\n", ""),
)
protection(
    "nothing is said of a store that is not filled in yet", "test_checkpoint",
    "test_store_whose_index_is_not_filled_yet_is_not_told_of",
    ("daemon/engine/checkpoint.c", "    if (status == STATUS_OK && !filled)\n",
     "    if (status != STATUS_OK && !filled)\n"),
)
protection(
    "nothing is said of an event that there is not", "test_checkpoint",
    "test_checkpoint_of_an_event_that_there_is_not_is_refused",
    ("daemon/engine/checkpoint.c",
     "    if (checkpoint->event == 0 || checkpoint->event >= event.number)\n"
     "        return STATUS_BAD_INPUT;\n", ""),
)
protection(
    "no backup goes before the new one's key ring is elsewhere", BACKUP,
    "test_old_backups_stay_when_the_key_ring_is_not_copied_with_the_new_one",
    ("daemon/ctl/backup.c", "    if (code == 0 && made.in_folder)\n",
     "    if (made.in_folder)\n"),
)
protection(
    "what is no backup of ours counts for none", BACKUP,
    "test_what_is_no_backup_of_ours_counts_for_none_and_stays",
    ("daemon/ctl/backups.c", " && S_ISREG(found.st_mode) &&", " && found.st_mode != 0 &&"),
)
protection(
    "a backup waits for no pipe", BACKUP,
    "test_a_pipe_among_what_was_left_keeps_nobody_waiting",
    ("store/backup.c", "O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC",
     "O_RDONLY | O_NOFOLLOW | O_CLOEXEC"),
    ("store/backup.c", "fstat(file, &found) == 0 && S_ISREG(found.st_mode) && flock",
     "fstat(file, &found) == 0 && flock"),
)
protection(
    "a root is of a file of this size", "test_roots",
    "test_a_root_that_is_of_a_far_larger_file_is_refused",
    ("store/page.c", "    return root->last_page < file_bytes / root->page_bytes + MOST_IN_HAND;\n",
     "    return root->last_page < UINT64_MAX / root->page_bytes + file_bytes + MOST_IN_HAND;\n"),
)
