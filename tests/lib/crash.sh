# crash.sh - what the tests of tests/5-crash share besides the stories' lib.sh: seeded chance, load, the last judgement.
# Sourced after lib.sh, never run.
# shellcheck shell=sh disable=SC2034,SC2154
#
#   chance_begin NAME                 the seed: COUNTERSIGN_SEED or a fresh one, printed so that a run can be repeated
#   chance LIMIT                      sets $drawn to 0..LIMIT-1 (not in a subshell, which would forget the state)
#   nap MILLISECONDS
#   shop_seed                         an order in the shop for the load to place again and again
#   load_begin CLIENTS [OPTION...]    tool-load in the background, its ledger outside the shop; load_end stops it
#   keeper_pid, processes             of this shop's supervisor and nobody else's
#   serve_again SECONDS               like shop_serve, but a failure is the caller's: status 1, $opened_ms
#   sound                             every acknowledged order is looked up, there is no other, and check is content;
#                                     what they said is in $sound_ledger and $sound_check. judge NAME makes a result of it
#   photo_large OUT MEGABYTES NUMBER  a photo of that size, most of it comments; each number is another photo
#   root_or_skip NAME                 says SKIP and ends the script without root and what else a loop mount takes

chance_begin() {
    chance_state=${COUNTERSIGN_SEED:-$(($(od -An -N3 -tu4 /dev/urandom)))}
    echo "# $1: COUNTERSIGN_SEED=$chance_state"
    seed=$chance_state
    chance_state=$((chance_state * 7919 % 2147483647 + 1))
}

chance() {
    chance_state=$((chance_state * 48271 % 2147483647))
    drawn=$((chance_state / 16 % $1))
}

nap() {
    sleep "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))"
}

now_ms() {
    echo $(($(date +%s%N) / 1000000))
}

shop_seed() {
    "$B/bin/tool-load" "$shop" seed >"$work/seed" 2>&1 || { not_ok "an order to begin with is made" "$(cat "$work/seed")"; exit 1; }
}

ledger='' loader=''
load_begin() {
    ledger=${ledger:-$work/ledger}
    touch "$ledger"
    load_clients=$1
    shift
    "$B/bin/tool-load" "$shop" place --clients "$load_clients" --seconds 100000 --ledger "$ledger" "$@" >"$work/load" 2>"$work/load.err" &
    loader=$!
}

# Ends the load in good order: what it said is in $work/load, and its ledger knows of every question asked.
load_end() {
    [ -n "$loader" ] || return 0
    kill -TERM "$loader" 2>/dev/null
    load_tries=0
    while kill -0 "$loader" 2>/dev/null && [ $load_tries -lt 400 ]; do
        sleep 0.05
        load_tries=$((load_tries + 1))
    done
    load_kill
}

# At once, with its clients: at the end. A ledger ended like this does not know what was asked last.
load_kill() {
    [ -n "$loader" ] || return 0
    for load_child in $(ps -o pid= --ppid "$loader"); do kill -KILL "$load_child" 2>/dev/null; done
    kill -KILL "$loader" 2>/dev/null
    wait "$loader" 2>/dev/null
    loader=''
}

# What tool-load said under that key.
load_said() {
    sed -n "s/^$1 //p" "$work/load" | tail -n 1
}

acknowledged() {
    wc -l <"$ledger"
}

# processes [PARENT]: the supervisor's children and theirs, one pid a line.
processes() {
    for process_pid in $(ps -o pid= --ppid "${1:-$server}"); do
        echo "$process_pid"
        processes "$process_pid"
    done
}

keeper_pid() {
    ps -o pid=,comm= --ppid "$server" | awk '$2 == "countersign-kee" { print $1 }' | tail -n 1
}

serve_again() {
    serve_since=$(now_ms)
    : >"$work/ready"
    "$B/bin/countersign" -d "$shop" serve --port 0 >"$work/ready" 2>>"$work/log" </dev/null &
    server=$!
    while ! grep -q '^ready: ' "$work/ready"; do
        kill -0 "$server" 2>/dev/null && [ $(($(now_ms) - serve_since)) -lt $(($1 * 1000)) ] || return 1
        sleep 0.02
    done
    opened_ms=$(($(now_ms) - serve_since))
}

# SIGKILL to every process of the shop, the supervisor first, so that it restarts nothing.
shop_kill() {
    [ -n "$server" ] || return 0
    kill -STOP "$server" 2>/dev/null
    killed_list=$(processes)
    # shellcheck disable=SC2086
    kill -KILL "$server" $killed_list 2>/dev/null
    wait "$server" 2>/dev/null
    server=''
    for killed_pid in $killed_list; do
        killed_tries=0
        while kill -0 "$killed_pid" 2>/dev/null && [ $killed_tries -lt 200 ]; do
            sleep 0.01
            killed_tries=$((killed_tries + 1))
        done
    done
}

sound() {
    sound_ledger=$("$B/bin/tool-load" "$shop" verify --ledger "$ledger" --exactly 2>&1)
    sound_status=$?
    sound_check=$(countersign check 2>&1) || sound_status=1
    sound_check=$(printf '%s\n' "$sound_check" | tail -n 8)
    [ $sound_status -eq 0 ]
}

judge() {
    if sound; then
        ok "$1: $sound_ledger; check: $(printf '%s' "$sound_check" | tail -n 1)"
    else
        not_ok "$1" "$sound_ledger
$sound_check
$(tail -n 20 "$work/log")"
    fi
}

photo_large() {
    photo_comments=$work/comments-$2
    [ -e "$photo_comments" ] || for _ in $(seq $(($2 * 16))); do
        printf '\377\376\377\377'
        head -c 65533 /dev/urandom
    done >"$photo_comments"
    "$B/bin/tool-photo" "$work/photo" 1800 1200 1 "$3"
    { head -c 2 "$work/photo"; cat "$photo_comments"; tail -c +3 "$work/photo"; } >"$1"
}

root_or_skip() {
    if [ "$(id -u)" -ne 0 ] || [ ! -e /dev/loop-control ] || ! command -v mkfs.ext4 >/dev/null || ! command -v losetup >/dev/null; then
        echo "ok - $1 # SKIP needs root, loop devices and mkfs.ext4"
        exit 0
    fi
}
