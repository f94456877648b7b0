# Sourced by ./test: `ensure_packages` installs what the tests drive and is missing: browsers, clients, a clock to set.
# Without apt only Chromium is fetched; tests that need one of the others are skipped there, and say so.

ensure_packages() {
    missing=""
    chromium_is_there || missing="chromium"
    has firefox-esr || missing="$missing firefox-esr"
    has WebKitWebDriver || missing="$missing webkit2gtk-driver"
    has Xvfb || missing="$missing xvfb"
    has curl || missing="$missing curl"
    has node || missing="$missing nodejs"
    has npm || missing="$missing npm"
    a_clock_can_be_set || missing="$missing libfaketime"
    if [ -n "$missing" ] && has apt-get && as_root true 2>/dev/null; then
        echo "Installing for the tests: $missing …" >&2
        install_with_apt
    fi
    chromium_is_there || .venv/bin/python -m playwright install chromium
}

a_clock_can_be_set() { ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1; }

has() { command -v "$1" >/dev/null 2>&1; }

chromium_is_there() {
    for browser in chromium chromium-browser google-chrome; do
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
    # Ubuntu has no firefox-esr: what there is to be had is installed one by one, and the tests say what is missing.
    for package in $missing; do
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null ||
            echo "$package could not be installed." >&2
    done
}
