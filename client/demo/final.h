/* The last screen: what a coordinator sees, what the quarter came to, and where to look
 * further. */
#ifndef WACHTPOST_DEMO_FINAL_H
#define WACHTPOST_DEMO_FINAL_H

#include "client/demo/play.h"

/* `program` is how the reader called us. Reorders the day's alerts. */
void final_screen(struct play *play, const char *program);

#endif
