/* trees.h - what lies in the store: TREE(CONSTANT, "file", record). Index trees hold keys of the tree they point to;
 * their key functions stand in index.c.
 */
#ifndef DB_TREES_H
#define DB_TREES_H
#define TREE_ROWS(TREE) \
    TREE(TREE_META, "meta", meta)              /* key: "meta" */ \
    TREE(TREE_ORDER, "order", order)           /* key: order id */ \
    TREE(TREE_PRINT, "print", print)           /* key: order id, line, copy: three numbers */ \
    TREE(TREE_PHOTO, "photo", stored_photo)    /* key: sha256 as hex text */ \
    TREE(TREE_CUSTOMER, "customer", customer)  /* key: number as text */ \
    TREE(TREE_STAFF, "staff", staff)           /* key: login as text */ \
    TREE(TREE_ROLE, "role", role_rights)       /* key: role as text */ \
    TREE(TREE_TERMINAL, "terminal", station)   /* key: name as text */ \
    TREE(TREE_PRINTER, "printer", printer)     /* key: name as text */ \
    TREE(TREE_JOURNAL, "journal", entry)       /* key: seq */ \
    TREE(TREE_ANSWER, "answer", answer)        /* key: request id */ \
    TREE(TREE_PAGE, "page", page)              /* key: who as text */ \
    TREE(TREE_TRIES, "tries", tries)           /* key: code or address as text */ \
    /* indexes */ \
    TREE(INDEX_CODE, "order.code", order)      /* ticket code as text -> order */ \
    TREE(INDEX_LABEL, "order.label", order)    /* label code as text -> order */ \
    TREE(INDEX_STATE, "order.state", order)    /* state (1 byte), expires, id -> order */ \
    TREE(INDEX_EXPIRY, "order.expiry", order)  /* expires, id -> order; only what can expire */ \
    TREE(INDEX_PHOTOS, "order.photos", order)  /* photos_expire, id -> order; only while it has photos that may go */ \
    TREE(INDEX_ENDED, "order.ended", order)    /* ended, id -> order; only until it was made anonymous */ \
    TREE(INDEX_QUEUE, "order.queue", order)    /* order_queue_time, id -> order; only while order_in_queue */ \
    TREE(INDEX_CUSTOMER, "order.customer", order) /* customer number text + 0, placed, id -> order */ \
    TREE(INDEX_HASH, "order.hash", order)      /* sha256 text + 0, id -> order; one per photo, until purged */ \
    TREE(INDEX_ORDER_JOURNAL, "journal.order", entry) /* code text + 0, seq -> entry */ \
    TREE(INDEX_PRINT_STATE, "print.state", print) /* print state (1 byte), order id, line, copy -> print */
#endif
