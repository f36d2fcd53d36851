"""The protections of who may connect; see protections.py."""

from protections import protection

STRANGERS = "tests/hostile/test_strangers.py"
DOORS = "tests/front/test_doors.py"

NO_PROOF = (
    "daemon/front/front.c",
    "    if (status == STATUS_OK)\n"
    "        status = proof_stranger_refused(&f->sockets, door, &f->admission, &complaint);\n",
    "",
)
protection(
    "ZAP admits known keys only", DOORS,
    "test_known_key_is_served_and_unknown_key_is_refused_and_counted",
    ("daemon/front/zap.c",
     "if (key.size != LINK_KEY_BYTES || !admission_holds(admission, key.at))",
     "if (key.size != LINK_KEY_BYTES || !admission)"),
    NO_PROOF,
)
protection(
    "sockets enforce the ZAP domain", DOORS,
    "test_known_key_is_served_and_unknown_key_is_refused_and_counted",
    ("daemon/front/sockets.c",
     "           zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, domain, strlen(domain)) == 0 &&\n"
     "           sockets_set(socket, ZMQ_ZAP_ENFORCE_DOMAIN, 1);",
     "           domain[0] != '\\0';"),
    NO_PROOF,
)
protection(
    "CURVE only", DOORS, "test_a_client_without_curve_is_refused_and_counted",
    ("daemon/front/sockets.c",
     "return sockets_set(socket, ZMQ_CURVE_SERVER, 1) &&",
     "return sockets_set(socket, ZMQ_CURVE_SERVER, 0) &&"),
    NO_PROOF,
)
protection(
    "a start proves that strangers are refused", DOORS,
    "test_known_key_is_served_and_unknown_key_is_refused_and_counted",
    ("daemon/front/proof.c",
     "event.kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)\n            return STATUS_FORBIDDEN;",
     "event.kind == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)\n            return STATUS_OK;"),
    ("daemon/front/zap.c",
     "if (key.size != LINK_KEY_BYTES || !admission_holds(admission, key.at))",
     "if (key.size != LINK_KEY_BYTES || !admission)"),
)
protection(
    "handshakes end", STRANGERS, "test_a_greeting_and_then_silence_is_cut_off",
    ("daemon/front/sockets.c", "           sockets_set(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_TIMEOUT_MS) &&\n",
     "           sockets_set(socket, ZMQ_HANDSHAKE_IVL, 0) &&\n"),
)
protection(
    "a revoked key's connection is cut", DOORS, "test_revoked_key_is_cut_off_and_stays_out",
    ("daemon/front/connections.c", "        cut_known(all, (int)i);\n        cut++;\n",
     "        cut++;\n"),
)
protection(
    "a descriptor that another has by now is left alone", "test_connections",
    "test_a_descriptor_that_another_has_by_now_is_left_alone",
    ("daemon/front/connections.c",
     "    if (peer_of(descriptor, &now) && same_peer(&now, &at(all, descriptor)->peer))\n",
     "    if (peer_of(descriptor, &now))\n"),
)
protection(
    "silent connections of one address are bounded", "test_connections",
    "test_one_address_too_silent_loses_its_oldest_and_others_stay",
    ("daemon/front/connections.c", "    if (of_address > MAX_SILENT_OF_ONE_ADDRESS)\n",
     "    if (of_address > 2 * MAX_SILENT_OF_ONE_ADDRESS)\n"),
)
protection(
    "silent connections are bounded", "test_connections",
    "test_too_many_silent_ones_lose_the_oldest_and_who_spoke_stays",
    ("daemon/front/connections.c", "    else if (all->silent_count > MAX_SILENT_CONNECTIONS)\n",
     "    else if (all->silent_count > 4 * MAX_SILENT_CONNECTIONS)\n"),
)
protection(
    "connections are bounded", "test_connections", "test_above_the_whole_number_a_silent_one_goes",
    ("daemon/front/connections.c", "    if (all->count > all->max && all->silent_count > 0)\n",
     "    if (all->count > 2 * all->max && all->silent_count > 0)\n"),
)
protection(
    "connections of one key are bounded", "test_connections",
    "test_one_key_has_its_number_of_connections_and_no_more",
    ("daemon/front/connections.c", "    if (count_of_key(all, key) > MAX_CONNECTIONS_OF_ONE_KEY)\n",
     "    if (count_of_key(all, key) > 2 * MAX_CONNECTIONS_OF_ONE_KEY)\n"),
)
protection(
    "exactly the table's keys", "test_admission",
    "test_exactly_the_keys_of_the_last_table_are_admitted",
    ("daemon/front/admission.c", "    struct admission fresh = {table->key_count, keys};\n",
     "    struct admission fresh = {table->key_count / 2, keys};\n"),
)
protection(
    "a second door is of its own key", DOORS,
    "test_the_servers_key_is_replaced_while_old_and_new_clients_work_side_by_side",
    ("daemon/engine/doors.c", "hello->doors[i].curve_secret, doors->secrets[i],",
     "hello->doors[i].curve_secret, doors->secrets[0],"),
)
protection(
    "a second door that cannot open costs nobody the first", DOORS,
    "test_a_second_door_that_cannot_open_leaves_the_first_as_it_is",
    ("daemon/front/front.c", "        if (status != STATUS_OK && !f->listening)\n",
     "        if (status != STATUS_OK)\n"),
)
protection(
    "a door that is shut is shut", DOORS,
    "test_the_servers_key_is_replaced_while_old_and_new_clients_work_side_by_side",
    ("daemon/front/front.c", "        bool stays = door == told[0] || door == told[1];\n",
     "        bool stays = door == told[0] || door == told[1] || f->listening;\n"),
)
protection(
    "the socket between the halves is nobody else's", DOORS,
    "test_socket_between_the_halves_is_private",
    ("daemon/front/stream.c", "umask(0177)", "umask(0111)"),
)
protection(
    "who came and went at another door hides no connection", "test_connections",
    "test_who_came_and_went_at_another_door_before_does_not_hide_a_connection",
    ("daemon/front/connections.c", "    if (is_of_another_door(all, door, descriptor))\n        return;\n",
     "    if (is_of_another_door(all, door, -descriptor))\n        return;\n"),
)
