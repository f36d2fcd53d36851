"""The protections of the Python client; see protections.py."""

from protections import protection

HERE = "client/python/wachtpost/"
POWER = "tests/python/test_power.py"
OUTBOX = "tests/python/test_outbox.py"
SENDER = "tests/python/test_sender.py"
PUSH = "tests/python/test_push.py"
ALERTS = "tests/python/test_alerts.py"
CUTS = (POWER, "test_what_was_promised_survives_every_power_cut")

protection(
    "Python: a file is on disk before it has its name", *CUTS,
    (HERE + "durable.py", "            view = view[os.write(file, view) :]\n        os.fsync(file)\n",
     "            view = view[os.write(file, view) :]\n"),
)
protection(
    "Python: a name is on disk before anything is promised", *CUTS,
    (HERE + "durable.py", "        os.replace(fresh, path)\n        sync_folder(folder_of(path))\n",
     "        os.replace(fresh, path)\n"),
)
protection(
    "Python: a renumbering that was cut short is undone or cleaned up after", *CUTS,
    (HERE + "outbox.py",
     '        return kind == "snapshot" and not settled and not state.counts(generation, sequence)\n',
     "        return False\n"),
)
protection(
    "Python: what was not set aside after all is not told twice", *CUTS,
    (HERE + "outbox.py",
     "            return state.counts(generation, sequence) and made_of in known\n",
     "            return False and made_of in known\n"),
)
protection(
    "Python: a full disk is told before anything is promised", POWER,
    "test_full_disk_is_told_before_anything_is_promised",
    (HERE + "durable.py", '        raise trouble(fresh, "schrijven mislukt", error) from None\n',
     "        return\n"),
)
protection(
    "Python: the bytes that wait are checked", OUTBOX,
    "test_damaged_snapshot_is_seen_and_not_sent",
    (HERE + "outbox_files.py",
     "    if len(body) != entry.body_bytes or hash_of(body) != entry.hash:\n",
     "    if len(body) != entry.body_bytes:\n"),
)
protection(
    "Python: the state is checked", OUTBOX, "test_damaged_state_is_seen_and_left",
    (HERE + "outbox_files.py", "    if write_state(agb_code, state) != content or begun > generation:\n",
     "    if begun > generation:\n"),
)
protection(
    "Python: a lost state is not begun anew", OUTBOX, "test_lost_state_is_not_begun_anew",
    (HERE + "outbox.py", "        if self._names():\n            raise Damaged(",
     "        if not self.folder:\n            raise Damaged("),
)
protection(
    "Python: an old program that still runs keeps its numbers", OUTBOX,
    "test_old_program_that_still_runs_keeps_its_numbers",
    (HERE + "outbox.py", '        with Lock(os.path.join(self.state_folder, self.agb_code + ".lock")):\n',
     "        if True:\n"),
)
protection(
    "Python: the newest snapshot is never forgotten", OUTBOX,
    "test_delivered_ones_are_forgotten_after_thirty_days_but_the_newest",
    (HERE + "outbox.py", "            kept = {newest, *compared[-1:]}\n", "            kept = {newest}\n"),
)
protection(
    "Python: a receipt is about the bytes that were sent", SENDER,
    "test_receipt_for_other_bytes_stops_and_settles_nothing",
    (HERE + "sender.py", "        if reply.receipt.content_hash != entry.hash or outcome not in",
     "        if outcome not in"),
)
protection(
    "Python: a conflict is for a person", SENDER,
    "test_denied_is_tried_once_more_by_every_run_and_conflict_is_not",
    (HERE + "sender.py", "            if self.outbox.standing().stop not in TRIED_AGAIN:\n",
     "            if not TRIED_AGAIN:\n"),
)
protection(
    "Python: a server that asks for ever is not followed", SENDER,
    "test_daemon_that_keeps_asking_for_what_it_has_is_not_followed_for_ever",
    (HERE + "sender.py", " and self.rewinds <= MOST_REWINDS", ""),
)
protection(
    "Python: one process sends at a time", SENDER, "test_only_one_sends_at_a_time",
    (HERE + "lock.py", "        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)\n",
     "        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)\n"),
)
protection(
    "Python: a new epoch asks first what arrived", PUSH,
    "test_new_epoch_delivers_nothing_twice_that_had_arrived",
    (HERE + "sender.py", "                self._settle_up_to(sequence)\n", ""),
)
protection(
    "Python: a new epoch takes along what the server lost", PUSH,
    "test_new_epoch_takes_along_what_a_restored_daemon_lost",
    (HERE + "sender.py",
     "                self.outbox.rewind(sequence + 1)  # what a restored daemon lost goes along\n", ""),
)
protection(
    "Python: the cursor moves after the handler, not before", ALERTS,
    "test_handler_that_fails_leaves_the_cursor",
    (HERE + "alerts.py", "        if reply.alerts:\n            self.handle(reply.alerts)\n", ""),
    (HERE + "alerts.py", "        self.cursor = reply.cursor\n",
     "        self.cursor = reply.cursor\n        if reply.alerts:\n            self.handle(reply.alerts)\n"),
)
protection(
    "Python: a seed that others may read is not used", PUSH,
    "test_seed_that_others_may_read_is_refused",
    (HERE + "keys.py", 'or (os.name == "posix" and shared)', ""),
)
protection(
    "Python: what Excel rounded is no id", "tests/python/test_reading.py",
    "test_cells_that_excel_spoilt_are_told",
    (HERE + "tables.py", "            row.faults[at] = ROUNDED_ID\n", "            pass\n"),
)
