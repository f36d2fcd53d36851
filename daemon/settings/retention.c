#include "daemon/settings/rules.h"

void retention_read(struct reader *reader, const struct section *root,
                    struct retention *retention) {
    *retention = retention_most;
    if (section_count(root, "retention") == 0)
        return;
    const struct section section = section_at(root, "retention", 0);
    *retention = (struct retention){
        .bodies_months = reader_number(reader, &section, "bodies_months"),
        .places_months = reader_number(reader, &section, "places_months"),
        .receipt_days = reader_number(reader, &section, "receipt_days"),
        .audit_years = reader_number(reader, &section, "audit_years"),
        .backup_days = reader_number(reader, &section, "backup_days"),
    };
}
