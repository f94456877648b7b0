# Sourced by ./test: `ensure_chromium` installs the browser that the tests drive, where there is none.

ensure_chromium() {
    for browser in chromium chromium-browser google-chrome; do
        if command -v "$browser" >/dev/null 2>&1; then
            CHROMIUM_PATH=$(command -v "$browser")
            export CHROMIUM_PATH
            return
        fi
    done
    echo "Installing Chromium for the browser tests …" >&2
    if command -v apt-get >/dev/null 2>&1 && as_root true 2>/dev/null; then
        as_root apt-get update -qq >/dev/null
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
        CHROMIUM_PATH=$(command -v chromium)
        export CHROMIUM_PATH
    else
        .venv/bin/python -m playwright install chromium
    fi
}
