"""The protections of what serves figures and health; see protections.py."""

from protections import protection

HEALTH = "tests/metrics/test_health.py"

protection(
    "the engine takes no orders where it tells figures", HEALTH,
    "test_the_engine_takes_no_orders_where_it_tells_figures",
    ("daemon/engine/serve_metrics.c",
     "    arena_reset(s->arena);\n",
     "    struct command_result result;\n"
     "    if (command_execute(s->engine, bytes_of_text(s->metrics.line), 0, s->arena, &result) !=\n"
     "        STATUS_OK)\n"
     "        return;\n"
     "    arena_reset(s->arena);\n"),
)
protection(
    "the engine is asked once a second", HEALTH,
    "test_what_is_asked_often_is_asked_of_the_engine_once_a_second",
    ("daemon/metrics/metrics.c",
     "    if (clock_monotonic() - m->asked >= FRESH_US)\n",
     "    if (clock_monotonic() >= m->asked)\n"),
)
protection(
    "who asks slowly is cut off", HEALTH, "test_who_dribbles_is_cut_off_in_time",
    ("daemon/metrics/web.c", "    cut_late(web);\n", "    if (web->fd < 0)\n        cut_late(web);\n"),
)
protection(
    "who waited for a place is let in at once", HEALTH,
    "test_many_who_say_nothing_keep_others_out_for_a_moment_only",
    ("daemon/metrics/web.c", "    if (web->has_place)\n        return 0;\n", ""),
)
protection(
    "figures are only to be read", HEALTH, "test_only_reading_is_allowed",
    ("daemon/metrics/web.c",
     "    if (strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0)\n",
     "    if (method[0] != '\\0')\n"),
)
protection(
    "the halves go on when figures cannot be served", HEALTH,
    "test_an_address_that_is_taken_keeps_nobody_from_work",
    ("daemon/supervise.c", "    return !half->is_spare && !half->was_ready && ", "    return !half->was_ready && "),
)
protection(
    "the memory of what serves figures is bounded", HEALTH, "test_its_memory_is_bounded",
    ("daemon/main.c", " || !bound_memory(METRICS_MEMORY_BYTES))", ")"),
)
protection(
    "a batch that was not committed counts as nothing", "test_meters",
    "test_of_a_batch_that_is_lost_every_push_got_later_and_nothing_else_was",
    ("daemon/engine/meters.c", "    if (durable) {\n        add_batch", "    if (durable || pushes) {\n        add_batch"),
)
