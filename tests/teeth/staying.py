"""The protections of what stays at the aanbieder: place ids, their register, BSNs; see
protections.py."""

from protections import protection

BSN, PLEK = "tests/plek/test_bsn.py", "tests/plek/test_plek.py"
IN_MEMORY = "test_no_bsn_is_left_in_memory_while_it_waits"
FREED, OF_A_FILE = "tests/plek/test_freed.py", "test_nothing_that_is_freed_holds_a_bsn"

protection(
    "a misheard id is no other", "test_id", "test_every_wrong_character_and_every_swap_shows",
    ("client/plek/id.c", "    return (unsigned)place + 1;\n", "    return (unsigned)place % 2 + 1;\n"),
)
protection(
    "the ids of a secret never change", "test_secret",
    "test_the_ids_of_a_secret_are_what_they_always_were",
    ("client/plek/secret.c", "SUBKEY_ID = 1, SUBKEY_SEAL = 2", "SUBKEY_ID = 2, SUBKEY_SEAL = 1"),
)
protection(
    "two dossiers never share an id", "test_register",
    "test_of_two_that_share_an_id_the_second_gets_another_and_keeps_it",
    ("client/plek/register.c",
     "        const bool own = *at != 0 && is_key(&plekken->content.places[*at - 1], &folded);\n",
     "        const bool own = *at != 0 &&\n"
     "            (is_key(&plekken->content.places[*at - 1], &folded) || attempt == 0);\n"),
)
protection(
    "a lost secret changes no id unseen", "test_register_damage",
    "test_another_secret_is_told_before_any_id_changes",
    ("client/plek/register_file.c",
     "    if (memcmp(whole.at + MAGIC_BYTES, plek_secret_check(secret), PLEK_CHECK_BYTES) != 0)\n",
     "    if (whole.size == 0)\n"),
)
protection(
    "the register forgets", "test_register",
    "test_what_was_in_no_list_for_24_months_is_forgotten",
    ("client/plek/register.c", "PLEK_REMEMBERED_MONTHS) >= today)",
     "PLEK_REMEMBERED_MONTHS + 1) >= today)"),
)
protection(
    "who waits for the register finds it as it is then", "test_register",
    "test_who_waits_for_another_finds_what_that_one_saved",
    ("client/plek/register.c", "path, wait_ms, &plekken->lock)", "path, wait_ms / 1000000, &plekken->lock)"),
)
protection(
    "who only looks changes no register", PLEK, "test_who_only_looks_leaves_the_register_as_it_was",
    ("client/cli/staying.c",
     "    const enum plek_use use = staying->only_looks ? PLEK_TO_LOOK : PLEK_TO_CHANGE;\n",
     "    const enum plek_use use = PLEK_TO_CHANGE;\n"),
    ("client/cli/staying.c", "!staying->plekken || staying->only_looks ||", "!staying->plekken ||"),
)
protection(
    "a column of BSNs is no column of dossiers", PLEK,
    "test_a_column_of_bsns_is_no_column_of_dossiers",
    ("client/plek/ecd_key.c", "2 * bsn_count >= count", "bsn_count > count"),
)
protection(
    "a real store gets no synthetic pseudonym", "test_pseudonym",
    "test_synthetic_refuses_a_store_that_is_real_or_does_not_say",
    ("client/plek/synthetic.c", "    if (!is_virtual)\n", "    if (count == 0)\n"),
)
protection(
    "all that was read is wiped", BSN, IN_MEMORY,
    ("client/cli/intake.c", "    arena_free_wiped(&scratch);\n", "    arena_free(&scratch);\n"),
)
protection(
    "the stack is wiped", BSN, IN_MEMORY,
    ("client/cli/intake.c", "    keys_wipe_stack(READING_STACK_BYTES);\n", ""),
)
protection(
    "the bytes of a file are wiped", FREED, OF_A_FILE,
    ("client/cli/intake.c", "        wiping_free(content);\n", "        free(content);\n"),
)
protection(
    "a file that grows while it is read is wiped where it was", FREED, OF_A_FILE,
    ("client/durable.c", "            uint8_t *larger = wiping_realloc(at, room * 2 + 1);\n",
     "            uint8_t *larger = realloc(at, room * 2 + 1);\n"),
)
protection(
    "what the CSV parser held is wiped", FREED, OF_A_FILE,
    ("client/csv_rows.c", "    csv_set_free_func(&parser, wiping_free);\n", ""),
)
protection(
    "what the CSV parser held is wiped where it grew", FREED, OF_A_FILE,
    ("client/csv_rows.c", "    csv_set_realloc_func(&parser, wiping_realloc);\n", ""),
)
protection(
    "what the JSON parser held is wiped", FREED, OF_A_FILE,
    ("client/cli/main.c", "    json_set_alloc_funcs(malloc, wiping_free);\n", ""),
)
protection(
    "the register is wiped", FREED, "test_nothing_that_is_freed_of_the_register_holds_a_bsn",
    ("client/plek/register.c", "    wiping_free(the->content.text);\n",
     "    free(the->content.text);\n"),
)
