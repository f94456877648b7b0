# Sourced by ./run and ./test in the project's folder. `set_up LOCK` installs the packages of LOCK into .venv.

find_python() {
    for python in python3.14 python3.13 python3.12 python3.11 python3; do
        if command -v "$python" >/dev/null 2>&1 &&
            "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    echo "Headrace needs Python 3.11 or newer, and none was found. Install it (Debian, Ubuntu: apt install python3)." >&2
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

make_venv() {
    rm -rf .venv
    if command -v uv >/dev/null 2>&1; then
        uv venv --quiet --python "$1" .venv
        return
    fi
    # Debian has the module venv in a package of its own.
    if ! "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "Installing python3-venv, which $1 needs to create .venv …" >&2
        if ! { as_root apt-get update -qq && as_root apt-get install -y -qq python3-venv; } >/dev/null 2>&1; then
            echo "$1 cannot create .venv. Install python3-venv (apt install python3-venv) or uv, then try again." >&2
            return 1
        fi
    fi
    "$1" -m venv .venv
}

install_locked() {
    if command -v uv >/dev/null 2>&1; then
        uv pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes "$1"
        uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
    else
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
        .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
    fi
}

set_up() {
    lock=$1
    stamp=.venv/headrace-setup
    wanted="$project $(cat "$lock" pyproject.toml | cksum)"
    [ -x .venv/bin/headrace ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    # The environment of the tests holds all packages of the plain one: keep it.
    [ "$lock" = requirements.lock ] && [ -x .venv/bin/headrace ] &&
        [ "$(cat "$stamp" 2>/dev/null)" = "$project $(cat requirements-dev.lock pyproject.toml | cksum)" ] && return
    echo "Setting up .venv …" >&2
    python=$(find_python)
    make_venv "$python"
    install_locked "$lock"
    echo "$wanted" >"$stamp"
}
