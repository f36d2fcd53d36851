#include "client/source/values.h"

#include "client/language.h"
#include "client/source/dates.h"
#include "client/source/fold.h"
#include "client/source/gemeenten.h"
#include "proto/model/text.h"

#include <ctype.h>

static const struct csv_fault fine = {NULL, NULL};
static const struct csv_fault error_value = {
    KIND_EXCEL, N_("Hier staat een foutwaarde van Excel; herstel de formule of de kolombreedte en "
                   "sla het bestand opnieuw op.")};
static const struct csv_fault no_gemeente = {
    "GEMEENTE",
    N_("Zo heet geen gemeente; schrijf haar naam voluit, of haar CBS-code van vier cijfers "
       "met voorloopnul.")};
static const struct csv_fault rounded_id = {
    KIND_EXCEL,
    N_("Excel heeft van dit id een afgerond getal gemaakt; geef de kolom de notatie Tekst "
       "voor u de gegevens erin zet, en exporteer opnieuw.")};

/* Folded (fold.h), beside the codes' own names. Only what can mean one thing: "GGZ" or "verblijf"
 * alone is for the mapping of who knows. */
struct synonym {
    const char *column, *text, *code;
};
static const struct synonym synonyms[] = {
    {"hulpvorm", "ambulantejo", "AMBULANT_JO"},
    {"hulpvorm", "ambulantjeugdenopvoedhulp", "AMBULANT_JO"},
    {"hulpvorm", "ambulantejeugdenopvoedhulp", "AMBULANT_JO"},
    {"hulpvorm", "ambulantejeugdhulp", "AMBULANT_JO"},
    {"hulpvorm", "ambulantjeugdopvoedhulp", "AMBULANT_JO"},
    {"hulpvorm", "ambulantejeugdopvoedhulp", "AMBULANT_JO"},
    {"hulpvorm", "jeugdenopvoedhulpambulant", "AMBULANT_JO"},
    {"hulpvorm", "jeugdggz", "AMBULANTE_JEUGD_GGZ"},
    {"hulpvorm", "jggz", "AMBULANTE_JEUGD_GGZ"},
    {"hulpvorm", "ambulanteggz", "AMBULANTE_JEUGD_GGZ"},
    {"hulpvorm", "ambulantggz", "AMBULANTE_JEUGD_GGZ"},
    {"hulpvorm", "ambulantjeugdggz", "AMBULANTE_JEUGD_GGZ"},
    {"hulpvorm", "jeugdggzambulant", "AMBULANTE_JEUGD_GGZ"},
    {"hulpvorm", "ambulantelvb", "LVB_AMBULANT"},
    {"hulpvorm", "ambulantlvb", "LVB_AMBULANT"},
    {"hulpvorm", "lvbambulante", "LVB_AMBULANT"},
    {"hulpvorm", "ernstigedyslexie", "DYSLEXIE"},
    {"hulpvorm", "dyslexiezorg", "DYSLEXIE"},
    {"hulpvorm", "ed", "DYSLEXIE"},
    {"hulpvorm", "kinderdagcentrum", "KDC"},
    {"hulpvorm", "kinderdagcentra", "KDC"},
    {"hulpvorm", "pleegzorgplaatsing", "PLEEGZORG"},
    {"hulpvorm", "gezinshuizen", "GEZINSHUIS"},
    {"hulpvorm", "gezinshuisplaatsing", "GEZINSHUIS"},
    {"hulpvorm", "openverblijf", "VERBLIJF_OPEN"},
    {"hulpvorm", "integraleverblijf", "INTEGRALE_VERBLIJFSHULP"},
    {"hulpvorm", "integraalverblijf", "INTEGRALE_VERBLIJFSHULP"},
    {"hulpvorm", "jzplus", "JEUGDZORGPLUS"},
    {"hulpvorm", "jzp", "JEUGDZORGPLUS"},
    {"hulpvorm", "jeugdzorgplusgesloten", "JEUGDZORGPLUS"},
    {"hulpvorm", "geslotenjeugdhulp", "JEUGDZORGPLUS"},
    {"hulpvorm", "crisishulp", "CRISIS"},
    {"hulpvorm", "crisiszorg", "CRISIS"},
    {"hulpvorm", "crisisopvang", "CRISIS"},
    {"hulpvorm", "anders", "OVERIG"},
    {"hulpvorm", "overige", "OVERIG"},
    {"verwijzer", "gemeente", "01"},
    {"verwijzer", "lokaalteam", "01"},
    {"verwijzer", "wijkteam", "01"},
    {"verwijzer", "huisarts", "02"},
    {"verwijzer", "jeugdarts", "03"},
    {"verwijzer", "gi", "04"},
    {"verwijzer", "gecertificeerdeinstelling", "04"},
    {"verwijzer", "medischspecialist", "05"},
    {"verwijzer", "zelf", "06"},
    {"verwijzer", "geen", "06"},
    {"verwijzer", "zelfgeen", "06"},
    {"verwijzer", "geenverwijzer", "06"},
    {"verwijzer", "zelfverwijzergeenverwijzer", "06"},
    {"verwijzer", "rechter", "08"},
    {"verwijzer", "kinderrechter", "08"},
    {"verwijzer", "rechterovjjji", "08"},
    {"verwijzer", "rechterraadvoordekinderbeschermingofficiervanjustitie", "08"},
    {"maatregel", "ondertoezichtstelling", "OTS"},
    {"maatregel", "vots", "VOORLOPIGE_OTS"},
    {"maatregel", "voorlopigeondertoezichtstelling", "VOORLOPIGE_OTS"},
    {"maatregel", "vvoogdij", "VOORLOPIGE_VOOGDIJ"},
    {"maatregel", "jr", "JEUGDRECLASSERING"},
    {"maatregel", "geenmaatregel", "GEEN"},
    {"maatregel", "vrijwilligkader", "GEEN"},
    {"maatregel", "vrijwillig", "GEEN"},
    {"maatregel", "nee", "GEEN"},
    {"urgentie", "normaal", "REGULIER"},
    {"urgentie", "regulair", "REGULIER"},
    {"urgentie", "geenspoed", "REGULIER"},
    {"urgentie", "hogeurgentie", "HOOG"},
    {"overbrugging", "geenoverbrugging", "GEEN"},
    {"overbrugging", "nee", "GEEN"},
    {"overbrugging", "ambulantehulp", "AMBULANT"},
    {"overbrugging", "ambulante", "AMBULANT"},
    {"overbrugging", "verblijf", "VERBLIJF_ELDERS"},
    {"overbrugging", "crisis", "CRISISPLEK"},
    {"leeftijdsband", "0tm3", "0_3"},
    {"leeftijdsband", "0t3", "0_3"},
    {"leeftijdsband", "0tot4", "0_3"},
    {"leeftijdsband", "03jaar", "0_3"},
    {"leeftijdsband", "4tm11", "4_11"},
    {"leeftijdsband", "4tot12", "4_11"},
    {"leeftijdsband", "411jaar", "4_11"},
    {"leeftijdsband", "12tm17", "12_17"},
    {"leeftijdsband", "12tot18", "12_17"},
    {"leeftijdsband", "1217jaar", "12_17"},
    {"leeftijdsband", "18", "18_PLUS"},
    {"leeftijdsband", "18jaar", "18_PLUS"},
    {"leeftijdsband", "18enouder", "18_PLUS"},
    {"leeftijdsband", "18jaarenouder", "18_PLUS"},
    {"regie", "wijkteam", "LOKAAL_TEAM"},
    {"regie", "jeugdteam", "LOKAAL_TEAM"},
    {"regie", "gemeente", "LOKAAL_TEAM"},
    {"regie", "cjg", "LOKAAL_TEAM"},
    {"regie", "gecertificeerdeinstelling", "GI"},
    {"regie", "zorgaanbieder", "AANBIEDER"},
    {"uitstroomreden", "gestartmetzorg", "GESTART"},
    {"uitstroomreden", "gestartmethulp", "GESTART"},
    {"uitstroomreden", "hulpgestart", "GESTART"},
    {"uitstroomreden", "zorggestart", "GESTART"},
    {"uitstroomreden", "startbehandeling", "GESTART"},
    {"uitstroomreden", "inzorg", "GESTART"},
    {"uitstroomreden", "eldersinzorg", "ELDERS_GESTART"},
    {"uitstroomreden", "gestartelders", "ELDERS_GESTART"},
    {"uitstroomreden", "ingetrokken", "TERUGGETROKKEN"},
    {"uitstroomreden", "aanmeldingingetrokken", "TERUGGETROKKEN"},
    {"uitstroomreden", "zietaf", "TERUGGETROKKEN"},
    {"uitstroomreden", "nietpassendaanbod", "NIET_PASSEND"},
    {"uitstroomreden", "crisisopname", "CRISIS_OPGENOMEN"},
    {"uitstroomreden", "18jaar", "LEEFTIJD_18"},
    {"uitstroomreden", "18geworden", "LEEFTIJD_18"},
    {"uitstroomreden", "overlijden", "OVERLEDEN"},
    {"uitstroomreden", "verhuizing", "VERHUISD"},
    {"uitstroomreden", "wmo", "ANDER_DOMEIN"},
    {"uitstroomreden", "wlz", "ANDER_DOMEIN"},
    {"uitstroomreden", "opgeschoond", "ADMIN_OPGESCHOOND"},
    {"uitstroomreden", "administratiefopgeschoond", "ADMIN_OPGESCHOOND"},
    {"uitstroomreden", "foutinvoer", "ADMIN_FOUT"},
    {"uitstroomreden", "invoerfout", "ADMIN_FOUT"},
    {"uitstroomreden", "administratievefout", "ADMIN_FOUT"},
};

