/* Lines to test with: good ones, and what is wrong with a line in one text, such as
 * "DATUM:aanmelddatum CODE:gi" (codes in the receipt's order; "" when nothing is). */
#ifndef WACHTPOST_TESTS_MODEL_LINES_H
#define WACHTPOST_TESTS_MODEL_LINES_H

#include "proto/model/check.h"

struct raw_place good_place(const char *id);

#define FAULTS_TEXT_SIZE 1024
const char *faults_text(const struct line_faults *faults, char text[FAULTS_TEXT_SIZE]);

#endif
