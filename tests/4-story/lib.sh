# lib.sh - what stories share: a demo shop of their own, real ssh clients, results as TAP. Sourced, never run.
# shellcheck shell=sh disable=SC2034,SC2154
#
#   . "$(dirname "$0")/lib.sh"
#   story_begin                       a work folder $work that is gone at the end, whatever happens
#   shop_open                         $work/shop (or the folder given), served on a free port: $shop $port $server
#   ssh_as LOGIN PASSWORD COMMAND...  and scp_as, sftp_as, screen_as (see below)
#   ok NAME · not_ok NAME [WHY] · check NAME COMMAND... · within SECONDS COMMAND... · story_end
#
# Passwords go to ssh through an askpass program, so nothing is typed and no terminal is needed. The clients read no
# configuration and know no hosts of whoever runs this.

case ${B:=build} in /*) ;; *) B=$PWD/$B ;; esac
story_bad=0 server='' shop='' port=''

ok() {
    echo "ok - $1"
}

not_ok() {
    echo "not ok - $1"
    [ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/#   /'
    story_bad=$((story_bad + 1))
}

# check NAME COMMAND...: ok when the command succeeds; else its output is shown.
check() {
    check_name=$1
    shift
    if check_said=$("$@" 2>&1); then ok "$check_name"; else not_ok "$check_name" "$check_said"; fi
}

# within SECONDS COMMAND...: tried until it succeeds.
within() {
    until_then=$(($(date +%s) + $1))
    shift
    until "$@"; do
        [ "$(date +%s)" -lt $until_then ] || return 1
        sleep 0.1
    done
}

# limited COMMAND...: ended after 75 seconds, which is said; what asks the keeper gives up by itself before.
limited() {
    timeout 75 "$@"
    limited_status=$?
    [ $limited_status -ne 124 ] || echo "ended, for it was still running after 75 seconds: $*" >&2
    return $limited_status
}

# has FILE-OR-DASH TEXT: true when the text stands in it.
has() {
    grep -qF -e "$2" "$1"
}

story_begin() {
    work=$(mktemp -d "${TMPDIR:-/tmp}/countersign-story.XXXXXX") || exit 1
    trap 'shop_close; story_clear' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    printf '#!/bin/sh\nprintf "%%s\\n" "$STORY_PASSWORD"\n' >"$work/askpass"
    chmod 700 "$work/askpass"
    export SSH_ASKPASS="$work/askpass" SSH_ASKPASS_REQUIRE=force
    unset SSH_AUTH_SOCK COUNTERSIGN_SHOP
}

# The folder goes. Sanitized programs say what they have to say on standard error, which is in the folder or above it; a
# shop whose keeper was ended by one goes on, so only this tells.
story_clear() {
    [ -z "${SANITIZED:-}" ] || ! sanitizer_said=$(grep -rIhE -m 1 -A 20 'ERROR: (Address|Leak)Sanitizer|runtime error: ' "$work" "${demo:-$work}") ||
        not_ok "no sanitizer has anything to say" "$sanitizer_said"
    rm -rf "$work"
}

# A demo shop in the folder ($work/shop), open on a free port of 127.0.0.1.
shop_open() {
    shop=${1:-$work/shop}
    [ -d "$shop" ] || "$B/bin/countersign" init "$shop" --demo >"$work/init" 2>&1 ||
        { not_ok "a demo shop is made" "$(cat "$work/init")"; exit 1; }
    shop_serve
}

# Open the shop that is there already: after shop_close, or after a crash.
shop_serve() {
    : >"$work/ready"
    "$B/bin/countersign" -d "$shop" serve --port 0 >"$work/ready" 2>>"$work/log" </dev/null &
    server=$!
    port='' tries=0
    while [ -z "$port" ] && [ $tries -lt 200 ] && kill -0 "$server" 2>/dev/null; do
        port=$(sed -n 's/^ready: ssh [^ ]* \([0-9]*\)$/\1/p' "$work/ready")
        [ -n "$port" ] || sleep 0.05
        tries=$((tries + 1))
    done
    [ -n "$port" ] || { not_ok "the shop opens" "$(tail -n 20 "$work/log")"; exit 1; }
}

# Close it as a person would: SIGTERM, and it must be gone within five seconds. Returns its exit status.
shop_close() {
    [ -n "$server" ] || return 0
    kill -TERM "$server" 2>/dev/null
    tries=0
    while kill -0 "$server" 2>/dev/null && [ $tries -lt 100 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    kill -KILL "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    shop_status=$?
    server=''
    return $shop_status
}

ssh_options='-F /dev/null -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null
    -o GlobalKnownHostsFile=/dev/null -o LogLevel=ERROR -o PubkeyAuthentication=no -o NumberOfPasswordPrompts=1
    -o ConnectTimeout=10 -o ServerAliveInterval=5 -o BatchMode=no' # sftp -b would forbid passwords

# ssh_as LOGIN PASSWORD COMMAND...
ssh_as() {
    login=$1 STORY_PASSWORD=$2
    export STORY_PASSWORD
    shift 2
    # shellcheck disable=SC2086 # options
    limited ssh -n $ssh_options -p "$port" "$login@127.0.0.1" "$@"
}

# scp_as LOGIN PASSWORD FILE...: to the shop.
scp_as() {
    login=$1 STORY_PASSWORD=$2
    export STORY_PASSWORD
    shift 2
    # shellcheck disable=SC2086
    limited scp -q $ssh_options -P "$port" "$@" "$login@127.0.0.1:"
}

# sftp_as LOGIN PASSWORD: a batch on standard input.
sftp_as() {
    STORY_PASSWORD=$2
    export STORY_PASSWORD
    # shellcheck disable=SC2086
    limited sftp -q $ssh_options -P "$port" -b - "$1@127.0.0.1"
}

# screen_as LOGIN PASSWORD [tool-term option...]: a person at that login's screen; the script on standard input.
screen_as() {
    login=$1 STORY_PASSWORD=$2
    export STORY_PASSWORD
    shift 2
    # shellcheck disable=SC2086
    limited "$B/bin/tool-term" "$@" -- ssh -e none $ssh_options -p "$port" "$login@127.0.0.1"
}

# The owner's command line in this shop.
countersign() {
    limited "$B/bin/countersign" -d "$shop" "$@"
}

# json KEY: the first value of that key in the JSON on standard input, without quotes.
json() {
    tr '\n' ' ' | awk -v key="\"$1\":" '
        (at = index($0, key)) {
            rest = substr($0, at + length(key))
            sub(/^ */, "", rest)
            if (rest ~ /^"/) { rest = substr(rest, 2); sub(/".*/, "", rest) } else sub(/ *[],}].*/, "", rest)
            print rest
        }'
}

story_end() {
    [ "$story_bad" -eq 0 ]
}
