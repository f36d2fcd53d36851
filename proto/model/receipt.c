#include "proto/model/receipt.h"

#include "proto/model/words.h"

static const struct {
    const char *name, *sentence;
} answers[ANSWER_COUNT] = {
    [ANSWER_NONE] = {"NONE", ""},
    [ANSWER_OK] = {"OK", ""},
    [ANSWER_ACCEPTED] =
        {"ACCEPTED",
         N_("De levering is verwerkt; staan er geweigerde regels bij, verbeter die dan.")},
    [ANSWER_HELD] = {"HELD", N_("De levering lijkt niet te kloppen en wordt vastgehouden. Klopt ze "
                                "toch, bevestig haar dan; lever anders een juiste wachtlijst.")},
    [ANSWER_REJECTED] = {"REJECTED",
                         N_("De levering is afgekeurd. Verbeter wat de ontvangst noemt en "
                            "lever opnieuw met het volgende nummer.")},
    [ANSWER_DUPLICATE] = {"DUPLICATE", N_("Deze levering was al ontvangen; dit is het antwoord van "
                                          "toen.")},
    [ANSWER_CONFLICT] =
        {"CONFLICT", N_("Onder dit nummer is al iets anders geleverd, of deze reeks is gesloten "
                        "of sluit niet aan. Kijk of er twee systemen tegelijk leveren.")},
    [ANSWER_GAP] = {"GAP", N_("Een eerdere levering ontbreekt; lever eerst het nummer dat hier als "
                              "verwacht staat.")},
    [ANSWER_MALFORMED] = {"MALFORMED", N_("Het bericht is onleesbaar; vraag uw softwareleverancier "
                                          "het te verbeteren.")},
    [ANSWER_DENIED] = {"DENIED",
                       N_("Geen toegang: wat u noemde is er niet, of uw rol of bereik laat "
                          "dit niet toe. Kijk na wat u noemde; laat anders het "
                          "Servicebureau uw sleutel en AGB-code nakijken.")},
    [ANSWER_LATER] = {"LATER", N_("Nu kan het even niet; stuur straks hetzelfde bericht opnieuw.")},
    [ANSWER_DISCARDED] =
        {"DISCARDED", N_("De vastgehouden levering is weggegooid; lever een juiste wachtlijst.")},
    [ANSWER_NOTHING_HELD] =
        {"NOTHING_HELD", N_("Deze levering wordt niet of niet meer vastgehouden; vraag de status "
                            "op.")},
    [ANSWER_STALE] = {"STALE", N_("De klok van uw systeem wijkt meer dan 5 minuten af; zet haar "
                                  "gelijk.")},
};

const char *answer_name(enum answer answer) {
    return answers[answer].name;
}

const char *answer_sentence(enum answer answer) {
    return answers[answer].sentence;
}

static const struct {
    const char *name, *sentence;
} reject_reasons[REJECT_REASON_COUNT] = {
    [REJECT_NONE] = {"NONE", ""},
    [REJECT_PEILMOMENT_TOEKOMST] = {"PEILMOMENT_TOEKOMST",
                                    N_("Het peilmoment ligt in de toekomst; zet de klok van uw "
                                       "systeem gelijk en lever opnieuw.")},
    [REJECT_PEILMOMENT_TE_OUD] = {"PEILMOMENT_TE_OUD",
                                  N_("Het peilmoment is meer dan 13 maanden geleden; lever een "
                                     "nieuwere wachtlijst.")},
    [REJECT_VOLGORDE] = {"VOLGORDE", N_("De plekken of de uitstroom staan niet op volgorde van id; "
                                        "sorteer ze bytegewijs en lever opnieuw.")},
    [REJECT_TE_GROOT] = {"TE_GROOT",
                         N_("De levering heeft meer dan 20.000 regels; lever alleen wie "
                            "wacht en wie sinds de vorige keer vertrok.")},
    [REJECT_BSN] = {"BSN", N_("In naam of versie van uw systeem staat een BSN; haal het eruit en "
                              "lever opnieuw.")},
    [REJECT_TE_VEEL_FOUT] =
        {"TE_VEEL_FOUT", N_("Minstens de helft van de regels is geweigerd; verbeter ze en lever "
                            "opnieuw.")},
};

const char *reject_reason_name(enum reject_reason reason) {
    return reject_reasons[reason].name;
}

const char *reject_reason_sentence(enum reject_reason reason) {
    return reject_reasons[reason].sentence;
}

const char *warning_sentence(enum warning_code code) {
    static const char *const sentences[] = {
        [WARNING_NONE] = "",
        [WARNING_MAATREGEL_ZONDER_GI] =
            N_("Deze plek heeft een maatregel maar geen GI; vul de AGB-code van de GI in."),
        [WARNING_AANNAME_CODE] =
            N_("Een aanname telt niet mee: kies hulpvorm en status uit de codelijsten."),
    };
    return sentences[code];
}
