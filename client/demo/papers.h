/* What coordinators do with the quarter, and the papers that people get out of all this. */
#ifndef WACHTPOST_DEMO_PAPERS_H
#define WACHTPOST_DEMO_PAPERS_H

#include "client/demo/play.h"

/* Of the most urgent places some are taken, and what stands in the way is on record.
 * STATUS_DAMAGED: the daemon did not let them. */
enum status play_take_places(struct play *play, struct complaint *complaint) MUST_CHECK;

/* After the quarter, with the daemon still running: werklijst.html, regiomonitor/ and startpunt/ in
 * the demo's folder. STATUS_IO: one of them could not be written; wachtpost.log says why. */
enum status play_papers(struct play *play, struct complaint *complaint) MUST_CHECK;

#endif
