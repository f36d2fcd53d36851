#include "daemon/engine/doors.h"

struct doors {
    size_t count;
    uint8_t secrets[LINK_MAX_DOORS][LINK_KEY_BYTES];
    uint8_t sign_key[KEY_BYTES]; /* public; of the last one read */
};

static enum status read_secret(const struct door_settings *settings, struct doors *doors,
                               struct complaint *complaint) {
    uint8_t seed[SEED_BYTES];
    struct secret_keys keys;
    enum status status = keys_seed_read(settings->server_key, seed, complaint);
    if (status != STATUS_OK)
        return status;
    keys_from_seed(seed, &keys);
    memcpy(doors->secrets[doors->count++], keys.curve, LINK_KEY_BYTES);
    memcpy(doors->sign_key, keys.public.sign, KEY_BYTES);
    keys_wipe(seed, sizeof seed);
    keys_wipe(&keys, sizeof keys);
    return STATUS_OK;
}

enum status doors_read(const struct process_settings *process, struct doors **doors,
                       struct complaint *complaint) {
    struct doors *read = keys_secret_new(sizeof *read);
    if (read == NULL)
        return STATUS_NO_MEMORY;
    enum status status = read_secret(&process->door, read, complaint);
    if (status == STATUS_OK && process->former_door.listen != NULL)
        status = read_secret(&process->former_door, read, complaint);
    if (status == STATUS_OK)
        *doors = read;
    else
        doors_free(&read);
    return status;
}

void doors_free(struct doors **doors) {
    keys_secret_free(*doors);
    *doors = NULL;
}

void doors_sign_key(const struct doors *doors, uint8_t key[KEY_BYTES]) {
    memcpy(key, doors->sign_key, KEY_BYTES);
}

void doors_say(const struct doors *doors, const struct process_settings *process,
               struct link_hello *hello) {
    const struct door_settings *settings[LINK_MAX_DOORS] = {&process->door, &process->former_door};
    hello->door_count = doors->count;
    for (size_t i = 0; i < LINK_MAX_DOORS && i < doors->count; i++) {
        hello->doors[i] =
            (struct link_door){.listen = bytes_of_text(settings[i]->listen),
                               .listen_bell = bytes_of_text(settings[i]->listen_bell)};
        memcpy(hello->doors[i].curve_secret, doors->secrets[i], LINK_KEY_BYTES);
    }
}
