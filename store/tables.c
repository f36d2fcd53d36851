#include "store/tables.h"

static const struct {
    const char *name;
    uint8_t seal_number;
    bool numbered;
} tables[TABLES_ON_DISK] = {
    [TABLE_STATE] = {"state", 1, false},    [TABLE_AANBIEDER] = {"provider", 2, false},
    [TABLE_LEFT] = {"left", 3, false},      [TABLE_HISTORY] = {"history", 4, false},
    [TABLE_NUMBER] = {"number", 5, false},  [TABLE_DUE] = {"due", 6, false},
    [TABLE_JEUGDIGE] = {"child", 7, false}, [TABLE_ALERT] = {"alert", 8, true},
    [TABLE_AUDIT] = {"audit", 9, true},     [TABLE_JOURNAL] = {"journal", 10, true},
    [TABLE_BODY] = {"body", 11, true},      [TABLE_OUTCOME] = {"outcome", 12, false},
    [TABLE_META] = {"meta", 13, false},
};

const char *table_name(enum store_table table) {
    return tables[table].name;
}

uint8_t table_seal_number(enum store_table table) {
    return tables[table].seal_number;
}

bool table_is_numbered(enum store_table table) {
    return tables[table].numbered;
}

struct bytes table_number_key(uint64_t number, uint8_t room[8]) {
    store_key_u64(room, number);
    return bytes_of(room, 8);
}
