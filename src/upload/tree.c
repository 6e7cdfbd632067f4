/* tree.c - the names of an SFTP session; see tree.h. Pure: no file, no keeper. */
#include "tree.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../base/clock.h"
#include "../base/str.h"

enum { VARIANT_ROOM = 16 /* for " (4294967295)" */ };

/* Append one part of a path; false when it does not fit. */
static bool push(char *out, size_t *length, const char *part, size_t size)
{
    char raw[TREE_NAME_LIMIT + 1], clean[TREE_NAME_LIMIT + 1];
    if (size > TREE_NAME_LIMIT || memchr(part, 0, size))
        return false;
    memcpy(raw, part, size);
    raw[size] = 0;
    /* '?' is one byte and so is every byte that becomes one: the clean name is never longer. */
    str_clean(raw, clean, sizeof clean);
    size_t clean_size = strlen(clean);
    if (*length + 1 + clean_size + VARIANT_ROOM >= TREE_PATH_LIMIT)
        return false;
    out[(*length)++] = '/';
    memcpy(out + *length, clean, clean_size + 1);
    *length += clean_size;
    return true;
}

static void pop(char *out, size_t *length)
{
    while (*length > 0 && out[--*length] != '/')
        ;
    out[*length] = 0;
}

bool tree_path(struct bytes raw, char out[TREE_PATH_LIMIT])
{
    const char *text = (const char *)raw.data;
    size_t length = 0;
    out[0] = 0;
    for (size_t at = 0; at < raw.size;) {
        const char *slash = memchr(text + at, '/', raw.size - at);
        size_t size = slash ? (size_t)(slash - text) - at : raw.size - at;
        const char *part = text + at;
        at += size + 1;
        if (size == 0 || (size == 1 && part[0] == '.'))
            continue;
        if (size == 2 && part[0] == '.' && part[1] == '.')
            pop(out, &length);
        else if (!push(out, &length, part, size))
            return false;
    }
    if (length == 0)
        strcpy(out, "/");
    return true;
}

const char *tree_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

bool tree_is_temporary(const char *path)
{
    static const char *const starts[] = { ".in.", ".~" }, *const ends[] = { ".part", ".filepart", ".tmp" };
    const char *name = tree_name(path);
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(name, starts[i], strlen(starts[i])) == 0)
            return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t size = strlen(ends[i]);
        if (length > size && strcmp(name + length - size, ends[i]) == 0)
            return true;
    }
    return false;
}

struct node *tree_find_kind(struct tree *tree, const char *path, enum node_kind kind)
{
    for (size_t i = 0; i < tree->count; i++)
        if (tree->nodes[i].kind == kind && strcmp(tree->nodes[i].path, path) == 0)
            return &tree->nodes[i];
    return NULL;
}

struct node *tree_find(struct tree *tree, const char *path)
{
    static const enum node_kind order[] = { NODE_INCOMING, NODE_WHOLE, NODE_TAKEN, NODE_FOLDER };
    struct node *node = NULL;
    for (size_t i = 0; i < sizeof order / sizeof *order && node == NULL; i++)
        node = tree_find_kind(tree, path, order[i]);
    return node;
}

struct node *tree_add(struct tree *tree, enum node_kind kind, const char *path)
{
    struct node *node = NULL;
    for (size_t i = 0; i < tree->count && node == NULL; i++)
        if (tree->nodes[i].kind == NODE_FREE)
            node = &tree->nodes[i];
    if (node == NULL && tree->count < TREE_LIMIT)
        node = &tree->nodes[tree->count++];
    if (node)
        *node = (struct node){ .kind = kind, .path = xstrdup(path), .at = clock_now() };
    return node;
}

void tree_rename(struct node *node, const char *path)
{
    char *copy = xstrdup(path);
    free(node->path);
    node->path = copy;
}

void tree_remove(struct node *node)
{
    free(node->path);
    *node = (struct node){ 0 };
}

size_t tree_count(const struct tree *tree, enum node_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < tree->count; i++)
        count += tree->nodes[i].kind == kind;
    return count;
}

/* What follows the folder in path, without the slash; NULL when it does not lie in it. */
static const char *inside(const char *path, const char *folder)
{
    size_t length = strcmp(folder, "/") == 0 ? 0 : strlen(folder);
    return strncmp(path, folder, length) == 0 && path[length] == '/' && path[length + 1] ? path + length + 1 : NULL;
}

bool tree_is_folder(struct tree *tree, const char *path)
{
    if (strcmp(path, "/") == 0)
        return true;
    for (size_t i = 0; i < tree->count; i++) {
        struct node *node = &tree->nodes[i];
        if (node->kind == NODE_FREE)
            continue;
        if (inside(node->path, path) || (node->kind == NODE_FOLDER && strcmp(node->path, path) == 0))
            return true;
    }
    return false;
}

struct node *tree_next(struct tree *tree, const char *folder, size_t *position)
{
    while (*position < tree->count) {
        struct node *node = &tree->nodes[(*position)++];
        const char *rest = node->kind == NODE_FREE ? NULL : inside(node->path, folder);
        if (rest && strchr(rest, '/') == NULL)
            return node;
    }
    return NULL;
}

void tree_variant(const char *path, unsigned number, char out[TREE_PATH_LIMIT])
{
    const char *name = tree_name(path), *dot = strrchr(name, '.');
    if (number < 2) {
        snprintf(out, TREE_PATH_LIMIT, "%s", path);
        return;
    }
    if (dot == NULL || dot == name)
        dot = name + strlen(name);
    snprintf(out, TREE_PATH_LIMIT, "%.*s (%u)%s", (int)(dot - path), path, number, dot);
}

void tree_free(struct tree *tree)
{
    for (size_t i = 0; i < tree->count; i++)
        if (tree->nodes[i].kind != NODE_FREE)
            tree_remove(&tree->nodes[i]);
    tree->count = 0;
}
