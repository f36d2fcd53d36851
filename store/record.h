/* Records of a fixed size, field after field, big-endian. Each call returns where the
 * next field stands; whoever writes or reads a whole record ENSUREs its end. */
#ifndef WACHTPOST_STORE_RECORD_H
#define WACHTPOST_STORE_RECORD_H

#include "store/store.h"

static inline uint8_t *write_bytes(uint8_t *at, const uint8_t *from, size_t size) {
    memcpy(at, from, size);
    return at + size;
}

static inline uint8_t *write_u8(uint8_t *at, uint8_t value) {
    *at = value;
    return at + 1;
}

static inline uint8_t *write_u32(uint8_t *at, uint32_t value) {
    for (int i = 3; i >= 0; i--, value >>= 8)
        at[i] = (uint8_t)value;
    return at + 4;
}

static inline uint8_t *write_u64(uint8_t *at, uint64_t value) {
    store_key_u64(at, value);
    return at + 8;
}

static inline const uint8_t *read_bytes(const uint8_t *at, uint8_t *to, size_t size) {
    memcpy(to, at, size);
    return at + size;
}

static inline const uint8_t *read_u8(const uint8_t *at, uint8_t *value) {
    *value = *at;
    return at + 1;
}

static inline const uint8_t *read_u32(const uint8_t *at, uint32_t *value) {
    *value = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    return at + 4;
}

static inline const uint8_t *read_u64(const uint8_t *at, uint64_t *value) {
    *value = store_u64_of_key(at);
    return at + 8;
}

static inline const uint8_t *read_instant(const uint8_t *at, instant_t *instant) {
    *instant = (instant_t)store_u64_of_key(at);
    return at + 8;
}

/* LEB128: seven bits a byte, the lowest first. */
static inline uint8_t *write_leb128(uint8_t *at, uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        *at++ = (uint8_t)(value | 0x80);
    *at++ = (uint8_t)value;
    return at;
}

/* Moves behind it; false: it has no end. */
static inline bool read_leb128(struct bytes *rest, uint64_t *value) {
    *value = 0;
    for (unsigned shift = 0; shift < 64 && rest->size > 0; shift += 7) {
        const uint8_t byte = *rest->at;
        *rest = (struct bytes){rest->at + 1, rest->size - 1};
        *value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return true;
    }
    return false;
}

#endif
