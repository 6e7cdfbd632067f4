/* err.h - failures as values. Every function that may fail for a reason outside this program returns enum err.
 *
 * The detail (a name, a date) is added once, by whoever knows it, with err_detail(); it is kept per thread until the
 * next failure. The words stand in tbl/errors.h. What cannot happen is panic(), what stops a start is die().
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H
#include <stdbool.h>
#include <stddef.h>
#include "../tbl/errors.h"

#define ERROR_CONSTANT(constant, word, sentence) constant,
enum err { ERROR_ROWS(ERROR_CONSTANT) ERR_COUNT };
#undef ERROR_CONSTANT

#define MUST_CHECK __attribute__((warn_unused_result))

/* Note the detail of a failure and hand the failure on: return err_detail(ERR_PRODUCT, "%s", name). At most 200 bytes. */
enum err err_detail(enum err err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The detail of this thread's last failure; "" if none. Valid until the next err_detail(). */
const char *err_last_detail(void);
/* The word of a failure ("no-right"). */
const char *err_word(enum err err);
/* Does its sentence take a detail? What does not is not sent one. */
bool err_takes_detail(enum err err);
/* The whole sentence with its detail, into out; returns out. */
const char *err_sentence(enum err err, const char *detail, char *out, size_t size);

/* Cannot happen: say where and abort. */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Cannot start: one sentence on standard error and exit 1. */
_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));
#endif