static const char *synonym_code(size_t column, const char *text) {
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (strcmp(synonyms[i].text, text) == 0 &&
            strcmp(synonyms[i].column, csv_column_name(column)) == 0)
            return synonyms[i].code;
    return NULL;
}

static void settle_code(size_t column, struct bytes *text) {
    char room[FOLDED_SIZE];
    const char *wanted = folded(*text, room);
    const char *code;
    for (size_t i = 0; wanted[0] && (code = csv_column_code(column, i)) != NULL; i++)
        if (folds_to(bytes_of_text(code), wanted)) {
            *text = bytes_of_text(code);
            return;
        }
    if (wanted[0] && (code = synonym_code(column, wanted)) != NULL)
        *text = bytes_of_text(code);
}

/* "518.0" and "518,0", as programs write a number they took for a fraction. */
static struct bytes without_fraction(struct bytes text) {
    size_t size = text.size;
    if (size < 3 || text.at[size - 1] != '0' || !strchr(".,", text.at[size - 2]) ||
        !text_is_digits(bytes_of(text.at, size - 2), size - 2))
        return text;
    return bytes_of(text.at, size - 2);
}

/* "45 ambulant" and "02 - huisarts": the code with its words behind it. */
static struct bytes without_words(struct bytes text) {
    bool is_code = text.size > 2 && text_is_digits(bytes_of(text.at, 2), 2) &&
                   strchr(" -:.", text.at[2]) && text.at[2] && !isdigit(text.at[text.size - 1]);
    return is_code ? bytes_of(text.at, 2) : text;
}

