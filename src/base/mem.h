/* mem.h - memory: arenas for what an action or a screen page needs, xmalloc for small fixed things.
 *
 * An arena is freed as a whole; nothing in it is freed alone. arena_alloc() answers zeroed memory and panics only
 * when the system itself has none: sizes from outside are limited by the caller first.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H
#include <stddef.h>
#include <stdint.h>

struct bytes { /* borrowed bytes, never NULL when size > 0 */
    const uint8_t *data;
    size_t size;
};

struct arena_block;
struct arena { /* start as {0} */
    struct arena_block *block;
};

void *arena_alloc(struct arena *arena, size_t size);
/* The same as it comes: for what is written before it is read, or perhaps never. */
void *arena_room(struct arena *arena, size_t size);
void *arena_copy(struct arena *arena, const void *data, size_t size); /* NULL for nothing */
char *arena_text(struct arena *arena, const char *text);
char *arena_text_n(struct arena *arena, const char *text, size_t length);
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Forget everything but keep one block for reuse. */
void arena_reset(struct arena *arena);
void arena_free(struct arena *arena);

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text);
#endif
