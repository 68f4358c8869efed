#!/usr/bin/env bash
# Makes sure of what the tests run beside Go: Postgres, Chromium, Java, and from
# npm axe-core and the Nu HTML checker. Quick when all is there. As root on
# Debian or Ubuntu it installs what is missing and says so; as another user it
# says what to install and stops. KASKET_NO_INSTALL=1 declines.
set -euo pipefail
cd "$(dirname "$0")"

# Versions that differ from one Debian to the next: the first that is there.
java_packages=(openjdk-17-jre-headless openjdk-21-jre-headless default-jre-headless)

has_postgres() {
	[ -n "${TEST_DATABASE_URL:-}" ] && return 0
	[ -x "${PG_BIN:-/nowhere}/initdb" ] && return 0
	compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && return 0
	compgen -G '/usr/pgsql-*/bin/initdb' >/dev/null && return 0
	compgen -G '/opt/homebrew/opt/postgresql@*/bin/initdb' >/dev/null && return 0
	compgen -G '/usr/local/opt/postgresql@*/bin/initdb' >/dev/null && return 0
	compgen -G '/Applications/Postgres.app/Contents/Versions/*/bin/initdb' >/dev/null && return 0
	command -v initdb >/dev/null
}

has_chromium() {
	[ -x "${CHROME_BIN:-/nowhere}" ] && return 0
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null
}

has_java() { command -v java >/dev/null && java -version >/dev/null 2>&1; }

# npm writes this file as the last thing of an installation.
has_npm_tools() {
	[ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ] &&
		[ -f node_modules/axe-core/axe.min.js ] && [ -f node_modules/vnu-jar/build/dist/vnu.jar ]
}

can_install() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && [ "${KASKET_NO_INSTALL:-}" != 1 ]; }

pick_java() {
	for package in "${java_packages[@]}"; do
		if apt-cache show "$package" >/dev/null 2>&1; then
			echo "$package"
			return
		fi
	done
	echo default-jre-headless
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Runs a command, and shows what it wrote only when it fails.
quietly() {
	"$@" >"$log" 2>&1 || { cat "$log" >&2; echo "ensure: failed: $*" >&2; exit 1; }
}

missing=()
has_postgres || missing+=(postgresql)
has_chromium || missing+=(chromium)
has_java || missing+=(java)

if [ ${#missing[@]} -gt 0 ] && can_install; then
	echo "ensure: apt-get update"
	export DEBIAN_FRONTEND=noninteractive
	quietly apt-get update
	packages=("${missing[@]/#java/$(pick_java)}")
	echo "ensure: apt-get install -y --no-install-recommends ${packages[*]}"
	quietly apt-get install -y --no-install-recommends "${packages[@]}"
elif [ "${missing[*]}" = postgresql ] && command -v npm >/dev/null && [ "${KASKET_NO_INSTALL:-}" != 1 ]; then
	echo "ensure: no PostgreSQL is installed; the tests take the programs of an npm package"
elif [ ${#missing[@]} -gt 0 ]; then
	echo "ensure: please install: ${missing[*]/#java/default-jre-headless} (Debian, as root: apt-get install --no-install-recommends ${missing[*]/#java/default-jre-headless})" >&2
	exit 1
fi

if ! has_npm_tools; then
	command -v npm >/dev/null || { echo "ensure: please install npm" >&2; exit 1; }
	echo "ensure: npm ci --prefix tools (axe-core, the Nu HTML checker)"
	quietly npm ci --no-audit --no-fund --ignore-scripts
fi
