# claims.sh - what the claim stories share, beside lib.sh: photos, orders, waiting, asking. Sourced, never run.
# shellcheck shell=sh disable=SC2034,SC2154
#
#   claim_begin                       a demo shop, open, and $work/a.jpg, b.jpg, c.jpg
#   order_new ARGUMENT...             a held order by the owner: $code, and its password in $work/password
#   of KEY [CODE] · is STATE [CODE] · becomes STATE SECONDS [CODE]
#   refuses NAME TEXT COMMAND... · allows NAME COMMAND...
#   said                              the file with what the last refuses or allows heard

# shellcheck source=tests/4-story/lib.sh
. tests/4-story/lib.sh

claim_begin() {
    story_begin
    "$B/bin/tool-photo" "$work/a.jpg" 900 600 1 11 && "$B/bin/tool-photo" "$work/b.jpg" 600 900 1 12 &&
        "$B/bin/tool-photo" "$work/c.jpg" 640 480 1 13 || not_ok "test photos are made"
    echo 1234 >"$work/pin"
    said=$work/said
    "$B/bin/countersign" init "$work/shop" --demo >"$work/init" 2>&1 || not_ok "a demo shop is made" "$(cat "$work/init")"
    sed -i 's/^#sweep_seconds = .*/sweep_seconds = 1/' "$work/shop/countersign.conf" # nobody wants to wait here
    shop_open
}

# take_ticket FILE: code and password out of an answer in JSON.
take_ticket() {
    code=$(json code <"$1")
    json password <"$1" >"$work/password"
}

# take_scp FILE: the same out of what scp and sftp show.
take_scp() {
    code=$(sed -n 's/.*\([0-9]\{4\}-[0-9]\{4\}-[0-9]\{4\}\).*/\1/p' "$1" | head -n 1 | tr -d -)
    sed -n 's/.*password *\([0-9]\{6\}\).*/\1/p' "$1" | head -n 1 >"$work/password"
}

order_new() {
    countersign order new --json "$@" >"$work/ticket" 2>"$work/ticket.err" || not_ok "an order is placed" "$(cat "$work/ticket.err")"
    take_ticket "$work/ticket"
}

of() {
    countersign order show "${2:-$code}" --json | json "$1"
}

is() {
    now=$(of state "${2:-$code}")
    [ "$now" = "$1" ] || { echo "the order is ${now:-not there}"; return 1; }
}

becomes() {
    until_then=$(($(date +%s) + $2))
    while ! is "$1" "${3:-$code}" >/dev/null && [ "$(date +%s)" -lt $until_then ]; do
        sleep 0.1
    done
    is "$1" "${3:-$code}"
}

# Standard error of a screen or of ssh may hold more than our sentence; all of what was said must hold the text.
refuses() {
    refuse_name=$1 refuse_text=$2
    shift 2
    if "$@" >"$said" 2>&1 </dev/null; then
        not_ok "$refuse_name" "it was done: $(cat "$said")"
    elif has "$said" "$refuse_text"; then
        ok "$refuse_name"
    else
        not_ok "$refuse_name" "$(cat "$said")"
    fi
}

allows() {
    allow_name=$1
    shift
    if "$@" >"$said" 2>&1 </dev/null; then ok "$allow_name"; else not_ok "$allow_name" "$(cat "$said")"; fi
}

# entries [CODE]: the order's journal, "event|who|from|to|note" a line.
entries() {
    countersign journal --order "${1:-$code}" --json | tr '{' '\n' |
        sed -n 's/.*"who": "\([^"]*\)".*"event": "\([^"]*\)".*"from": "\([^"]*\)", "to": "\([^"]*\)", "note": "\([^"]*\)".*/\2|\1|\3|\4|\5/p'
}

# The prints in the demo printer's folder: of one order, or all.
made() {
    find "$shop/printers/folder-1" -maxdepth 1 -type f -name "${1:-}*.jpg" ! -name '.*' | sort
}

made_count() {
    made "${1:-}" | wc -l | tr -d ' '
}

sha256_of() {
    sha256sum "$1" | cut -d' ' -f1
}

# stored PHOTO-FILE: where the photo store keeps it.
stored() {
    stored_sum=$(sha256_of "$1")
    echo "$shop/photos/$(printf '%.2s' "$stored_sum")/$stored_sum"
}

# ssh_given LOGIN PASSWORD COMMAND...: as ssh_as, with standard input for the command.
ssh_given() {
    login=$1 STORY_PASSWORD=$2
    export STORY_PASSWORD
    shift 2
    # shellcheck disable=SC2086 # options
    limited ssh $ssh_options -p "$port" "$login@127.0.0.1" "$@"
}

# counter_authenticates [CODE]: counter1 over ssh, with the password of the last order.
counter_authenticates() {
    ssh_given counter1 counter1 order authenticate "${1:-$code}" --password-file - --json <"$work/password"
}

# later DAYS: the shop is closed and opened again, so many days on. A clock that jumps so far is not believed by itself.
later() {
    shop_close
    COUNTERSIGN_CLOCK_SHIFT=$(awk -v days="$1" 'BEGIN { printf "%d", days * 86400 }')
    export COUNTERSIGN_CLOCK_SHIFT
    shop_serve
    countersign clock accept >/dev/null || not_ok "the clock is accepted"
}
