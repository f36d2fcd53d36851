/* replay FOLDER: gives every file in it to the fuzzer's question. */
#include "proto/model/limits.h"
#include "proto/model/status.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t size);

static void replay(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    uint8_t *content = malloc(MAX_BODY_BYTES);
    ENSURE(file != NULL && content != NULL);
    size_t size = fread(content, 1, MAX_BODY_BYTES, file);
    fclose(file);
    /* Exactly as large as the file, so that a sanitizer sees its end. */
    uint8_t *exact = realloc(content, size ? size : 1);
    ENSURE(exact != NULL);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

int main(int argc, char **argv) {
    int count = 0;
    ENSURE(argc == 2);
    DIR *folder = opendir(argv[1]);
    ENSURE(folder != NULL);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        replay(argv[1], entry->d_name);
        count++;
    }
    closedir(folder);
    printf("%d bodies\n", count);
    return count > 0 ? 0 : 1;
}
