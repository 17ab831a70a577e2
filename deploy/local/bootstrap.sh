#!/bin/sh
# Gets what the project needs onto a plain machine: system packages where they are lacking, then .venv from the locks.
# Usage: deploy/local/bootstrap.sh run|check|test|compose    (takes less than a second when all is there)
set -eu
cd "$(dirname "$0")/../.."

purpose=${1:-run}
venv=.venv
fail() { echo "$*" >&2; exit 1; }

case $purpose in
    run) locks="services/intake/requirements.txt services/routing/requirements.txt services/notifications/requirements.txt services/hotline/requirements.txt deploy/local/requirements.txt" ;;
    compose) locks="services/intake/requirements.txt deploy/local/requirements.txt deploy/containers/requirements.txt" ;;
    check | test) locks=tests/requirements.txt ;;
    *) fail "usage: $0 run|check|test|compose" ;;
esac

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if command -v "$candidate" >/dev/null && new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    fail "Python 3.11 or later is needed, and not on PATH: install it, or name it with PYTHON=/path/to/python3."
}

has() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null; }
has_library() { for folder in /lib /usr/lib /lib64 /usr/lib64 "/usr/lib/$(uname -m)-linux-gnu"; do [ -e "$folder/$1" ] && return; done; return 1; }

# Names of Debian's packages for what is lacking; nothing where all is there.
lacking_packages() {
    if [ ! -x $venv/bin/python ] && ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then echo python3-venv; fi
    case $purpose in check | compose) return ;; esac
    if [ -z "${AMQP_URL:-}" ]; then has rabbitmq-server || echo rabbitmq-server; fi
    if [ -z "${MONGO_URL:-}" ] && ! has mongod; then has_library libcurl.so.4 || echo libcurl4; fi
    has nginx || echo nginx-light
    if [ "$purpose" = test ]; then has chromium || has google-chrome || echo chromium; fi
}

# Debian starts a server's daemon when its package is installed, unless a policy-rc.d forbids it.
install_packages() {
    guard=/usr/sbin/policy-rc.d
    # shellcheck disable=SC2016
    script='
        set -eu
        made=
        if [ ! -e "$0" ]; then printf "#!/bin/sh\nexit 101\n" > "$0"; chmod 755 "$0"; made=yes; fi
        trap "[ -z \"$made\" ] || rm -f \"$0\"" EXIT
        export DEBIAN_FRONTEND=noninteractive
        quiet="-qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300"
        apt-get $quiet update
        apt-get $quiet install -y --no-install-recommends "$@"
    '
    # shellcheck disable=SC2086
    $as_root sh -c "$script" $guard "$@" </dev/null >"$log" 2>&1
}

get_packages() {
    packages=$(lacking_packages | tr '\n' ' ')
    [ -n "$packages" ] || return 0
    if [ "$(id -u)" = 0 ]; then as_root=; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else as_root=none; fi
    if [ "$as_root" = none ] || ! has apt-get; then
        case " $packages" in
            *" python3-venv "*) fail "Python's venv is lacking. As root: apt-get install $packages" ;;
        esac
        echo "Lacking, and not mine to install: $packages(as root: apt-get install $packages)" >&2
        return 0  # the stack itself knows other ways, or says in one line that there is none
    fi
    echo "Installing from Debian: $packages"
    log=$(mktemp)
    # shellcheck disable=SC2086
    install_packages $packages || { tail -n 20 "$log" >&2; fail "apt-get could not install: $packages(whole log: $log)"; }
    rm -f "$log"
}

# A bare root may lack even this line; pages, tests and people say localhost.
name_localhost() {
    if has getent && ! getent hosts localhost >/dev/null && [ "$(id -u)" = 0 ]; then
        echo "Adding localhost to /etc/hosts."
        echo "127.0.0.1 localhost" >> /etc/hosts
    fi
}

get_venv() {
    if [ -d $venv ] && ! new_enough $venv/bin/python; then
        echo "Making $venv anew: its Python is gone or too old."
        rm -rf $venv
    fi
    [ -x $venv/bin/pip ] || "$python" -m venv $venv
}

get_locked() {
    # shellcheck disable=SC2086
    wanted=$(cat $locks | cksum)
    stamp=$venv/.installed-$purpose
    case $purpose in check | test) stamp=$venv/.installed-test ;; esac
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
    echo "Installing the locked Python packages into $venv (the first time takes a minute or two)."
    options=
    for lock in $locks; do options="$options -r $lock"; done
    # shellcheck disable=SC2086
    $venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes $options </dev/null ||
        fail "pip could not install the locked packages: see above."
    echo "$wanted" > "$stamp"
}

python=$(find_python)
get_packages
name_localhost
get_venv
get_locked
