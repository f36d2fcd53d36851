"""The protections that keep the post reachable: a watchdog that believes nobody who only runs, and
endpoints that outlive who serves at them; see protections.py."""

from protections import protection

WATCHDOG, HANDED = "tests/front/test_watchdog.py", "tests/front/test_handed.py"
HALVES = "tests/front/test_halves.py"
UNITS, SYSTEMD = "tests/deploy/test_units.py", "tests/deploy/test_systemd.py"

protection(
    "a front is well when its engine says so", WATCHDOG,
    "test_a_front_whose_engine_hangs_is_not_called_alive_and_neither_is_the_engine",
    ("daemon/front/front.c", "        front_ask_engine(f);\n",
     "        front_ask_engine(f);\n        ready_alive(f->options->ready_fd);\n"),
)
protection(
    "an engine is well when its store was read", WATCHDOG,
    "test_a_store_that_cannot_be_read_is_not_called_alive",
    ("daemon/engine/serve.c",
     "    enum status status = begin(s);\n    s->looked = status == STATUS_OK;\n",
     "    enum status status = STATUS_OK;\n    s->looked = status == STATUS_OK;\n"),
)
protection(
    "an engine is not well whose reader is stuck", WATCHDOG,
    "test_an_engine_whose_reader_is_stuck_serves_on_and_is_not_called_alive",
    ("daemon/engine/serve_health.c", "if (stuck_us > READER_PATIENCE_US) {",
     "if (stuck_us > INSTANT_MAX - 1) {"),
)
protection(
    "a reader that takes no step is stuck", "test_reader",
    "test_a_reader_that_is_stuck_is_seen_to_be_and_one_without_work_is_not",
    ("daemon/engine/reader.c", "if (!has_work || steps != reader->seen_steps)",
     "if (!has_work || steps >= reader->seen_steps)"),
)
protection(
    "a parent is well when both halves are", WATCHDOG,
    "test_a_parent_with_a_half_that_hangs_is_not_called_alive",
    ("daemon/supervise.c", "if (!engine->is_alive || !front->is_alive)",
     "if (!engine->is_alive && !front->is_alive)"),
)
protection(
    "no socket is listened at that nobody serves", HANDED,
    "test_sockets_that_the_configuration_does_not_know_are_named_and_nobody_is_served",
    ("daemon/front/sockets.c",
     "        status = handed_check(&sockets->handed, hello, complaint);\n",
     "        status = hello ? STATUS_OK : handed_check(&sockets->handed, hello, complaint);\n"),
)
protection(
    "what is handed over must listen", HANDED,
    "test_what_is_handed_over_and_no_listening_socket_is_refused",
    ("daemon/front/handed.c", "        if (!address_of(descriptor, &address))\n",
     "        if (!address_of(descriptor, &address) && descriptor < 0)\n"),
)
protection(
    "what hears only IPv6 is not everywhere", HANDED,
    "test_a_socket_for_ipv6_alone_is_not_what_a_star_means",
    ("daemon/front/handed.c", "               !has->inet6_only && ", "               "),
)
protection(
    "two do not listen where one accepts", HANDED,
    "test_of_two_that_listen_at_one_endpoint_the_one_that_nobody_would_accept_from_is_refused",
    ("daemon/front/handed.c", "!listens_at(handed->descriptors[i], endpoint))\n        i++;",
     "i < handed->count - 1 && !listens_at(handed->descriptors[i], endpoint))\n        i++;"),
)
protection(
    "a half is ready once", HALVES,
    "test_a_half_that_says_for_ever_that_it_is_ready_fills_no_log",
    ("daemon/supervise.c", "    if (half->is_ready)\n", "    if (half->is_ready && half->is_spare)\n"),
)
protection(
    "who accepts waits for nobody", HANDED,
    "test_whoever_changed_his_mind_before_he_was_accepted_keeps_nobody",
    ("daemon/front/handed.c", "fcntl(own, F_SETFL, flags | O_NONBLOCK) == 0", "own >= 0"),
)
protection(
    "the engine gets no socket of the front's", HANDED,
    "test_a_parent_gives_the_sockets_to_its_front_and_not_to_its_engine",
    ("daemon/supervise.c", "    if (!half->listens || s->handed_count == 0) {\n",
     "    if (!half->name || s->handed_count == 0) {\n"),
)
protection(
    "an address is one address at any socket", "test_connections",
    "test_an_address_is_the_same_at_a_socket_for_both_kinds",
    ("daemon/front/connections.c", "if (IN6_IS_ADDR_V4MAPPED(&inet6->sin6_addr)) {",
     "if (IN6_IS_ADDR_V4COMPAT(&inet6->sin6_addr)) {"),
)
protection(
    "a restart leaves the endpoints", UNITS,
    "test_a_restart_of_the_post_leaves_the_endpoints_and_a_stop_takes_them_along",
    ("deploy/wachtpostd.socket", "StopPropagatedFrom=", "PartOf="),
)
protection(
    "a reload tells its mistakes", SYSTEMD,
    "test_a_reload_with_mistakes_fails_and_the_unit_goes_on",
    ("deploy/wachtpostd-engine.service",
     "ExecReload=/usr/bin/wachtpostctl reload -c /etc/wachtpost/wachtpostd.conf",
     "ExecReload=/bin/kill -HUP $MAINPID"),
)
