/* sftp - a stream of SFTP packets as a client may send them: whatever is taken points into the packet it came in. */
#include "../../src/upload/sftp.h"
#include "fuzz.h"

static void inside(struct bytes piece, const uint8_t *data, size_t size)
{
    if (piece.size > 0)
        fuzz_holds(piece.data >= data && piece.size <= size && piece.data + piece.size <= data + size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bytes rest = { data, size };
    size_t whole, head, behind;
    struct sftp_request request;
    while (rest.size > 0 && sftp_packet(rest, &whole) && whole > 0) {
        fuzz_holds(whole <= rest.size && whole > 4);
        if (sftp_parse((struct bytes){ rest.data + 4, whole - 4 }, &request)) {
            struct bytes pieces[] = { request.path, request.target, request.handle, request.data, request.name };
            for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
                inside(pieces[i], rest.data, whole);
        }
        if (sftp_write_head(rest, &request, &head, &behind))
            fuzz_holds(head <= rest.size && head + request.length + behind <= SFTP_PACKET_LIMIT + 4);
        rest.data += whole;
        rest.size -= whole;
    }
    return 0;
}
