#include "client/html.h"

#include "proto/model/text.h"

/* Calm, large, dark on white; every pair of colours has a contrast of at least 7 to 1. */
static const char shared_style[] =
    "*{box-sizing:border-box}\n"
    "html{font:112.5%/1.5 Verdana,'DejaVu Sans',Arial,sans-serif;color:#1a1a1a;background:#fff}\n"
    "body{margin:0 auto;max-width:80rem;padding:0 1.5rem 3rem}\n"
    "h1,h2,h3{color:#0b3861;line-height:1.25;margin:2.25rem 0 .75rem}\n"
    "h1{font-size:2rem;margin-top:1.5rem}\n"
    "h2{font-size:1.45rem;border-top:.25rem solid #0b3861;padding-top:.75rem}\n"
    "h3{font-size:1.1rem;margin-top:1.5rem}\n"
    "p{margin:.5rem 0;max-width:50rem}\n"
    "a{color:#0b4a8f}\n"
    "a:focus-visible,.frame:focus-visible{outline:.2rem solid #0b3861;outline-offset:.15rem}\n"
    ".skip{position:absolute;left:-99rem}\n"
    ".skip:focus{left:1.5rem;top:.5rem;background:#fff;padding:.5rem;z-index:1}\n"
    ".lead{font-size:1.1rem}\n"
    ".note{font-size:.85rem;color:#4a4a4a}\n"
    ".warning{border-left:.4rem solid #8a4b00;background:#fdf3e3;padding:.5rem .75rem}\n"
    ".number{text-align:right;font-variant-numeric:tabular-nums}\n"
    ".frame{overflow-x:auto;margin:.75rem 0}\n"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}\n"
    "caption{text-align:left;font-size:1.1em;padding:0 0 .5rem}\n"
    "th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;"
    "border-bottom:1px solid #767676}\n"
    "thead th{border-bottom:2px solid #0b3861;color:#0b3861}\n"
    "tbody tr:nth-child(even){background:#f3f6f9}\n"
    "code{font:1em/1.4 'DejaVu Sans Mono',Consolas,monospace;overflow-wrap:anywhere}\n"
    "@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}\n"
    "@media print{\n"
    "html{font-size:10pt}body{max-width:none;padding:0}a{color:inherit;text-decoration:none}\n"
    ".skip{display:none}.frame{overflow:visible}tr,h2,h3{break-inside:avoid}\n"
    "h2,h3,caption{break-after:avoid}thead{display:table-header-group}\n"
    "tbody tr:nth-child(even){background:none}}\n";

/* How many bytes the character at `i` has; the text must be UTF-8. */
static size_t character_size(struct bytes text, size_t i) {
    uint8_t lead = text.at[i];
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* U+0000-001F, U+007F-009F, and U+202A-202E and U+2066-2069, which make what follows
 * read backwards. */
static bool misleads(const uint8_t *at, size_t size) {
    if (size == 1)
        return at[0] < 0x20 || at[0] == 0x7F;
    if (size == 2)
        return at[0] == 0xC2 && at[1] < 0xA0;
    if (size == 3 && at[0] == 0xE2)
        return (at[1] == 0x80 && at[2] >= 0xAA && at[2] <= 0xAE) ||
               (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9);
    return false;
}

static void write_ascii(FILE *out, char character) {
    switch (character) {
    case '&':
        fputs("&amp;", out);
        break;
    case '<':
        fputs("&lt;", out);
        break;
    case '>':
        fputs("&gt;", out);
        break;
    case '"':
        fputs("&quot;", out);
        break;
    case '\'':
        fputs("&#39;", out);
        break;
    default:
        fputc(character, out);
    }
}

void html_text(FILE *out, struct bytes text) {
    bool utf8 = text_is_utf8(text);
    for (size_t i = 0; i < text.size;) {
        size_t size = utf8 ? character_size(text, i) : 1;
        if ((!utf8 && text.at[i] > 0x7F) || misleads(text.at + i, size))
            fputc('?', out);
        else if (size == 1)
            write_ascii(out, (char)text.at[i]);
        else
            fwrite(text.at + i, 1, size, out);
        i += size;
    }
}

void html_words(FILE *out, const char *text) {
    html_text(out, bytes_of_text(text));
}

void html_open(FILE *out, const struct html_page *page) {
    fputs("<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"robots\" content=\"noindex\">\n<title>",
          out);
    html_words(out, page->title);
    fprintf(out, "</title>\n<style>\n%s%s</style>\n</head>\n<body>\n", shared_style,
            page->style ? page->style : "");
    fputs("<a class=\"skip\" href=\"#inhoud\">Direct naar de inhoud</a>\n", out);
}

void html_close(FILE *out) {
    fputs("</body>\n</html>\n", out);
}

void html_table_open(FILE *out, const char *id, const char *caption, const char *const *columns,
                     size_t column_count) {
    fprintf(out,
            "<div class=\"frame\" role=\"group\" aria-labelledby=\"%s\" tabindex=\"0\">\n"
            "<table>\n<caption id=\"%s\">",
            id, id);
    html_words(out, caption);
    fputs("</caption>\n<thead>\n<tr>", out);
    for (size_t i = 0; i < column_count; i++) {
        fputs("<th scope=\"col\">", out);
        html_words(out, columns[i]);
        fputs("</th>", out);
    }
    fputs("</tr>\n</thead>\n<tbody>\n", out);
}

void html_table_close(FILE *out) {
    fputs("</tbody>\n</table>\n</div>\n", out);
}
