#include "store/tables.h"

static const struct {
    const char *name;
    uint8_t seal_number;
    bool numbered;
    uint32_t since; /* the first format that has it */
} tables[TABLES_ON_DISK] = {
    [TABLE_STATE] = {"state", 1, false, 1},
    [TABLE_AANBIEDER] = {"provider", 2, false, 1},
    [TABLE_LEFT] = {"left", 3, false, 1},
    [TABLE_HISTORY] = {"history", 4, false, 1},
    [TABLE_NUMBER] = {"number", 5, false, 1},
    [TABLE_DUE] = {"due", 6, false, 1},
    [TABLE_JEUGDIGE] = {"child", 7, false, 1},
    [TABLE_ALERT] = {"alert", 8, true, 1},
    [TABLE_AUDIT] = {"audit", 9, true, 1},
    [TABLE_JOURNAL] = {"journal", 10, true, 1},
    [TABLE_BODY] = {"body", 11, true, 1},
    [TABLE_OUTCOME] = {"outcome", 12, false, 1},
    [TABLE_TAKEN] = {"taken", 14, false, 2},
    [TABLE_DUIDING] = {"duiding", 15, false, 2},
    [TABLE_PUBLICATION] = {"publication", 16, false, 2},
    [TABLE_CONFIG] = {"config", 17, false, 2},
    [TABLE_BLOCK] = {"block", 18, false, 2},
    [TABLE_FORMER] = {"former", 19, false, 2},
    [TABLE_META] = {"meta", 13, false, 1},
};

const char *store_table_name(enum store_table table) {
    return tables[table].name;
}

uint8_t table_seal_number(enum store_table table) {
    return tables[table].seal_number;
}

uint32_t table_since(enum store_table table) {
    return tables[table].since;
}

bool table_is_numbered(enum store_table table) {
    return tables[table].numbered;
}

struct bytes table_number_key(uint64_t number, uint8_t room[8]) {
    store_key_u64(room, number);
    return bytes_of(room, 8);
}
