#include "daemon/ready.h"

#include <stdarg.h>
#include <stdio.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum { STATUS_TEXT_SIZE = 512 };

/* When nobody reads it the supervisor is gone, and we shall follow. */
static void say_to_parent(int fd, char byte) {
    ssize_t said = write(fd, &byte, 1);
    (void)said;
}

void ready_say(int fd) {
    if (fd < 0)
        sd_notify(0, "READY=1"); /* without systemd nobody hears it */
    else
        say_to_parent(fd, READY_BYTE);
}

instant_t ready_watchdog_us(void) {
    uint64_t within_us = 0;
    return sd_watchdog_enabled(0, &within_us) > 0 ? (instant_t)within_us : 0;
}

void ready_alive(int fd) {
    if (fd < 0)
        sd_notify(0, "WATCHDOG=1");
    else
        say_to_parent(fd, ALIVE_BYTE);
}

void ready_status(int fd, const char *format, ...) {
    char text[STATUS_TEXT_SIZE];
    va_list arguments;
    if (fd >= 0)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    sd_notifyf(0, "STATUS=%s", text);
}

void ready_reloading(int fd) {
    if (fd < 0)
        sd_notify(0, "RELOADING=1");
}

void ready_reloaded(int fd) {
    if (fd < 0)
        sd_notify(0, "READY=1");
}

void ready_stopping(int fd) {
    if (fd < 0)
        sd_notify(0, "STOPPING=1");
}
