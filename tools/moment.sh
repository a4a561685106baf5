#!/usr/bin/env bash
# Runs a command on a machine whose clock stands elsewhere and runs on from there: every process it starts, the
# embedded PostgreSQL among them, sees the same moment. ./run test --at uses it:
#   tools/moment.sh LIBRARY MOMENT COMMAND ...
# LIBRARY is libfaketimeMT.so.1 of Debian's libfaketime. MOMENT is one of the names below, or a moment like
# 2027-05-31T23:59:30+07:00.
set -euo pipefail

library=$1 moment=$2
shift 2

# A run of the whole suite crosses midnight in Medan in the first and the third. In the last the machine's day is the
# day, the month and the hemisphere of nobody in the city.
zone=
case "$moment" in
    midnight) moment=2027-05-10T23:52:00+07:00 ;;
    month-end) moment=2027-03-31T10:00:00+07:00 ;;
    year-end) moment=2027-12-31T23:52:00+07:00 ;;
    leap-day) moment=2028-02-29T10:00:00+07:00 ;;
    2030) moment=2030-06-15T10:00:00+07:00 ;;
    utc-11) moment=2027-03-01T02:00:00+07:00 zone=Etc/GMT+11 ;;
esac
begins=$(date -d "$moment" +%s) || {
    echo "simpul: --at midnight|month-end|year-end|leap-day|2030|utc-11, atau/or 2027-05-31T23:59:30+07:00" >&2
    exit 2
}

# An offset, not "@moment": that would begin anew in every process. Time-outs are measured on the machine's own
# monotonic clock. Files keep the times the kernel gives them: the library moves only some of the calls that read them.
ahead=$((begins - $(date +%s)))
[ "$ahead" -lt 0 ] || ahead=+$ahead
export FAKETIME="$ahead" FAKETIME_DONT_FAKE_MONOTONIC=1 NO_FAKE_STAT=1 FAKE_UTIME=0
# Of the library only what tells the time is wanted. Its way of waiting (0.9.10) answers EINVAL to a sleep until a point
# of the monotonic clock, which is how Python sleeps, and sleeps on when a signal comes, so that no statement_timeout of
# PostgreSQL ends one, and takes the five milliseconds after which Python's threads take turns for long past. In a copy
# those functions have other names: the C library's own are found, which wait for a length of time or by the monotonic
# clock. The copy lies where the account of the embedded PostgreSQL may read it.
waits=(clock_nanosleep nanosleep usleep sleep alarm epoll_wait epoll_pwait poll ppoll select pselect)
waits+=(pthread_cond_timedwait pthread_cond_init pthread_cond_destroy)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
renamed=
for name in "${waits[@]}"; do renamed+="s/\\x00$name\\x00/\\x00${name%???}zzz\\x00/g;"; done
LC_ALL=C sed "$renamed" "$library" > "$folder/clock.so"
# A browser does not start beside it: its clock stays the machine's.
if browser=$(command -v chromium); then
    printf '#!/bin/sh\nunset LD_PRELOAD FAKETIME\nexec %s "$@"\n' "$browser" > "$folder/chromium"
    chmod 755 "$folder/chromium"
    export PATH="$folder:$PATH"
fi
export LD_PRELOAD="$folder/clock.so${LD_PRELOAD:+:$LD_PRELOAD}"
if [ -n "$zone" ]; then export TZ="$zone"; fi

seen=$(date +%s)
if [ $((seen - begins)) -gt 60 ] || [ $((begins - seen)) -gt 60 ]; then
    echo "simpul: jam tidak dapat dipindahkan / the clock could not be moved ($library)" >&2
    exit 3
fi
date "+── %A %d %B %Y %H:%M:%S %Z" >&2
"$@"
