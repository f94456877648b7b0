# Sourced by ./test: `set_up_page_tools` makes node_modules hold what package-lock.json names.

set_up_page_tools() {
    stamp=node_modules/.headrace-setup
    wanted=$(cat package.json package-lock.json .npmrc | cksum)
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    if ! command -v npm >/dev/null 2>&1; then
        echo "The page's checks need Node.js 18 or newer with npm, and npm was not found (apt install nodejs npm)." >&2
        return 1
    fi
    echo "Setting up node_modules …" >&2
    npm ci --silent
    echo "$wanted" >"$stamp"
}
