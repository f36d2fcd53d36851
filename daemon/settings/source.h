/* The files of the configuration as they lie on disk. */
#ifndef WACHTPOST_SETTINGS_SOURCE_H
#define WACHTPOST_SETTINGS_SOURCE_H

#include "daemon/settings/reader.h"

/* A configuration file is at most this large: 1,000 aanbieders in one. */
#define MAX_CONFIG_BYTES (256 * 1024)

/* The whole file as text in `scratch`. NULL: it cannot be had, which was collected. */
char *source_read(struct reader *reader, const char *path, struct arena *scratch);

/* FOLDER/NAME.conf, in the arena; NULL: no memory, which was noted. */
const char *source_path(struct reader *reader, const char *folder, struct bytes name);

struct names {
    size_t count;
    const char **at; /* without ".conf", ascending bytewise */
};

/* The participants in a folder and, unless NULL, `extra`. False: the folder cannot be
 * read; *reason says why. Names that do not fit are collected. All in the arena. */
bool source_names(struct reader *reader, const char *folder, const char *extra, struct names *names,
                  const char **reason);

#endif
