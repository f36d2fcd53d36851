"""The protections of what may be said; see protections.py."""

from protections import protection

FRAMES = "tests/hostile/test_frames.py"
BODIES = "tests/hostile/test_bodies.py"
MESSAGES = "tests/front/test_messages.py"

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
     "    if (known->label != PROTOBUF_C_LABEL_REPEATED && (strict->seen & bit))\n"
     "        return false;\n", ""),
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
    "memory is wiped to its end", "test_arena", "test_so_does_one_that_was_reset",
    ("proto/model/arena.c", "        explicit_bzero(block->room, block->size);\n",
     "        explicit_bzero(block->room, FIRST_BLOCK_BYTES);\n"),
)
protection(
    "protobuf-c takes its memory from that budget", "test_wire_roundtrip",
    "test_unpacking_takes_its_memory_from_the_arena",
    ("proto/wire/convert.c", "protobuf_c_message_unpack(contract, &allocator, body.size, body.at);",
     "protobuf_c_message_unpack(contract, appetite.exhausted ? &allocator : NULL, body.size,\n"
     "                                  body.at);"),
)
