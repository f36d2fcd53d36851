/* Seeds, and the handle that is made of one. */
#include "client/lib/inside.h"

#include <stdlib.h>
#include <unistd.h>

_Static_assert(WACHTPOST_REGISTRATION_LINE_SIZE == REGISTRATION_LINE_SIZE, "registration line");

/* In Dutch, which proto/keys does not speak; a seed file that cannot be used is a mistake of who
 * set this up. */
static enum status complain_of_seed(enum status status, const char *seed_file,
                                    struct complaint *complaint) {
    if (status == STATUS_BUSY)
        return complain(complaint, status,
                        "%s bestaat al en wordt nooit overschreven; noem een ander bestand.",
                        seed_file);
    if (status == STATUS_ABSENT)
        return complain(complaint, STATUS_BAD_CONFIG,
                        "Er is geen bestand %s, of zijn map is er niet.", seed_file);
    if (status == STATUS_BAD_INPUT)
        return complain(complaint, STATUS_BAD_CONFIG,
                        "%s is geen sleutelbestand: dat is een regel van 64 hexadecimale tekens, "
                        "alleen door u te lezen (rechten 0600).",
                        seed_file);
    return complain(complaint, status, "%s kan niet worden gelezen of geschreven.", seed_file);
}

enum wachtpost_status wachtpost_seed_make(const char *seed_file, struct wachtpost_error *error) {
    struct complaint complaint = {0};
    uint8_t seed[SEED_BYTES];
    if (!seed_file || !*seed_file)
        return lib_misuse(error, __func__);
    enum status status = keys_init();
    if (status == STATUS_OK) {
        keys_random_seed(seed);
        status = keys_seed_write(seed_file, seed, NULL);
        keys_wipe(seed, sizeof seed);
    }
    if (status != STATUS_OK)
        status = complain_of_seed(status, seed_file, &complaint);
    return lib_fail(error, status, &complaint);
}

static enum status read_keys(const char *seed_file, const unsigned char *given,
                             struct secret_keys *keys, struct complaint *complaint) {
    uint8_t seed[SEED_BYTES];
    enum status status = keys_init();
    if (status == STATUS_OK && given)
        memcpy(seed, given, sizeof seed);
    else if (status == STATUS_OK)
        status = keys_seed_read(seed_file, seed, NULL);
    if (status == STATUS_OK)
        keys_from_seed(seed, keys);
    else if (!given)
        status = complain_of_seed(status, seed_file, complaint);
    keys_wipe(seed, sizeof seed);
    return status;
}

enum wachtpost_status wachtpost_registration_line(const char *seed_file,
                                                  char line[WACHTPOST_REGISTRATION_LINE_SIZE],
                                                  struct wachtpost_error *error) {
    struct complaint complaint = {0};
    if (!seed_file || !*seed_file || !line)
        return lib_misuse(error, __func__);
    struct secret_keys *keys = keys_secret_new(sizeof *keys);
    enum status status = STATUS_NO_MEMORY;
    if (keys)
        status = read_keys(seed_file, NULL, keys, &complaint);
    if (status == STATUS_OK)
        keys_registration_line(&keys->public, line);
    keys_secret_free(keys);
    return lib_fail(error, status, &complaint);
}

static bool is_text(const char *text) {
    return text && *text;
}

static enum status fill(struct wachtpost *fresh, const struct wachtpost_options *options,
                        struct complaint *complaint) {
    if (!keys_from_z85(options->server_key, fresh->server_key))
        return complain(complaint, STATUS_BAD_CONFIG,
                        "server_key is geen sleutel van 40 tekens; neem hem precies over van het "
                        "Servicebureau.");
    /* Before any memory is asked of libsodium. */
    enum status status = keys_init();
    if (status != STATUS_OK)
        return status;
    fresh->servers = strdup(options->server);
    fresh->bell = is_text(options->bell) ? strdup(options->bell) : NULL;
    fresh->keys = keys_secret_new(sizeof *fresh->keys);
    fresh->network = options->zmq_context ? network_within(options->zmq_context) : network_new();
    if (!fresh->servers || (is_text(options->bell) && !fresh->bell) || !fresh->keys ||
        !fresh->network)
        return STATUS_NO_MEMORY;
    return read_keys(options->seed_file, options->seed, fresh->keys, complaint);
}

enum wachtpost_status wachtpost_open(const struct wachtpost_options *options,
                                     struct wachtpost **wachtpost, struct wachtpost_error *error) {
    struct complaint complaint = {0};
    struct wachtpost_options known;
    if (!struct_take(&known, sizeof known, options) || !wachtpost || !is_text(known.server) ||
        !is_text(known.server_key) || is_text(known.seed_file) == (known.seed != NULL))
        return lib_misuse(error, __func__);
    struct wachtpost *fresh = calloc(1, sizeof *fresh);
    if (!fresh)
        return lib_fail(error, STATUS_NO_MEMORY, NULL);
    fresh->owner = getpid();
    enum status status = fill(fresh, &known, &complaint);
    if (status == STATUS_OK)
        *wachtpost = fresh;
    else
        wachtpost_close(&fresh);
    return lib_fail(error, status, &complaint);
}

void wachtpost_close(struct wachtpost **wachtpost) {
    if (!wachtpost || !*wachtpost)
        return;
    struct wachtpost *old = *wachtpost;
    *wachtpost = NULL;
    /* The sockets of a parent are not a child's to touch; its copy of the secret is. */
    if (!lib_is_foreign(old->owner))
        network_free(&old->network);
    keys_secret_free(old->keys);
    free(old->servers);
    free(old->bell);
    free(old);
}
