#include "client/plek/ecd_key.h"

#include "proto/model/text.h"

#define BETWEEN '\x1F'

/* Bytes of the white space at `at`, the no-break space that a web page leaves included; 0: none. */
static size_t space_size(struct bytes text, size_t at) {
    if (strchr(" \t\r\n", text.at[at]) && text.at[at] != '\0')
        return 1;
    return text.size - at >= 2 && memcmp(text.at + at, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

/* Behind what is there. False: it does not fit. */
static bool append(struct ecd_key *key, struct bytes text) {
    const size_t from = key->size;
    bool gap = false;
    for (size_t i = 0; i < text.size;) {
        const size_t space = space_size(text, i);
        if (space > 0) {
            gap = key->size > from;
            i += space;
            continue;
        }
        if (key->size + 2 > ECD_KEY_BYTES)
            return false;
        if (gap)
            key->text[key->size++] = ' ';
        gap = false;
        key->text[key->size++] = (char)text.at[i++];
    }
    return true;
}

bool ecd_key_read(struct bytes dossier, struct bytes part, struct ecd_key *key) {
    struct ecd_key read = {0};
    if (!text_is_utf8(dossier) || !text_is_utf8(part) || !append(&read, dossier))
        return false;
    read.dossier_size = read.size;
    if (read.size == ECD_KEY_BYTES)
        return false;
    read.text[read.size++] = BETWEEN;
    const size_t part_at = read.size;
    if (!append(&read, part))
        return false;
    if (read.size == part_at)
        read.size = read.dossier_size;
    if (read.dossier_size == 0 || text_has_control(ecd_key_dossier(&read)) ||
        text_has_control(ecd_key_part(&read)))
        return false;
    *key = read;
    return true;
}

struct bytes ecd_key_dossier(const struct ecd_key *key) {
    return bytes_of(key->text, key->dossier_size);
}

struct bytes ecd_key_part(const struct ecd_key *key) {
    if (key->size == key->dossier_size)
        return bytes_of_text("");
    return bytes_of(key->text + key->dossier_size + 1, key->size - key->dossier_size - 1);
}

static void fold(struct ecd_key *folded, struct bytes text) {
    if (text_is_digits(text, text.size))
        for (; text.size > 1 && text.at[0] == '0'; text.at++)
            text.size--;
    for (size_t i = 0; i < text.size; i++) {
        const char letter = (char)text.at[i];
        folded->text[folded->size++] =
            letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
    }
}

struct ecd_key ecd_key_folded(const struct ecd_key *key) {
    struct ecd_key folded = {0};
    const struct bytes part = ecd_key_part(key);
    fold(&folded, ecd_key_dossier(key));
    folded.dossier_size = folded.size;
    if (part.size > 0) {
        folded.text[folded.size++] = BETWEEN;
        fold(&folded, part);
    }
    return folded;
}

bool ecd_keys_are_bsn(size_t bsn_count, size_t count) {
    return count >= 3 && 2 * bsn_count >= count;
}
