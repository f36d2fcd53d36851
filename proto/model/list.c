#include "proto/model/list.h"

#include <string.h>

void *list_add(struct list *list) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 16;
        void *larger = arena_array(list->arena, capacity, list->size);
        if (larger == NULL) {
            list->out_of_memory = true;
            return NULL;
        }
        if (list->count)
            memcpy(larger, list->items, list->count * list->size);
        list->items = larger;
        list->capacity = capacity;
    }
    void *added = (uint8_t *)list->items + list->size * list->count++;
    memset(added, 0, list->size);
    return added;
}
