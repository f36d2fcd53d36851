#include "client/alerts/signals.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define MAX_WAIT_MS INT64_C(3600000)

enum status signals_open(bool hangup_ends, struct signals *signals) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    *signals = (struct signals){-1, hangup_ends};
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return STATUS_IO;
    signals->descriptor = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    return signals->descriptor >= 0 ? STATUS_OK : STATUS_IO;
}

void signals_close(struct signals *signals) {
    if (signals->descriptor >= 0)
        close(signals->descriptor);
    signals->descriptor = -1;
}

bool signals_wait(const struct signals *signals, int64_t timeout_ms) {
    struct pollfd watched = {.fd = signals->descriptor, .events = POLLIN};
    int wait_ms = (int)(timeout_ms < MAX_WAIT_MS ? timeout_ms : MAX_WAIT_MS);
    return poll(&watched, 1, wait_ms) > 0;
}

bool signals_waiting(const struct signals *signals) {
    return signals_wait(signals, 0);
}

enum asked signals_take(struct signals *signals) {
    enum asked asked = ASKED_NOTHING;
    struct signalfd_siginfo signal;
    while (read(signals->descriptor, &signal, sizeof signal) == (ssize_t)sizeof signal) {
        bool ends = signal.ssi_signo != SIGHUP || signals->hangup_ends;
        if (ends || asked == ASKED_NOTHING)
            asked = ends ? ASKED_END : ASKED_RELOAD;
    }
    return asked;
}
