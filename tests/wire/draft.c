#include "tests/wire/draft.h"

#include "proto/wire/fields.h"

enum { MAX_OVERHEAD_BYTES = 15 };

static void make_room(const struct draft *draft, size_t size) {
    size_t left = (size_t)(draft->room + DRAFT_BYTES - draft->end);
    ENSURE(size + MAX_OVERHEAD_BYTES <= left);
}

void draft_begin(struct draft *draft) {
    draft->end = draft->room;
}

void draft_number(struct draft *draft, uint32_t number, uint64_t value) {
    make_room(draft, 0);
    draft->end = field_write_number(draft->end, number, value);
}

void draft_part(struct draft *draft, uint32_t number, const void *at, size_t size) {
    make_room(draft, size);
    draft->end = field_write(draft->end, number, bytes_of(at, size));
}

void draft_nested(struct draft *draft, uint32_t number, const struct draft *inner) {
    draft_part(draft, number, inner->room, (size_t)(inner->end - inner->room));
}

struct bytes draft_body(const struct draft *draft) {
    return bytes_of(draft->room, (size_t)(draft->end - draft->room));
}
