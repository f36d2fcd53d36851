#include "daemon/engine/rulebook.h"

#include <stdlib.h>
#include <string.h>

static int compare_registered(const void *a, const void *b) {
    const struct registered *left = a, *right = b;
    return strcmp(left->aanbieder->agb.text, right->aanbieder->agb.text);
}

static bool register_all(struct rulebook *rulebook, const struct rules_settings *rules) {
    size_t count = 0, at = 0;
    for (size_t i = 0; i < rules->participant_count; i++)
        count += rules->participants[i].aanbieder_count;
    struct registered *all = calloc(count + 1, sizeof *all);
    if (all == NULL)
        return false;
    for (size_t i = 0; i < rules->participant_count; i++) {
        const struct participant *participant = &rules->participants[i];
        for (size_t k = 0; k < participant->aanbieder_count; k++)
            all[at++] = (struct registered){&participant->aanbieders[k], participant};
    }
    qsort(all, count, sizeof *all, compare_registered);
    rulebook->registered = all;
    rulebook->registered_count = count;
    return true;
}

static int compare_keys(const void *a, const void *b) {
    const struct key_holder *left = a, *right = b;
    return memcmp(left->key->curve, right->key->curve, KEY_SIZE);
}

static bool list_keys(struct rulebook *rulebook, const struct rules_settings *rules) {
    size_t count = 0, at = 0;
    for (size_t i = 0; i < rules->participant_count; i++)
        count += rules->participants[i].key_count;
    struct key_holder *all = calloc(count + 1, sizeof *all);
    if (all == NULL)
        return false;
    for (size_t i = 0; i < rules->participant_count; i++) {
        const struct participant *participant = &rules->participants[i];
        for (size_t k = 0; k < participant->key_count; k++)
            all[at++] = (struct key_holder){&participant->keys[k], participant};
    }
    qsort(all, count, sizeof *all, compare_keys);
    rulebook->key_holders = all;
    rulebook->key_holder_count = count;
    return true;
}

enum status rulebook_new(struct settings_file **file, struct rulebook **rulebook) {
    struct rulebook *made = calloc(1, sizeof *made);
    if (made == NULL)
        return STATUS_NO_MEMORY;
    made->settings = settings_of(*file);
    if (!register_all(made, &made->settings->rules) || !list_keys(made, &made->settings->rules)) {
        free(made->registered);
        free(made);
        return STATUS_NO_MEMORY;
    }
    made->holders = 1;
    made->file = *file;
    *file = NULL;
    *rulebook = made;
    return STATUS_OK;
}

struct rulebook *rulebook_hold(struct rulebook *rulebook) {
    rulebook->holders++;
    return rulebook;
}

void rulebook_release(struct rulebook **rulebook) {
    struct rulebook *released = *rulebook;
    *rulebook = NULL;
    if (released == NULL || --released->holders > 0)
        return;
    settings_free(&released->file);
    free(released->registered);
    free(released->key_holders);
    free(released);
}

const struct registered *rulebook_find(const struct rulebook *rulebook, const struct agb *agb) {
    const struct aanbieder wanted = {.agb = *agb};
    const struct registered key = {&wanted, NULL};
    return bsearch(&key, rulebook->registered, rulebook->registered_count, sizeof key,
                   compare_registered);
}

const struct key_holder *rulebook_find_key(const struct rulebook *rulebook,
                                           const uint8_t curve[KEY_SIZE]) {
    struct participant_key wanted;
    memcpy(wanted.curve, curve, sizeof wanted.curve);
    const struct key_holder key = {&wanted, NULL};
    return bsearch(&key, rulebook->key_holders, rulebook->key_holder_count, sizeof key,
                   compare_keys);
}
