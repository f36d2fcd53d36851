/* Figures as JSON, named as in the contract; NULL when there is no memory. */
#ifndef WACHTPOST_CLIENT_RENDER_JSON_FIGURES_H
#define WACHTPOST_CLIENT_RENDER_JSON_FIGURES_H

#include "client/render_json_parts.h"
#include "proto/model/figures.h"

/* Only what these measures hold (bits, none missing), and the coverage; lists by code as
 * objects with the codes' names. */
json_t *json_figures(const struct figures *figures, uint32_t measures);
json_t *json_days(const struct days *days);
json_t *json_coverage(const struct coverage *coverage);

#endif
