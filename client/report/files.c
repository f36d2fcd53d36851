#include "client/report/files.h"

#include "client/durable.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

enum status files_add(struct report_files *files, const char *name,
                      void (*write)(FILE *out, const void *context), const void *context,
                      struct arena *arena) {
    char *text = NULL;
    size_t size = 0;
    ENSURE(files->count < MAX_REPORT_FILES);
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return STATUS_NO_MEMORY;
    write(out, context);
    bool failed = ferror(out);
    failed = fclose(out) != 0 || failed;
    struct bytes content = {0};
    if (!failed)
        content = arena_copy(arena, bytes_of(text, size));
    free(text);
    if (failed || !content.at)
        return STATUS_NO_MEMORY;
    files->file[files->count++] = (struct report_file){name, content};
    return STATUS_OK;
}

const struct report_file *files_find(const struct report_files *files, const char *name) {
    for (size_t i = 0; i < files->count; i++)
        if (strcmp(files->file[i].name, name) == 0)
            return &files->file[i];
    return NULL;
}

static enum status write_file(const struct report_file *file, const char *folder,
                              enum readers readers, struct complaint *complaint) {
    char *path = durable_path(folder, file->name, "");
    if (!path)
        return STATUS_NO_MEMORY;
    enum status status = durable_replace(path, &file->content, 1, complaint);
    if (status == STATUS_OK && readers == READERS_ALL && chmod(path, 0644) != 0)
        status = complain(complaint, STATUS_IO, "%s: %s", path, strerror(errno));
    free(path);
    return status;
}

enum status files_write(const struct report_files *files, const char *folder, enum readers readers,
                        struct complaint *complaint) {
    if (readers == READERS_ALL)
        mkdir(folder, 0755); /* when it fails the next says why, or it was there */
    enum status status = durable_folder(folder, complaint);
    for (size_t i = 0; status == STATUS_OK && i < files->count; i++)
        status = write_file(&files->file[i], folder, readers, complaint);
    return status;
}
