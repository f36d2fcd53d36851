/* Numbers as bytes whose order is the numbers' order. */
#include "store/store.h"

void store_key_u64(uint8_t at[8], uint64_t value) {
    for (int i = 7; i >= 0; i--, value >>= 8)
        at[i] = (uint8_t)value;
}

uint64_t store_u64_of_key(const uint8_t at[8]) {
    uint64_t value = 0;
    for (int i = 0; i < 8; i++)
        value = value << 8 | at[i];
    return value;
}

void store_key_day(uint8_t at[4], day_t day) {
    uint32_t shifted = (uint32_t)day ^ UINT32_C(0x80000000);
    for (int i = 3; i >= 0; i--, shifted >>= 8)
        at[i] = (uint8_t)shifted;
}

day_t store_day_of_key(const uint8_t at[4]) {
    uint32_t shifted = 0;
    for (int i = 0; i < 4; i++)
        shifted = shifted << 8 | at[i];
    return (day_t)(shifted ^ UINT32_C(0x80000000));
}
