/* Preloaded into a program: writes whatever it gives back to malloc, as it stood at that moment, to
 * the file that FREED names. What malloc would have handed out again, or kept, is in it. */
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void __libc_free(void *memory);

static int file = -1;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FREED");
    if (path)
        file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0)
        abort();
}

void free(void *memory) {
    const size_t size = malloc_usable_size(memory);
    if (memory && file >= 0 && write(file, memory, size) != (ssize_t)size)
        abort();
    __libc_free(memory);
}

/* Always to another place, so that what is left behind shows. */
void *realloc(void *memory, size_t size) {
    const size_t old_size = malloc_usable_size(memory);
    void *larger = __libc_malloc(size);
    if (!larger)
        return NULL;
    if (memory)
        memcpy(larger, memory, old_size < size ? old_size : size);
    free(memory);
    return larger;
}
