#include "client/demo/cast.h"

#include "client/language.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Deliveries come every working day; a week without is silence. */
#define INTERVAL_DAYS 7

const char *folder_file(const struct folder *folder, char room[PATH_MAX], const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int size = snprintf(room, PATH_MAX, "%s/", folder->path);
    if (size > 0 && size < PATH_MAX)
        vsnprintf(room + size, (size_t)(PATH_MAX - size), format, arguments);
    va_end(arguments);
    return room;
}

enum status folder_make(const struct folder *folder, const char *name,
                        struct complaint *complaint) {
    char path[PATH_MAX];
    if (mkdir(folder_file(folder, path, "%s", name), 0700) != 0 && errno != EEXIST)
        return complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    return STATUS_OK;
}

struct player player_make(struct chance *chance, const char *name) {
    struct player player = {0};
    snprintf(player.name, sizeof player.name, "%s", name);
    chance_fill(chance, player.seed, sizeof player.seed);
    keys_from_seed(player.seed, &player.keys);
    return player;
}

void player_wipe(struct player *player) {
    keys_wipe(player, sizeof *player);
}

static enum status finish_file(FILE *file, const char *path, struct complaint *complaint) {
    bool written = !ferror(file);
    if (fclose(file) != 0 || !written)
        return complain(complaint, STATUS_IO, _("%s: kan niet worden geschreven"), path);
    return STATUS_OK;
}

/* Keys stand in single quotes: in double ones libconfuse would look for ${NAME}, and
 * Z85 has all of these characters. */
static void write_participant(FILE *file, const struct player *player, const char *role,
                              const struct region_aanbieder *aanbieder) {
    char line[REGISTRATION_LINE_SIZE];
    keys_registration_line(&player->keys.public, line);
    fprintf(file, "roles = {\"%s\"}\nkeys = {'%s'}\n", role, line);
    if (!aanbieder)
        fprintf(file, "persoon = \"%s\"\n", player->name);
    if (!aanbieder)
        return;
    fprintf(file, "aanbieder \"%s\" {\n", aanbieder->agb.text);
    fprintf(file, "  naam = \"%s\"\n", aanbieder->naam);
    fprintf(file, "  telefoon = \"%s\"\n", aanbieder->telefoon);
    fprintf(file, "  mail = \"%s\"\n", aanbieder->mail);
    fprintf(file, "  interval_days = %d\n}\n", INTERVAL_DAYS);
}

enum status player_enrol(const struct player *player, const struct folder *folder, const char *role,
                         const struct region_aanbieder *aanbieder, struct complaint *complaint) {
    char path[PATH_MAX];
    FILE *file =
        fopen(folder_file(folder, path, SERVER_FOLDER "/deelnemers.d/%s.conf", player->name), "w");
    if (!file)
        return complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    write_participant(file, player, role, aanbieder);
    enum status status = finish_file(file, path, complaint);
    if (status != STATUS_OK)
        return status;
    return keys_seed_write(folder_file(folder, path, "sleutels/%s.seed", player->name),
                           player->seed, complaint);
}

enum status player_configure(const struct player *player, const struct folder *folder,
                             const uint8_t server_key[KEY_BYTES], struct complaint *complaint) {
    char path[PATH_MAX], key[Z85_KEY_SIZE];
    FILE *file = fopen(folder_file(folder, path, "%s.conf", player->name), "w");
    if (!file)
        return complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    keys_z85(server_key, key);
    fprintf(file, "server = \"%s\"\nbell = \"%s\"\n", USUAL_PORT, USUAL_BELL_PORT);
    fprintf(file, "server_key = '%s'\n", key);
    fprintf(file, "key = \"sleutels/%s.seed\"\nstate = \"gelezen\"\n", player->name);
    return finish_file(file, path, complaint);
}
