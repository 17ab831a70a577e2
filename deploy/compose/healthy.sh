#!/bin/bash
# Whether database or broker serves: healthy.sh mongod | rabbitmq. Bash alone, as the images share no other client; once
# it serves, the data is marked with the server's version.
set -u
RUNS=/run/server
case $1 in
    mongod) port=27017 data=/data/db ;;
    rabbitmq) port=5672 data=/var/lib/rabbitmq ;;
esac
exec 3<> "/dev/tcp/127.0.0.1/$port" || { echo "nothing listens on port $port"; exit 1; }
if [ "$1" = rabbitmq ]; then # its answer to the protocol's greeting is the beginning of a method frame
    printf 'AMQP\0\0\11\1' >&3
    read -r -t 4 -N 1 answer <&3 && [ "$answer" = $'\1' ] || { echo "the broker does not answer"; exit 1; }
fi
cmp -s "$RUNS/series" "$data/motcua-series" || cp "$RUNS/series" "$data/motcua-series"
