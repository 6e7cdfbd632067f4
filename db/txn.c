/* txn.c - one transaction at a time, committed without waiting for the disk.
 *
 * If the lights go out after store_commit() and before store_flush() came back, the transaction may be gone: that is
 * why nobody is told before the flush. A transaction is never half there.
 */
#include "inside.h"

enum err store_begin(struct store *store)
{
    if (store->txn)
        panic("store: a transaction is open already");
    int code = store->env->txn_begin(store->env, NULL, &store->txn, 0);
    if (code) {
        store->txn = NULL;
        return err_detail(ERR_STORE, "begin: %s", db_strerror(code));
    }
    return ERR_NONE;
}

/* Berkeley DB frees the transaction whether it succeeds or not; cursors must be closed before. */
static DB_TXN *take(struct store *store, const char *doing)
{
    DB_TXN *txn = store->txn;
    if (txn == NULL)
        panic("store: %s without a transaction", doing);
    if (store->walks)
        panic("store: %s while %d walks are open", doing, store->walks);
    store->txn = NULL;
    return txn;
}

enum err store_commit(struct store *store)
{
    enum err err = meta_commit(store);
    if (err) {
        store_abort(store);
        return err;
    }
    DB_TXN *txn = take(store, "commit");
    int code = txn->commit(txn, DB_TXN_NOSYNC);
    return code ? err_detail(ERR_STORE, "commit: %s", db_strerror(code)) : ERR_NONE;
}

/* An abort that fails leaves a store that answers nothing more: the next call says so. */
void store_abort(struct store *store)
{
    DB_TXN *txn = take(store, "abort");
    meta_abort(store);
    txn->abort(txn);
}

enum err store_flush(struct store *store)
{
    int code = store->env->log_flush(store->env, NULL);
    return code ? err_detail(ERR_STORE, "flush: %s", db_strerror(code)) : ERR_NONE;
}
