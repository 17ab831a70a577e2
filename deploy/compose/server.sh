# What the entry scripts of database and broker share: they say in one line what is in the way, and wait, unhealthy,
# instead of being started again and again.
name=${SERVER_NAME:?}
RUNS=${RUNS:-/run/server} # a tmpfs

stay() {
    echo "$name: $*" >&2
    trap 'exit 1' TERM INT
    while :; do sleep 3600 & wait $!; done
}

needs_file() {
    [ -r "$1" ] && [ -s "$1" ] || stay "$1 is missing, empty or not readable: make secrets writes it, then start again"
}

# needs_room FOLDER MEGABYTES: waits until there is room, and goes on by itself then.
needs_room() {
    told=
    while free=$(df -Pm "$1" | awk 'NR == 2 { print $4 }'); [ "$free" -lt "$2" ]; do
        [ -n "$told" ] || echo "$name: the disk is full ($free MB free, $2 MB are needed to start): make room, it goes on by itself" >&2
        told=yes
        sleep 5 & wait $!
    done
}

# needs_series FOLDER SERIES STEPS: the data must be of this series of the server (6.0, 3.10), or of an earlier one that
# may step to it. The mark is written by the health check, once the server serves.
needs_series() {
    echo "$2" > "$RUNS/series"
    was=$(cat "$1/motcua-series" 2>/dev/null) || return 0
    [ "$was" = "$2" ] && return 0
    earlier=$(printf '%s\n' "$was" "$2" | sort -V | head -n 1)
    for step in $3; do
        # shellcheck disable=SC2254
        case "$was>$2" in $step) [ "$was" = "$earlier" ] && return 0 ;; esac
    done
    stay "the data is of version $was, and version $2 cannot go on with it: use an image of $was (docs/operations.md, Upgrade)"
}

# Of the version in a text, the part that says whether data can be read.
series() { sed -n 's/^[^0-9]*\([0-9]*\.[0-9]*\).*/\1/p' | head -n 1; }
