#include "client/source/kind.h"

#include "client/language.h"

#include <strings.h>

#define MAGIC(text) text, sizeof(text) - 1

static const char spreadsheet[] = N_(
    "Dit is een werkmap en geen CSV; kies in Excel of LibreOffice Opslaan als, CSV UTF-8, of lever "
    "met de Python-client, die .xlsx leest.");
static const char web_page[] = N_(
    "Dit is een webpagina of XML, ook als het bestand .xls heet; open het in Excel en kies Opslaan "
    "als, CSV UTF-8.");
static const char document[] = N_("Dit is een PDF; exporteer de wachtlijst als CSV.");
static const char no_lines[] =
    N_("Dit is een JSON-lijst; schrijf een object per regel, zonder haken "
       "eromheen en komma's ertussen.");
static const char no_mark[] =
    N_("Dit lijkt UTF-16 zonder kenmerk aan het begin; sla het bestand op als CSV UTF-8.");

static const struct {
    const char *magic;
    size_t size;
    const char *sentence;
} kinds[] = {
    {MAGIC("PK\x03\x04"), spreadsheet},       /* .xlsx, .ods */
    {MAGIC("\xD0\xCF\x11\xE0"), spreadsheet}, /* .xls */
    {MAGIC("<html"), web_page},
    {MAGIC("<!doctype"), web_page},
    {MAGIC("<table"), web_page},
    {MAGIC("<?xml"), web_page},
    {MAGIC("%PDF"), document},
};

static struct bytes after_spaces(struct bytes content) {
    while (content.size > 0 && (*content.at == ' ' || *content.at == '\r' || *content.at == '\n'))
        content = bytes_of(content.at + 1, content.size - 1);
    return content;
}

/* `[` and then an object: in no other file do they stand so. */
static bool is_json_array(struct bytes content) {
    if (content.size < 2 || *content.at != '[')
        return false;
    content = after_spaces(bytes_of(content.at + 1, content.size - 1));
    return content.size > 0 && *content.at == '{';
}

/* Two letters, each with a NUL beside it. */
static bool is_unmarked_utf16(struct bytes content) {
    return content.size >= 4 && ((content.at[1] == 0 && content.at[3] == 0) ||
                                 (content.at[0] == 0 && content.at[2] == 0));
}

const char *kind_refused(struct bytes content) {
    if (content.size >= 3 && memcmp(content.at, "\xEF\xBB\xBF", 3) == 0)
        content = bytes_of(content.at + 3, content.size - 3);
    if (is_unmarked_utf16(content))
        return no_mark;
    content = after_spaces(content);
    if (is_json_array(content))
        return no_lines;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (content.size >= kinds[i].size &&
            strncasecmp((const char *)content.at, kinds[i].magic, kinds[i].size) == 0)
            return kinds[i].sentence;
    return NULL;
}