static void settle_number(size_t column, struct bytes *text) {
    char room[FOLDED_SIZE];
    const char *code = synonym_code(column, folded(*text, room));
    *text = code ? bytes_of_text(code) : without_words(without_fraction(*text));
}

static void settle_flag(struct bytes *text) {
    static const char *const yes[] = {"ja", "j", "1", "waar", "true", "yes", "y", "x"};
    static const char *const no[] = {"nee", "n", "0", "onwaar", "false", "no"};
    char room[FOLDED_SIZE];
    const char *wanted = folded(*text, room);
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (strcmp(wanted, yes[i]) == 0)
            *text = bytes_of_text("ja");
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (strcmp(wanted, no[i]) == 0)
            *text = bytes_of_text("nee");
}

static struct csv_fault settle_date(struct arena *arena, struct bytes *text) {
    struct csv_fault fault;
    char day[DAY_TEXT_SIZE];
    day_t read = date_read(*text, &fault);
    if (read == DAY_NONE)
        return fault;
    *text = arena_copy(arena, bytes_of_text(day_text(read, day)));
    return fine;
}

static struct csv_fault settle_text(size_t column, struct bytes *text) {
    const char *name = csv_column_name(column);
    *text = without_fraction(*text);
    if (strcmp(name, "gemeente") != 0 || text->size == 0 || isdigit(text->at[0]))
        return fine;
    const char *code = gemeente_by_name(*text);
    if (!code)
        return no_gemeente;
    *text = bytes_of_text(code);
    return fine;
}

static bool is_blank(const uint8_t *at, size_t left, size_t *size) {
    *size = left >= 2 && at[0] == 0xC2 && at[1] == 0xA0 ? 2 : 1;
    return *size == 2 || *at == ' ' || *at == '\t' || *at == '\r' || *at == '\n';
}

