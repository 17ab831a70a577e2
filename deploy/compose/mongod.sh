#!/bin/sh
# mongod as a replica set of one with key file and access control, on any image that has mongod. The key comes as a
# secret that others may read (Compose ignores mode and owner), and mongod refuses such a key: so it is copied.
set -eu
. /motcua/server.sh
data=/data/db
key=$RUNS/replica.key

needs_file /run/secrets/replica.key
[ -w "$data" ] || stay "$data is not writable for user $(id -u): the volume belongs to another"
needs_room "$data" "${LEAST_FREE_MB:-500}"
needs_series "$data" "$(mongod --version | series)" "6.0>7.0 7.0>8.* 8.*>8.*"
(umask 077 && rm -f "$key" && cat /run/secrets/replica.key > "$key" && chmod 400 "$key")

# A dead client's open transaction holds its documents for transactionLifetimeLimitSeconds: 60 by default.
exec mongod --replSet rs0 --keyFile "$key" --dbpath "$data" --bind_ip_all --port 27017 --nounixsocket \
    --wiredTigerCacheSizeGB "${CACHE_GB:-0.25}" --oplogSize "${OPLOG_MB:-1024}" --quiet \
    --setParameter transactionLifetimeLimitSeconds=3 \
    --setParameter diagnosticDataCollectionEnabled=false
