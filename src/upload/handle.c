/* handle.c - what a client holds open: at most SERVE_HANDLES, named by eight bytes of ours. */
#include <string.h>
#include "../base/io.h"
#include "serve.h"

struct handle *handle_new(struct serve *serve, enum handle_kind kind)
{
    for (size_t i = 0; i < SERVE_HANDLES; i++) {
        struct handle *handle = &serve->handles[i];
        if (handle->kind != HANDLE_FREE)
            continue;
        *handle = (struct handle){ .kind = kind, .turn = handle->turn + 1, .file = -1 };
        return handle;
    }
    return NULL;
}

struct handle *handle_find(struct serve *serve, struct bytes name)
{
    uint32_t i = name.size == 8 ? be32(name.data) : SERVE_HANDLES;
    if (i >= SERVE_HANDLES || serve->handles[i].kind == HANDLE_FREE || serve->handles[i].turn != be32(name.data + 4))
        return NULL;
    return &serve->handles[i];
}

void handle_put(struct serve *serve, const struct handle *handle, uint32_t id, struct buf *out)
{
    struct buf name = { 0 };
    buf_u32(&name, (uint32_t)(handle - serve->handles));
    buf_u32(&name, handle->turn);
    sftp_put_handle(out, id, name.data, name.size);
    buf_free(&name);
}

void handle_close(struct handle *handle)
{
    io_close(&handle->file);
    buf_free(&handle->text);
    if (handle->node)
        handle->node->writing = false;
    handle->node = NULL;
    handle->kind = HANDLE_FREE;
}
