#!/bin/sh
# The broker, on any image that has rabbitmq-server: its configuration is put together from the files of the project and
# the administrator's secret.
set -eu
. /motcua/server.sh
data=/var/lib/rabbitmq

needs_file /run/secrets/admin-password
[ -w "$data" ] || stay "$data is not writable for user $(id -u): the volume belongs to another"
needs_room "$data" "${LEAST_FREE_MB:-500}"
server=$(dirname "$(readlink -f "$(command -v rabbitmq-server)")")/rabbitmq-server
version=$(ls "$(dirname "$server")/../plugins" | sed -n 's/^rabbit-\([0-9].*\)/\1/p')
# From one minor version of 3 to the next with every feature flag enabled; into 4 from the last of them only.
needs_series "$data" "$(echo "$version" | series)" "3.10>3.11 3.11>3.12 3.12>3.13 3.13>4.* 4.*>4.*"

umask 077
cat /motcua-broker/limits.conf - > "$RUNS/rabbitmq.conf" <<END
listeners.tcp.default = 5672
management.tcp.port = 15672
default_vhost = motcua
default_user = admin
default_pass = $(cat /run/secrets/admin-password)
default_user_tags.administrator = true
END
echo '[rabbitmq_management].' > "$RUNS/enabled_plugins"

# A fixed name: the data belongs to the node, whatever the container is called. Two schedulers without busy waiting.
export HOME=$data
export RABBITMQ_NODENAME=motcua@localhost
export RABBITMQ_CONFIG_FILE=$RUNS/rabbitmq.conf
export RABBITMQ_CONF_ENV_FILE=$RUNS/none.conf
export RABBITMQ_ADVANCED_CONFIG_FILE=$RUNS/none.config
export RABBITMQ_GENERATED_CONFIG_DIR=$RUNS/config
export RABBITMQ_ENABLED_PLUGINS_FILE=$RUNS/enabled_plugins
export RABBITMQ_MNESIA_BASE=$data/mnesia
export RABBITMQ_LOG_BASE=$RUNS
export RABBITMQ_LOGS=-
export RABBITMQ_PID_FILE=$RUNS/rabbitmq.pid
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 2:2 +SDio 4 +sbwt none +sbwtdcpu none +sbwtdio none'
export RUNNING_UNDER_SYSTEMD=true  # the script then becomes the broker: one process to signal
exec "$server"
