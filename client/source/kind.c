#include "client/source/kind.h"

#include <strings.h>

#define MAGIC(text) text, sizeof(text) - 1

static const char spreadsheet[] =
    "Dit is een werkmap en geen CSV; kies in Excel of LibreOffice Opslaan als, CSV UTF-8, of lever "
    "met de Python-client, die .xlsx leest.";
static const char web_page[] =
    "Dit is een webpagina of XML, ook als het bestand .xls heet; open het in Excel en kies Opslaan "
    "als, CSV UTF-8.";
static const char document[] = "Dit is een PDF; exporteer de wachtlijst als CSV.";

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

const char *kind_refused(struct bytes content) {
    if (content.size >= 3 && memcmp(content.at, "\xEF\xBB\xBF", 3) == 0)
        content = bytes_of(content.at + 3, content.size - 3);
    while (content.size > 0 && (*content.at == ' ' || *content.at == '\r' || *content.at == '\n'))
        content = bytes_of(content.at + 1, content.size - 1);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (content.size >= kinds[i].size &&
            strncasecmp((const char *)content.at, kinds[i].magic, kinds[i].size) == 0)
            return kinds[i].sentence;
    return NULL;
}
