#!/bin/sh
# Installs the watcher as a service of a separate systemd user manager, in a mount namespace. Run it as root, on
# Linux, with `unshare --mount --propagation private sh tests/reliability/systemd.sh PYTHON`. It shows that the
# service starts, reports that it is ready, is restarted when killed, and stops and disappears when uninstalled.
set -eu
python=$(realpath --no-symlinks "${1:?the Python that has vault-tools}")
repository=$(cd "$(dirname "$0")/../.." && pwd)
HOME=$(mktemp -d) && export HOME XDG_RUNTIME_DIR="$HOME/run"
mkdir -m 700 "$XDG_RUNTIME_DIR"
mount -t tmpfs none /run/systemd
mkdir -p /run/systemd/system
/lib/systemd/systemd --user &
manager=$!
trap 'kill $manager; wait $manager || true; rm -rf "$HOME"' EXIT
wait_for() { until "$@" >"$HOME/said" 2>&1; do sleep 0.2; done; cat "$HOME/said"; }
wait_for systemctl --user is-system-running

vault="$HOME/My \"50%\" 笔记 \$HOME\\x"
cp -r "$repository/example-vault" "$vault"
vault_tools() { echo "$ vault-tools $*"; "$python" -m vault_tools "$@"; }
is_watching() { vault_tools status "$vault" && grep -q 'now *watching' "$HOME/said"; }
was_restarted() { [ "$(state NRestarts)" = 1 ]; }
state() { systemctl --user show --property "$1" --value "vault-tools-*"; }

vault_tools service install "$vault" --quiet-period 1
vault_tools service status "$vault"
wait_for is_watching
state StatusText
kill -KILL "$(state MainPID)"
wait_for was_restarted
wait_for is_watching
vault_tools service uninstall "$vault"
vault_tools service status "$vault" || test $? = 3
vault_tools status "$vault" || test $? = 3
