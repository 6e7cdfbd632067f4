# ipp.sh - a photo printer that speaks IPP: Debian's ippeveprinter on a D-Bus of its own. Sourced after lib.sh, never run.
# shellcheck shell=sh disable=SC2034,SC2154
#
#   ipp_or_skip NAME        says SKIP and ends the script where ippeveprinter or dbus-daemon is missing
#   ipp_begin               the bus; ipp_end stops it and the printer
#   ipp_start [COMMAND]     the printer on $ipp_port (a free one, kept from then on): each print is handed to COMMAND as a
#                           file; sets $ipp_pid and $ipp_uri. 4x6, 5x7 and A4 paper is what
#                           it holds, all without margins; the same port takes ipps://, with a key it made itself in $ipp/keys
#   ipp_stop                SIGKILL, as a power switch does
#   ipp_raster              between ipp_begin and ipp_start: it takes PWG raster of 300 dpi alone

ipp_or_skip() {
    if ! command -v ippeveprinter >/dev/null || ! command -v dbus-daemon >/dev/null; then
        echo "ok - $1 # SKIP needs ippeveprinter (cups-ipp-utils) and dbus-daemon"
        exit 0
    fi
}

ipp_begin() {
    ipp=$work/ipp ipp_pid='' ipp_port=''
    mkdir -p "$ipp/spool" "$ipp/keys"
    cat >"$ipp/bus.conf" <<END
<busconfig><type>system</type><listen>unix:path=$ipp/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
END
    dbus-daemon --config-file="$ipp/bus.conf" --nofork --nopidfile >"$ipp/bus.log" 2>&1 &
    ipp_bus=$!
    DBUS_SYSTEM_BUS_ADDRESS=unix:path=$ipp/bus
    export DBUS_SYSTEM_BUS_ADDRESS
    ipp_tries=0
    while [ ! -S "$ipp/bus" ] && [ $ipp_tries -lt 100 ]; do sleep 0.05; ipp_tries=$((ipp_tries + 1)); done
    cat >"$ipp/photo.conf" <<'END'
ATTR mimeMediaType document-format-supported image/jpeg,image/png,image/pwg-raster
ATTR mimeMediaType document-format-default image/jpeg
ATTR keyword media-supported na_index-4x6_4x6in,na_5x7_5x7in,iso_a4_210x297mm
ATTR keyword media-ready na_index-4x6_4x6in,na_5x7_5x7in
ATTR keyword media-default na_index-4x6_4x6in
ATTR integer media-bottom-margin-supported 0
ATTR integer media-left-margin-supported 0
ATTR integer media-right-margin-supported 0
ATTR integer media-top-margin-supported 0
ATTR keyword media-type-supported auto,photographic-glossy
ATTR collection media-size-supported {MEMBER integer x-dimension 10160 MEMBER integer y-dimension 15240},{MEMBER integer x-dimension 12700 MEMBER integer y-dimension 17780},{MEMBER integer x-dimension 21000 MEMBER integer y-dimension 29700}
END
}

ipp_raster() {
    sed 's/document-format-supported .*/document-format-supported image\/pwg-raster/
        s/document-format-default .*/document-format-default image\/pwg-raster/' "$ipp/photo.conf" >"$ipp/raster.conf"
    cat >>"$ipp/raster.conf" <<'END'
ATTR keyword pwg-raster-document-type-supported sgray_8,srgb_8
ATTR resolution pwg-raster-document-resolution-supported 300dpi,600dpi
ATTR keyword pwg-raster-document-sheet-back normal
END
    mv "$ipp/raster.conf" "$ipp/photo.conf"
}

# A port that nobody listens on now; another one may be quicker, so the start is tried again with the next.
ipp_free_port() {
    ipp_port=$((20000 + ($(od -An -N2 -tu2 /dev/urandom) % 20000)))
}

ipp_start() {
    ipp_command=${1:-/bin/true}
    ipp_tries=0
    while [ $ipp_tries -lt 5 ]; do
        [ -n "$ipp_port" ] || ipp_free_port
        ippeveprinter -r off -n localhost -p "$ipp_port" -k -K "$ipp/keys" -d "$ipp/spool" -a "$ipp/photo.conf" -c "$ipp_command" \
            "photo" >>"$ipp/log" 2>&1 &
        ipp_pid=$!
        ipp_waited=0
        while [ $ipp_waited -lt 60 ] && kill -0 "$ipp_pid" 2>/dev/null; do
            if "$B/bin/countersign" printer probe "ipp://localhost:$ipp_port/ipp/print" >"$ipp/probe" 2>/dev/null; then
                ipp_uri=ipp://localhost:$ipp_port/ipp/print
                return 0
            fi
            sleep 0.05
            ipp_waited=$((ipp_waited + 1))
        done
        ipp_stop
        ipp_tries=$((ipp_tries + 1))
    done
    not_ok "an IPP printer starts" "$(tail -n 5 "$ipp/log")"
    return 1
}

ipp_stop() {
    [ -z "$ipp_pid" ] || kill -KILL "$ipp_pid" 2>/dev/null
    [ -z "$ipp_pid" ] || wait "$ipp_pid" 2>/dev/null
    ipp_pid=''
}

ipp_end() {
    ipp_stop
    kill "$ipp_bus" 2>/dev/null
    wait "$ipp_bus" 2>/dev/null
}