/* Without spaces, hard ones too, around it. */
static struct bytes trimmed(struct bytes text) {
    size_t size;
    while (text.size > 0 && is_blank(text.at, text.size, &size))
        text = bytes_of(text.at + size, text.size - size);
    while (text.size > 0 && is_blank(text.at + text.size - 1, 1, &size))
        text.size--;
    while (text.size > 1 && memcmp(text.at + text.size - 2, "\xC2\xA0", 2) == 0)
        text.size -= 2;
    return text;
}

/* `="0518"` and `'0518`: so exports keep a spreadsheet from making a number of it. */
static struct bytes unprotected(struct bytes text) {
    if (text.size > 3 && memcmp(text.at, "=\"", 2) == 0 && text.at[text.size - 1] == '"')
        return bytes_of(text.at + 2, text.size - 3);
    if (text.size > 1 && text.at[0] == '\'' && isdigit(text.at[1]))
        return bytes_of(text.at + 1, text.size - 1);
    return text;
}

static bool is_null(struct bytes text) {
    return text.size == 4 && memcmp(text.at, "NULL", 4) == 0;
}

static bool is_unknown(struct bytes text) {
    char room[FOLDED_SIZE];
    const char *word = folded(text, room);
    bool is_dash = text.size == 1 && text.at[0] == '-';
    return is_dash || strcmp(word, "nvt") == 0 || strcmp(word, "onbekend") == 0;
}

/* What programs write where there is nothing. */
static bool says_nothing(size_t column, struct bytes text) {
    if (is_null(text))
        return true;
    if (csv_column_form(column) == FORM_CODE)
        return false;
    return !csv_column_required(column) && is_unknown(text);
}

/* "#N/B", "#VALUE!", "#########". */
static bool is_error_value(struct bytes text) {
    static const char *const errors[] = {"#N/B",     "#N/A",    "#WAARDE!", "#VALUE!", "#VERW!",
                                         "#REF!",    "#NAAM?",  "#NAME?",   "#NUM!",   "#GETAL!",
                                         "#DEEL/0!", "#DIV/0!", "#LEEG!",   "#NULL!"};
    size_t signs = 0;
    while (signs < text.size && text.at[signs] == '#')
        signs++;
    if (signs == text.size && signs > 1)
        return true;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (bytes_equal(text, bytes_of_text(errors[i])))
            return true;
    return false;
}

/* "1,2E+09", as Excel shows a long number and then saves it. */
static bool is_rounded(struct bytes text) {
    size_t i = 0;
    while (i < text.size && (isdigit(text.at[i]) || text.at[i] == ',' || text.at[i] == '.'))
        i++;
    if (i == 0 || i + 2 >= text.size || (text.at[i] | 0x20) != 'e' || text.at[i + 1] != '+')
        return false;
    return text_is_digits(bytes_of(text.at + i + 2, text.size - i - 2), text.size - i - 2);
}

struct bytes value_beside(struct bytes text) {
    struct bytes settled = unprotected(trimmed(text));
    return is_null(settled) || is_unknown(settled) ? bytes_of_text("") : settled;
}

struct csv_fault value_settle(size_t column, struct arena *arena, struct bytes *text) {
    if (is_error_value(*text))
        return error_value;
    if (column == 0)
        return is_rounded(*text) ? rounded_id : fine;
    *text = unprotected(trimmed(*text));
    if (says_nothing(column, *text))
        *text = bytes_of_text("");
    if (text->size == 0)
        return fine;
    switch (csv_column_form(column)) {
    case FORM_CODE:
        settle_code(column, text);
        break;
    case FORM_NUMBER:
        settle_number(column, text);
        break;
    case FORM_FLAG:
        settle_flag(text);
        break;
    case FORM_TEXT:
        return settle_text(column, text);
    case FORM_DATE:
        return settle_date(arena, text);
    case FORM_PSEUDONYM:
        break;
    }
    return fine;
}

bool value_agb(struct bytes text, struct agb *agb) {
    char padded[AGB_DIGITS + 1] = "0";
    text = without_fraction(unprotected(trimmed(text)));
    if (text.size != AGB_DIGITS - 1 || !text_is_digits(text, text.size))
        return agb_parse(text, agb);
    memcpy(padded + 1, text.at, text.size);
    return agb_parse(bytes_of_text(padded), agb);
}
