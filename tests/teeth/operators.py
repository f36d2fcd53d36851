"""The protections of what an operator commands, and of the machine's clock; see protections.py."""

from protections import protection

COMMAND = "tests/ctl/test_command.py"
INIT = "tests/ctl/test_ctl.py"
HOLD = "test_clock_hold"

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
    "a command of any length ends", COMMAND, "test_a_line_of_any_length_ends",
    ("daemon/engine/control.c",
     "    *line = bytes_of(control->line, control->heard);\n    return true;\n",
     "    *line = bytes_of(control->line, control->heard);\n    return false;\n"),
)
protection(
    "nobody waits for who commands", "test_serve_life",
    "test_who_holds_the_control_socket_keeps_no_receipt_waiting",
    ("daemon/engine/control.c", "SOCK_CLOEXEC | SOCK_NONBLOCK", "SOCK_CLOEXEC"),
)
protection(
    "a reload counts at the door before it is answered", "test_serve_life",
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
     "    if (!engine_identify(engine, request, kind, &sender)) {\n",
     "    if (engine_is_held(engine))\n"
     "        return wait_for_clock(engine, arena, reply);\n"
     "    if (!engine_identify(engine, request, kind, &sender)) {\n"),
)
protection(
    "keys end on no wrong day of a clock that was set", HOLD,
    "test_a_clock_set_days_ahead_evaluates_none_of_them",
    ("daemon/engine/engine.c", "now > next && !is_clock_doubtful(engine) ?", "now > next ?"),
)
protection(
    "an event under a held clock is not of a wrong day", HOLD,
    "test_a_clock_set_days_ahead_evaluates_none_of_them",
    ("daemon/engine/batch.c", "engine->now > last && !engine_is_held(engine) ?",
     "engine->now > last ?"),
)
protection(
    "a clock set while the daemon is away is seen", HOLD,
    "test_a_clock_that_is_set_while_the_daemon_is_away_does_not_pass",
    ("daemon/domain/hold.c", "return trust->known && memcmp(",
     "return trust->known && reading->now < trust->started && memcmp("),
)
protection(
    "init makes nothing beside a key or a store that is there", INIT,
    "test_init_makes_nothing_beside_a_key_or_a_store_that_is_there",
    ("daemon/ctl/site.c", "        if (lstat(path, &found) == 0)\n",
     "        if (lstat(path, &found) > 0)\n"),
)
protection(
    "init makes no folder private that others use", INIT,
    "test_init_takes_no_folder_that_others_use",
    ("daemon/ctl/files.c", "    else if (!found.is_private && !found.is_empty)\n",
     "    else if (!found.is_private && !found.is_empty && only_empty)\n"),
)
protection(
    "init of root's makes nothing that the daemon cannot reach", INIT,
    "test_all_that_root_makes_is_the_daemons",
    ("daemon/ctl/site.c", "        status = user_become(wish->user, complaint);\n",
     "        status = wish->user[0] ? STATUS_OK : user_become(wish->user, complaint);\n"),
)
protection(
    "init takes back what it made when it fails", INIT, "test_init_that_fails_leaves_nothing_of_it",
    ("daemon/ctl/init.c",
     "    if (status != STATUS_OK)\n        site_unmake(made);\n    if (status == STATUS_OK) {\n",
     "    if (status == STATUS_OK) {\n"),
)
