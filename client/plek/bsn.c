#include "client/plek/bsn.h"

#include "proto/keys/keys.h"
#include "proto/model/text.h"

#include <stdalign.h>

struct bsn_list {
    size_t room, count;
    struct bsn at[];
};

/* The digits from the right, so that what a spreadsheet took is a zero on the left. */
static bool take_digits(struct bytes text, struct bsn *bsn) {
    size_t left = BSN_DIGITS;
    for (size_t i = text.size; i-- > 0;) {
        if (strchr(". ", text.at[i]) && text.at[i] != '\0')
            continue;
        if (text.at[i] < '0' || text.at[i] > '9' || left == 0)
            return false;
        bsn->digits[--left] = (char)text.at[i];
    }
    if (left == 1)
        bsn->digits[--left] = '0';
    return left == 0;
}

bool bsn_parse(struct bytes text, struct bsn *bsn) {
    struct bsn read;
    bool valid =
        take_digits(text, &read) && text_holds_bsn(bytes_of(read.digits, sizeof read.digits));
    if (valid)
        *bsn = read;
    keys_wipe(&read, sizeof read);
    return valid;
}

/* Guarded memory ends where its guard begins, so it is aligned only if its size is. */
static size_t aligned(size_t size) {
    const size_t unit = alignof(struct bsn_list);
    return (size + unit - 1) / unit * unit;
}

struct bsn_list *bsn_list_new(size_t room) {
    struct bsn_list *list = keys_secret_new(aligned(sizeof *list + room * sizeof *list->at));
    if (list)
        list->room = room;
    return list;
}

void bsn_list_free(struct bsn_list **list) {
    keys_secret_free(*list);
    *list = NULL;
}

bool bsn_list_add(struct bsn_list *list, const struct bsn *bsn) {
    if (list->count == list->room)
        return false;
    list->at[list->count++] = *bsn;
    return true;
}

size_t bsn_list_count(const struct bsn_list *list) {
    return list->count;
}

const struct bsn *bsn_list_all(const struct bsn_list *list) {
    return list->at;
}
