/* trees.h - what lies in the store: TREE(CONSTANT, "file", record, since). Index trees hold keys of the tree they point
 * to; their key functions stand in index.c. since: the store's version that had it first; opening an older store makes
 * and fills it (upgrade.c), then removes the files of RETIRED_ROWS.
 */
#ifndef DB_TREES_H
#define DB_TREES_H
#define TREE_ROWS(TREE) \
    TREE(TREE_META, "meta", meta, 1)              /* key: "meta" */ \
    TREE(TREE_ORDER, "order", order, 1)           /* key: order id */ \
    TREE(TREE_PRINT, "print", print, 1)           /* key: order id, line, copy: three numbers */ \
    TREE(TREE_PHOTO, "photo", stored_photo, 1)    /* key: sha256 as hex text */ \
    TREE(TREE_CUSTOMER, "customer", customer, 1)  /* key: number as text */ \
    TREE(TREE_STAFF, "staff", staff, 1)           /* key: login as text */ \
    TREE(TREE_ROLE, "role", role_rights, 1)       /* key: role as text */ \
    TREE(TREE_TERMINAL, "terminal", station, 1)   /* key: name as text */ \
    TREE(TREE_PRINTER, "printer", printer, 1)     /* key: name as text */ \
    TREE(TREE_JOURNAL, "journal", entry, 1)       /* key: seq */ \
    TREE(TREE_ANSWER, "answer", answer, 1)        /* key: request id */ \
    TREE(TREE_PAGE, "page", page, 1)              /* key: who as text + 0, desk */ \
    TREE(TREE_TRIES, "tries", tries, 1)           /* key: code or address as text */ \
    TREE(TREE_SHIFT, "shift", shift, 3)           /* key: number */ \
    TREE(TREE_DRAWER, "drawer", drawer, 3)        /* key: login as text */ \
    TREE(TREE_DAY, "day", day, 3)                 /* key: date as text */ \
    /* indexes */ \
    TREE(INDEX_CODE, "order.code", order, 1)      /* ticket code as text -> order */ \
    TREE(INDEX_LABEL, "order.label", order, 1)    /* label code as text -> order */ \
    TREE(INDEX_BOARD, "order.board", order, 2)    /* state (1 byte), expires, id -> order, with its row */ \
    TREE(INDEX_ALERTS, "order.alerts", order, 2)  /* the same of live orders that an alert holds back */ \
    TREE(INDEX_EXPIRY, "order.expiry", order, 1)  /* expires, id -> order; only what can expire */ \
    TREE(INDEX_PHOTOS, "order.photos", order, 1)  /* photos_expire, id -> order; only while it has photos that may go */ \
    TREE(INDEX_ENDED, "order.ended", order, 1)    /* ended, id -> order; only until it was made anonymous */ \
    TREE(INDEX_MAKING, "order.making", order, 2)  /* held back (1 byte: 0 in the queue, 1 not), order_queue_time, id -> \
                                                     order, with its row; only while authenticated or producing */ \
    TREE(INDEX_CUSTOMER, "order.customer", order, 1) /* customer number text + 0, placed, id -> order */ \
    TREE(INDEX_HASH, "order.hash", order, 1)      /* sha256 text + 0, id -> order; one per photo, until purged */ \
    TREE(INDEX_ORDER_JOURNAL, "journal.order", entry, 1) /* code text + 0, seq -> entry */ \
    TREE(INDEX_PRINT_STATE, "print.state", print, 1) /* print state (1 byte), order id, line, copy -> print */

/* Files of older versions that nothing uses any more: RETIRED("file"). */
#define RETIRED_ROWS(RETIRED) RETIRED("order.state") RETIRED("order.queue")
#endif
