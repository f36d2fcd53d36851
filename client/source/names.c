#include "client/source/names.h"

#include "client/source/fold.h"

#include <strings.h>

static const char *const extra[SOURCE_COLUMN_COUNT - COLUMN_COUNT] = {"agb", "dossier", "onderdeel",
                                                                      "bsn"};

/* Folded (fold.h). Each stands for one column; two columns of one file that mean the same are a
 * mistake (header.c), so nothing here needs to be ranked. */
static const struct {
    const char *column;
    const char *synonyms[14];
} meanings[] = {
    {"id",
     {"plekid", "pleknummer", "plek", "wachtplek", "wachtplekid", "wachtpleknummer",
      "wachtplekkenmerk", "kenmerkwachtplek", "wachtlijstid", "wachtlijstnummer",
      "wachtlijstkenmerk", "kenmerk", "idwachtplek"}},
    {"jeugdige", {"pseudoniem", "pseudoniemjeugdige"}},
    {"jeugdige_epoch", {"pseudoniemepoch", "epoch"}},
    {"gemeente",
     {"gemeentecode", "gemeentenaam", "cbscode", "cbsgemeentecode", "gemeentecodecbs",
      "verantwoordelijkegemeente", "gemeenteverantwoordelijk", "woonplaatsbeginsel",
      "gemeentewoonplaatsbeginsel", "woonplaatsbeginselgemeente", "financierendegemeente",
      "betalendegemeente", "gemeentecodewoonplaatsbeginsel"}},
    {"hulpvorm",
     {"zorgvorm", "jeugdhulpvorm", "soorthulp", "soortjeugdhulp", "vormvanhulp", "typehulp",
      "hulptype", "hulpsoort", "soortzorg", "zorgsoort", "typezorg", "zorgtype"}},
    {"productcategorie",
     {"productcategoriecode", "codeproductcategorie", "productcategorieijw", "ijwproductcategorie",
      "jwproductcategorie"}},
    {"verwijzer",
     {"typeverwijzer", "verwijzertype", "soortverwijzer", "codeverwijzer", "verwijzercode",
      "verwezendoor"}},
    {"maatregel",
     {"jeugdbeschermingsmaatregel", "kinderbeschermingsmaatregel", "beschermingsmaatregel",
      "juridischemaatregel", "soortmaatregel", "juridischestatus"}},
    {"maatregel_start",
     {"startmaatregel", "startdatummaatregel", "begindatummaatregel", "ingangsdatummaatregel",
      "maatregelsinds", "maatregelstartdatum", "datummaatregel"}},
    {"gi", {"gecertificeerdeinstelling", "agbgi", "giagb", "agbcodegi", "giagbcode", "gicode"}},
    {"machtiging_uithuisplaatsing", {"uithuisplaatsing", "uhp", "muhp", "machtiginguhp"}},
    {"urgentie", {"urgentieniveau", "urgentiecode", "matevanurgentie", "prioriteit"}},
    {"urgentie_datum",
     {"datumurgentie", "urgentiesinds", "datumbeoordelingurgentie", "urgentiebeoordeeldop"}},
    {"overbrugging", {"overbruggingszorg", "overbruggingshulp"}},
    {"overbrugging_sinds",
     {"overbruggingszorgsinds", "overbruggingshulpsinds", "datumoverbrugging", "startoverbrugging",
      "startdatumoverbrugging", "startdatumoverbruggingszorg"}},
    {"leeftijdsband",
     {"leeftijdscategorie", "leeftijdsgroep", "leeftijdsklasse", "leeftijdscohort"}},
    {"regie", {"regievoerder", "casusregie", "regiehouder"}},
    {"eigen_wens", {"opeigenwens", "wachtopeigenwens", "wachtopeigenverzoek", "wensgezin"}},
    {"laatst_geverifieerd",
     {"laatstgecontroleerd", "laatsteverificatie", "datumlaatsteverificatie", "geverifieerdop"}},
    {"oorspronkelijke_aanmelddatum",
     {"oorspronkelijkeaanmeldingsdatum", "datumoorspronkelijkeaanmelding", "eersteaanmelddatum",
      "datumeersteaanmelding"}},
    {"aanmelddatum",
     {"datumaanmelding", "aanmeldingsdatum", "aanmeldingdatum", "datumaangemeld", "aangemeldop",
      "aanmelding", "inschrijfdatum", "datuminschrijving", "datuminschrijvingwachtlijst"}},
    {"verwijsdatum",
     {"datumverwijzing", "verwijzingsdatum", "verwijzingdatum", "verwezenop", "datumverwijsbrief"}},
    {"toewijzingsdatum",
     {"datumtoewijzing", "toewijzingdatum", "toegewezenop", "beschikkingsdatum",
      "datumbeschikking"}},
    {"compleet_datum",
     {"compleetop", "datumcompleet", "datumdossiercompleet", "dossiercompleetop",
      "datumaanmeldingcompleet"}},
    {"intakedatum", {"datumintake", "intake", "intakeop", "datumintakegesprek", "intakegesprek"}},
    {"uitstroomreden",
     {"redenuitstroom", "redenvertrek", "vertrekreden", "redenuitwachtlijst", "uitschrijfreden",
      "redenuitschrijving", "redeneindewachten"}},
    {"uitstroomdatum",
     {"datumuitstroom", "datumvertrek", "vertrekdatum", "vertrokkenop", "datumuitwachtlijst",
      "vanwachtlijstop", "uitschrijfdatum", "datumuitschrijving", "datumeindewachten"}},
    {"agb",
     {"agbcode", "agbaanbieder", "agbcodeaanbieder", "aanbiederagb", "aanbiederagbcode",
      "agbinstelling", "agbcodeinstelling", "agbcodezorgaanbieder"}},
    {"dossier",
     {"dossiernummer", "dossiernr", "dossierid", "nummerdossier", "clientnummer", "clientnr",
      "clientid", "clientcode", "clientdossier", "zorgdossier", "zorgdossiernummer"}},
    {"onderdeel",
     {"dossieronderdeel", "traject", "trajectnummer", "trajectnr", "trajectid", "zorgtraject",
      "zorgtrajectnummer"}},
    {"bsn", {"burgerservicenummer", "bsnnummer", "bsnnr", "bsnjeugdige", "bsnclient"}},
};

const char *source_column_name(size_t column) {
    return column < COLUMN_COUNT ? csv_column_name(column) : extra[column - COLUMN_COUNT];
}

size_t source_column_find(struct bytes name) {
    size_t column = 0;
    for (; column < SOURCE_COLUMN_COUNT; column++) {
        const char *own = source_column_name(column);
        if (name.size == strlen(own) && strncasecmp((const char *)name.at, own, name.size) == 0)
            break;
    }
    return column;
}

static bool has_synonym(size_t meaning, const char *name) {
    const char *const *synonyms = meanings[meaning].synonyms;
    size_t room = sizeof meanings[meaning].synonyms / sizeof *synonyms;
    for (size_t i = 0; i < room && synonyms[i]; i++)
        if (strcmp(synonyms[i], name) == 0)
            return true;
    return false;
}

size_t source_column_meant(struct bytes name) {
    char room[FOLDED_SIZE];
    const char *meant = folded(name, room);
    for (size_t column = 0; column < SOURCE_COLUMN_COUNT; column++)
        if (folds_to(bytes_of_text(source_column_name(column)), meant))
            return column;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meant[0] && has_synonym(i, meant))
            return source_column_find(bytes_of_text(meanings[i].column));
    return SOURCE_COLUMN_COUNT;
}
