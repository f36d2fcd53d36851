"""The protections of what waits at an aanbieder to be delivered; see protections.py."""

from protections import protection

PUSH = "tests/client/test_push.py"
SHOWN = "tests/client/test_outbox.py"
CUTS = ("test_power", "test_nothing_is_lost_doubled_or_changed_by_power_cuts")

protection(
    "a file is on disk before it has its name", *CUTS,
    ("client/disk.c", "    if (error == 0)\n        error = disk->sync(disk->context, file);\n", ""),
)
protection(
    "a name is on disk before anything is promised", *CUTS,
    ("client/disk.c",
     "        if (error == 0)\n            error = disk->sync_folder(disk->context, folder);\n",
     "        if (!folder)\n            error = disk->sync_folder(disk->context, folder);\n"),
)
protection(
    "what leaves the house is on disk", "test_outbox",
    "test_what_was_sent_survives_a_kill_and_then_a_cut",
    ("client/outbox/outbox.c", "oldest ? inside_sync(outbox, complaint) : STATUS_ABSENT",
     "oldest ? STATUS_OK : STATUS_ABSENT"),
)
protection(
    "a renumbering that did not happen is undone", *CUTS,
    ("client/outbox/enter.c", "    if (!item->has[file] || item->generation > generation)\n"
     "        return item->has[file];\n",
     "    if (!item->has[file])\n        return false;\n"),
)
protection(
    "a renumbering that happened is cleaned up after", *CUTS,
    ("client/outbox/enter.c", "    return file == FILE_SNAPSHOT && item->generation < generation &&",
     "    return false && item->generation < generation &&"),
)
protection(
    "a setting aside that did not happen is undone", "test_outbox",
    "test_setting_aside_that_did_not_happen_leaves_nothing",
    ("client/outbox/enter.c", "        return inside_counts(outbox, item);\n",
     "        return false;\n"),
)
protection(
    "what was forgotten is not rewound over", "test_outbox",
    "test_rewind_over_what_was_forgotten_changes_nothing",
    ("client/outbox/answer.c", "    return sequence == next;\n", "    return true;\n"),
)
protection(
    "a rewind that was cut short is finished", *CUTS,
    ("client/outbox/enter.c", "    return status == STATUS_OK ? finish_rewind(outbox, complaint) : status;",
     "    return status;"),
    ("client/outbox/enter.c", "static enum status finish_rewind(",
     "__attribute__((unused)) static enum status finish_rewind("),
)
protection(
    "a full disk leaves nothing that was refused", "test_outbox",
    "test_full_disk_is_an_error_before_anything_is_promised",
    ("client/outbox/outbox.c", "    if (status != STATUS_OK &&\n",
     "    if (false && status != STATUS_OK &&\n"),
)
protection(
    "the bytes that wait are checked", "test_outbox",
    "test_damage_is_seen_and_nothing_is_sent",
    ("client/outbox/inside.c", "    return memcmp(found, hash, HASH_BYTES) == 0;",
     "    return memcmp(found, hash, HASH_BYTES) == 0 || body_bytes > 0;"),
)
protection(
    "the lines before the bytes are checked", "test_outbox",
    "test_damage_is_seen_and_nothing_is_sent",
    ("client/outbox/record.c", "    return strncmp(text, written, size) == 0;",
     "    return strncmp(text, written, size / 2) == 0;"),
)
protection(
    "the state is checked", "test_outbox", "test_damage_is_seen_and_nothing_is_sent",
    ("client/outbox/record.c", "    return strcmp(text, again) == 0;", "    return true;"),
)
protection(
    "a lost state is not begun anew", "test_outbox", "test_lost_state_is_not_begun_anew",
    ("client/outbox/begin.c", "    if (outbox->listing.count > 0)\n", "    if (false)\n"),
    ("client/outbox/inside.c", "(item->generation < outbox->state.begun ||\n",
     "(item->generation <= outbox->state.generation ||\n"),
)
protection(
    "one process sends at a time", "test_outbox", "test_one_may_put_in_while_another_sends",
    ("client/outbox/outbox.c", "    if (error == EWOULDBLOCK)\n", "    if (false)\n"),
    ("client/outbox/outbox.c",
     "    else if (error != 0)\n        status = disk_complain(path, _(\"openen",
     "    else if (error != 0 && error != EWOULDBLOCK)\n"
     "        status = disk_complain(path, _(\"openen"),
)
protection(
    "the newest snapshot is never forgotten", "test_outbox",
    "test_sent_ones_are_forgotten_after_thirty_days_but_the_newest",
    ("client/outbox/answer.c", "if (item == kept || item == newest)", "if (item == kept && item == newest && !item)"),
)
protection(
    "an old program that still runs keeps its numbers", "test_begin",
    "test_file_of_before_is_left_to_the_program_that_uses_it",
    ("client/outbox/begin.c",
     "    int error = disk->lock(disk->context, lock_path, 0, &lock);\n    if (error == EWOULDBLOCK)",
     "    int error = 0;\n    (void)!disk->lock(disk->context, lock_path, 0, &lock);\n"
     "    if (lock < 0)\n        lock = 7;\n    if (error == EWOULDBLOCK)"),
)
protection(
    "an old file that was taken over is put away", "test_begin",
    "test_take_over_survives_a_cut_at_every_step",
    ("client/outbox/outbox.c", "    status = outbox_put_away_old(outbox, complaint);\n", ""),
)
protection(
    "a receipt is about the bytes that were sent", PUSH,
    "test_receipt_of_other_bytes_is_an_error_and_settles_nothing",
    ("client/delivery.c", "    if (memcmp(receipt->content_hash, hash, HASH_BYTES) == 0)\n",
     "    if (memcmp(receipt->content_hash, hash, HASH_BYTES) == 0 || receipt->sequence > 0)\n"),
    ("client/outbox/answer.c",
     "    ENSURE(answer->has_receipt &&\n"
     "           memcmp(answer->receipt.content_hash, entry->hash, HASH_BYTES) == 0);\n", ""),
)
protection(
    "a conflict is for a person", PUSH,
    "test_other_numbers_than_the_servers_stop_the_outbox_until_somebody_looked",
    ("client/outbox/sender.c",
     "    if (standing.stop == OUTBOX_CONFLICT || standing.stop == OUTBOX_GAP)\n", "    if (false)\n"),
)
protection(
    "a server that asks for ever is not followed", PUSH,
    "test_server_that_keeps_asking_for_what_it_has_is_not_followed_for_ever",
    ("client/outbox/sender.c", "    if (run->rewinds++ == MAX_REWINDS)\n", "    if (false)\n"),
)
protection(
    "an unreadable list holds nothing up", PUSH,
    "test_unreadable_list_does_not_hold_up_what_waits_behind_it",
    ("client/outbox/sender.c", "        return set_aside(sender, entry, run);\n",
     "        return stop(sender, run, OUTBOX_RECEIPT);\n"),
    ("client/outbox/sender.c", "static enum status set_aside(",
     "__attribute__((unused)) static enum status set_aside("),
)
protection(
    "a new epoch asks first what arrived", SHOWN,
    "test_new_epoch_does_not_deliver_twice_what_arrived_without_an_answer",
    ("client/outbox/sender.c",
     "        status = settle_known(sender, &known, deadline_ms, complaint);\n",
     "        status = STATUS_OK;\n"),
    ("client/outbox/sender.c", "static enum status settle_known(",
     "__attribute__((unused)) static enum status settle_known("),
)
protection(
    "a new epoch takes along what the server lost", SHOWN,
    "test_new_epoch_takes_along_what_a_restored_daemon_lost",
    ("client/outbox/sender.c", "        status = rewind_lost(sender, &known, complaint);\n",
     "        status = STATUS_OK;\n"),
    ("client/outbox/sender.c", "static enum status rewind_lost(",
     "__attribute__((unused)) static enum status rewind_lost("),
)
protection(
    "a new epoch takes along a whole epoch that the server lost", SHOWN,
    "test_new_epoch_takes_along_a_whole_epoch_that_a_restored_daemon_lost",
    ("client/outbox/sender.c", "        return 1;\n    return 0;\n", "        return 0;\n    return 0;\n"),
)
