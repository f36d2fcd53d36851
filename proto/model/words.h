/* Words that people read stand in the code in Dutch. */
#ifndef WACHTPOST_MODEL_WORDS_H
#define WACHTPOST_MODEL_WORDS_H

/* Marks a sentence for the catalogues, which find it by this name; it stays what it is. */
#define N_(dutch) dutch

#endif
