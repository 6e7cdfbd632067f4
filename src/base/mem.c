/* mem.c - arenas and xmalloc; see mem.h. */
#include "mem.h"
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "err.h"

enum { BLOCK_SIZE = 8192 };

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char data[];
};

static void *take(struct arena *arena, size_t size)
{
    size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct arena_block *block = arena->block;
    if (block == NULL || block->size - block->used < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        struct arena_block *fresh = xmalloc(sizeof *fresh + room);
        *fresh = (struct arena_block){ .next = block, .size = room };
        arena->block = block = fresh;
    }
    void *memory = block->data + block->used;
    block->used += size;
    return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return memset(take(arena, size), 0, size);
}

void *arena_room(struct arena *arena, size_t size)
{
    return take(arena, size);
}

void *arena_copy(struct arena *arena, const void *data, size_t size)
{
    return size ? memcpy(take(arena, size), data, size) : NULL;
}

char *arena_text_n(struct arena *arena, const char *text, size_t length)
{
    char *copy = take(arena, length + 1);
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return arena_text_n(arena, text, strlen(text));
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    char *text = take(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void arena_reset(struct arena *arena)
{
    struct arena_block *block = arena->block;
    while (block && block->next) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    if (block)
        block->used = 0;
    arena->block = block;
}

void arena_free(struct arena *arena)
{
    arena_reset(arena);
    free(arena->block);
    arena->block = NULL;
}

void *xmalloc(size_t size)
{
    void *memory = malloc(size ? size : 1);
    if (memory == NULL)
        panic("out of memory (%zu bytes)", size);
    return memory;
}

void *xcalloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (memory == NULL)
        panic("out of memory (%zu times %zu bytes)", count, size);
    return memory;
}

void *xrealloc(void *old, size_t size)
{
    void *memory = realloc(old, size ? size : 1);
    if (memory == NULL)
        panic("out of memory (%zu bytes)", size);
    return memory;
}

char *xstrdup(const char *text)
{
    size_t size = strlen(text) + 1;
    return memcpy(xmalloc(size), text, size);
}
