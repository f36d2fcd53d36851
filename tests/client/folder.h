/* A fresh folder for one test. */
#ifndef WACHTPOST_TESTS_CLIENT_FOLDER_H
#define WACHTPOST_TESTS_CLIENT_FOLDER_H

/* cmocka's setup and teardown: *state is the folder's path, malloc'ed; the folder and
 * the files in it go with the test. */
int folder_setup(void **state);
int folder_teardown(void **state);

/* How many files the folder holds. */
int folder_count(const char *path);

#endif
