# Sourced by ./test. `ensure_packages` installs the programs that the tests need and that are missing: browsers, clients of
# the API, Prometheus, proxies, ExifTool, and libfaketime. Without apt it downloads Chromium only, and the tests that need another
# program are skipped.

ensure_packages() {
    missing=""
    has chromium-headless-shell || missing="chromium-headless-shell"
    has firefox-esr || missing="$missing firefox-esr"
    has WebKitWebDriver || missing="$missing webkit2gtk-driver"
    has Xvfb || missing="$missing xvfb"
    has promtool || missing="$missing prometheus"
    has curl || missing="$missing curl"
    has node || missing="$missing nodejs"
    has npm || missing="$missing npm"
    # The packages of proxies start services. They are installed only where nothing starts them, as in a container.
    if ! [ -d /run/systemd/system ]; then
        for proxy in nginx haproxy caddy; do
            has "$proxy" || missing="$missing $proxy"
        done
    fi
    has exiftool || missing="$missing libimage-exiftool-perl"
    has_libfaketime || missing="$missing libfaketime"
    if [ -n "$missing" ] && has apt-get && as_root true 2>/dev/null; then
        echo "Installing for the tests: $missing …" >&2
        install_with_apt
    fi
    has_chromium || .venv/bin/python -m playwright install chromium
}

has_libfaketime() { ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1; }

has() { command -v "$1" >/dev/null 2>&1; }

has_chromium() {
    for browser in chromium-headless-shell chromium chromium-browser google-chrome; do
        if has "$browser"; then
            CHROMIUM_PATH=$(command -v "$browser")
            export CHROMIUM_PATH
            return
        fi
    done
    return 1
}

install_with_apt() {
    as_root apt-get update -qq >/dev/null
    # shellcheck disable=SC2086 # one word is one package
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null && return
    # One package is not available, such as firefox-esr on Ubuntu. Install the others one by one.
    for package in $missing; do
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null ||
            echo "$package could not be installed. The tests that need it are skipped." >&2
    done
}
