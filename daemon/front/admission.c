#include "daemon/front/admission.h"

#include <stdlib.h>

static int compare_keys(const void *a, const void *b) {
    return memcmp(a, b, LINK_KEY_BYTES);
}

static bool holds_all(const struct admission *admission, const struct admission *wanted) {
    for (size_t i = 0; i < wanted->count; i++)
        if (!admission_holds(admission, wanted->keys[i]))
            return false;
    return true;
}

enum status admission_replace(struct admission *admission, const struct link_table *table,
                              bool *revoked) {
    size_t size = table->key_count * LINK_KEY_BYTES;
    void *keys = malloc(size ? size : 1);
    if (keys == NULL)
        return STATUS_NO_MEMORY;
    if (size)
        memcpy(keys, table->keys, size);
    qsort(keys, table->key_count, LINK_KEY_BYTES, compare_keys);
    struct admission fresh = {table->key_count, keys};
    *revoked = !holds_all(&fresh, admission);
    admission_free(admission);
    *admission = fresh;
    return STATUS_OK;
}

void admission_free(struct admission *admission) {
    free(admission->keys);
    *admission = (struct admission){0, NULL};
}

bool admission_holds(const struct admission *admission, const uint8_t key[LINK_KEY_BYTES]) {
    return admission->count > 0 &&
           bsearch(key, admission->keys, admission->count, LINK_KEY_BYTES, compare_keys) != NULL;
}

void user_id_of_key(const uint8_t key[LINK_KEY_BYTES], char text[USER_ID_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < LINK_KEY_BYTES; i++) {
        text[2 * i] = digits[key[i] >> 4];
        text[2 * i + 1] = digits[key[i] & 15];
    }
    text[USER_ID_SIZE - 1] = '\0';
}

static int digit_value(char digit) {
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool user_id_parse(const char *text, uint8_t key[LINK_KEY_BYTES]) {
    if (strlen(text) != USER_ID_SIZE - 1)
        return false;
    for (size_t i = 0; i < LINK_KEY_BYTES; i++) {
        int high = digit_value(text[2 * i]), low = digit_value(text[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        key[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}
