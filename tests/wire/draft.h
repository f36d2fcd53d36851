/* A body written field by field, for tests that need an impossible one. */
#ifndef WACHTPOST_TESTS_WIRE_DRAFT_H
#define WACHTPOST_TESTS_WIRE_DRAFT_H

#include "proto/model/bytes.h"

enum { DRAFT_BYTES = 8192 };

struct draft {
    uint8_t room[DRAFT_BYTES];
    uint8_t *end;
};

void draft_begin(struct draft *draft);
void draft_number(struct draft *draft, uint32_t number, uint64_t value);
void draft_part(struct draft *draft, uint32_t number, const void *at, size_t size);
void draft_nested(struct draft *draft, uint32_t number, const struct draft *inner);
/* Points into the draft. */
struct bytes draft_body(const struct draft *draft);

#endif
