#include "daemon/clock.h"

#include "proto/model/status.h"

#include <stdio.h>
#include <string.h>
#include <sys/timex.h>
#include <time.h>

static instant_t instant_of_clock(clockid_t id) {
    struct timespec now;
    ENSURE(clock_gettime(id, &now) == 0);
    return (instant_t)now.tv_sec * MICROSECONDS_PER_SECOND + now.tv_nsec / 1000;
}

/* ---- this machine */

static instant_t machine_now(void *context) {
    (void)context;
    return instant_of_clock(CLOCK_REALTIME);
}

static instant_t machine_uptime(void *context) {
    (void)context;
    return instant_of_clock(CLOCK_BOOTTIME);
}

/* A kernel that may not be asked is one that does not say so. */
static bool machine_is_synchronised(void *context) {
    struct timex kernel = {.modes = 0};
    (void)context;
    return adjtimex(&kernel) != -1 && !(kernel.status & STA_UNSYNC);
}

static int nibble(int digit) {
    return digit >= '0' && digit <= '9'   ? digit - '0'
           : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                                          : -1;
}

/* 32 hexadecimal digits, with dashes between. */
static bool read_id(FILE *from, uint8_t id[BOOT_ID_BYTES]) {
    int read = 0;
    for (int digit = getc(from); read < 2 * BOOT_ID_BYTES && digit != EOF; digit = getc(from)) {
        if (digit == '-')
            continue;
        if (nibble(digit) < 0)
            return false;
        id[read / 2] = (uint8_t)(id[read / 2] << 4 | nibble(digit));
        read++;
    }
    return read == 2 * BOOT_ID_BYTES;
}

static void machine_boot_id(void *context, uint8_t id[BOOT_ID_BYTES]) {
    FILE *from = fopen("/proc/sys/kernel/random/boot_id", "re");
    (void)context;
    memset(id, 0, BOOT_ID_BYTES);
    if (from == NULL)
        return;
    if (!read_id(from, id))
        memset(id, 0, BOOT_ID_BYTES);
    fclose(from);
}

static const struct clock_source machine = {.now = machine_now,
                                            .uptime = machine_uptime,
                                            .is_synchronised = machine_is_synchronised,
                                            .boot_id = machine_boot_id};

/* ---- either kind */

struct timepiece clock_of(const struct clock_source *source) {
    return (struct timepiece){.source = source};
}

struct timepiece clock_real(void) {
    return clock_of(&machine);
}

struct timepiece clock_virtual(instant_t start) {
    return (struct timepiece){.is_virtual = true, .virtual_now = start};
}

instant_t clock_now(const struct timepiece *clock) {
    return clock->is_virtual ? clock->virtual_now : clock->source->now(clock->source->context);
}

void clock_move(struct timepiece *clock, instant_t instant) {
    ENSURE(clock->is_virtual);
    if (instant > clock->virtual_now)
        clock->virtual_now = instant;
}

instant_t clock_uptime(const struct timepiece *clock) {
    return clock->source->uptime(clock->source->context);
}

bool clock_is_synchronised(const struct timepiece *clock) {
    return clock->source->is_synchronised(clock->source->context);
}

void clock_boot_id(const struct timepiece *clock, uint8_t id[BOOT_ID_BYTES]) {
    clock->source->boot_id(clock->source->context, id);
}

instant_t clock_monotonic(void) {
    return instant_of_clock(CLOCK_MONOTONIC);
}
