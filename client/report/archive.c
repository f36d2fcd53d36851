#include "client/report/archive.h"

#include <stdlib.h>

static const char magic[] = "wachtpost-publicatie 1\n";

#define MAX_FILE_NAME 64
/* More than any publication has; keeps a length that lies from asking for memory. */
#define MAX_FILE_BYTES (64 * 1024 * 1024)

static void put_number(FILE *out, size_t number) {
    while (number >= 0x80) {
        fputc((int)(number & 0x7F) | 0x80, out);
        number >>= 7;
    }
    fputc((int)number, out);
}

/* The line that begins at `at`, its line feed included. */
static struct bytes line_at(struct bytes content, size_t at) {
    const uint8_t *end = memchr(content.at + at, '\n', content.size - at);
    size_t size = end ? (size_t)(end - (content.at + at)) + 1 : content.size - at;
    return bytes_of(content.at + at, size);
}

static size_t common_prefix(struct bytes a, struct bytes b) {
    size_t common = 0;
    while (common < a.size && common < b.size && a.at[common] == b.at[common])
        common++;
    return common;
}

static void put_file(FILE *out, const struct report_file *file) {
    struct bytes before = {0};
    fprintf(out, "%s\n", file->name);
    put_number(out, file->content.size);
    for (size_t at = 0; at < file->content.size; at += before.size) {
        struct bytes line = line_at(file->content, at);
        size_t common = common_prefix(before, line);
        put_number(out, common);
        put_number(out, line.size - common);
        fwrite(line.at + common, 1, line.size - common, out);
        before = line;
    }
}

static void put_all(FILE *out, const void *context) {
    const struct report_files *files = context;
    fputs(magic, out);
    for (size_t i = 0; i < files->count; i++)
        put_file(out, &files->file[i]);
}

enum status archive_pack(const struct report_files *files, struct arena *arena,
                         struct bytes *packed) {
    struct report_files whole = {0};
    enum status status = files_add(&whole, "", put_all, files, arena);
    if (status == STATUS_OK)
        *packed = whole.file[0].content;
    return status;
}

struct reader {
    struct bytes left;
    bool broken; /* stays; whatever is read after it is empty */
};

static struct bytes take(struct reader *reader, size_t size) {
    if (reader->broken || size > reader->left.size) {
        reader->broken = true;
        return (struct bytes){0};
    }
    struct bytes taken = bytes_of(reader->left.at, size);
    reader->left = bytes_of(reader->left.at + size, reader->left.size - size);
    return taken;
}

static size_t take_number(struct reader *reader) {
    size_t number = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
        struct bytes byte = take(reader, 1);
        if (reader->broken)
            return 0;
        number |= (size_t)(byte.at[0] & 0x7F) << shift;
        if (byte.at[0] < 0x80)
            return number;
    }
    reader->broken = true;
    return 0;
}

static bool is_file_name(struct bytes name) {
    if (name.size == 0 || name.size > MAX_FILE_NAME || name.at[0] == '.')
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-.", name.at[i]) || name.at[i] == 0)
            return false;
    return true;
}

/* NUL-terminated, in the arena. */
static enum status take_name(struct reader *reader, struct arena *arena, const char **name) {
    struct bytes line = line_at(reader->left, 0);
    take(reader, line.size);
    line.size -= line.size > 0;
    if (reader->broken || !is_file_name(line))
        return STATUS_MALFORMED;
    char *text = arena_alloc(arena, line.size + 1);
    if (!text)
        return STATUS_NO_MEMORY;
    memcpy(text, line.at, line.size);
    *name = text;
    return STATUS_OK;
}

/* One line behind `filled` bytes, of which the last `before` are the line before it; the
 * new line's size, or 0 when it cannot be. */
static size_t take_line(struct reader *reader, uint8_t *content, size_t size, size_t filled,
                        size_t before) {
    size_t common = take_number(reader), rest = take_number(reader);
    struct bytes suffix = take(reader, rest);
    if (reader->broken || common > before || common + rest > size - filled)
        return 0;
    memmove(content + filled, content + filled - before, common);
    if (rest > 0)
        memcpy(content + filled + common, suffix.at, rest);
    return common + rest;
}

static enum status take_content(struct reader *reader, struct arena *arena, struct bytes *content) {
    size_t size = take_number(reader), filled = 0, line = 0;
    if (reader->broken || size > MAX_FILE_BYTES)
        return STATUS_MALFORMED;
    uint8_t *text = arena_alloc(arena, size);
    if (!text)
        return STATUS_NO_MEMORY;
    while (filled < size) {
        line = take_line(reader, text, size, filled, line);
        if (line == 0)
            return STATUS_MALFORMED;
        filled += line;
    }
    *content = bytes_of(text, size);
    return STATUS_OK;
}

enum status archive_unpack(struct bytes packed, struct arena *arena, struct report_files *files) {
    struct reader reader = {.left = packed};
    struct report_files found = {0};
    if (!bytes_equal(take(&reader, strlen(magic)), bytes_of_text(magic)))
        return STATUS_MALFORMED;
    while (reader.left.size > 0) {
        struct report_file file = {0};
        enum status status = take_name(&reader, arena, &file.name);
        if (status == STATUS_OK &&
            (found.count == MAX_REPORT_FILES || files_find(&found, file.name)))
            status = STATUS_MALFORMED;
        if (status == STATUS_OK)
            status = take_content(&reader, arena, &file.content);
        if (status != STATUS_OK)
            return status;
        found.file[found.count++] = file;
    }
    *files = found;
    return STATUS_OK;
}
