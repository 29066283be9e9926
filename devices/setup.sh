#!/bin/sh
# Sets Aisle up in .venv and runs it. Needs nothing but Python 3.11 or newer:
#   sh devices/setup.sh demo [OPTIONS]    the spoken shopping trip: aisle demo
#   sh devices/setup.sh test [OPTIONS]    the tests: pytest
set -eu
unset PYTHONHOME PYTHONPATH CDPATH PIP_TARGET PIP_PREFIX
# What Python has compiled once it is to keep: every process starts more quickly.
unset PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0

root=$(cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=$root/.venv
python=$venv/bin/python

# What some tests use; without it those tests are skipped.
sound_packages="pulseaudio pulseaudio-utils libasound2-plugins libportaudio2"
browser_packages="chromium"

say() {
    printf 'setup: %s\n' "$*" >&2
}

die() {
    say "$@"
    exit 4
}

# --- Debian's packages

privileged() {
    if [ "$(id -u)" -eq 0 ]; then
        env "$@"
    else
        sudo -n env "$@"
    fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }
}

apt() {
    privileged DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120 "$@" </dev/null >/dev/null
}

install_packages() {
    say "installing $*"
    # Where one of several sources cannot be reached, the others may do.
    [ -n "${listed-}" ] || apt update || say "the list of packages could not be brought up to date"
    listed=yes
    apt install -y --no-install-recommends "$@"
}

missing_packages() {
    for package; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
    done
}

# Args: the tests that need the packages, and these.
install_for() {
    tests=$1
    shift
    command -v dpkg-query >/dev/null || return 0
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    # Unquoted: a list of names.
    if ! may_install || ! install_packages $missing; then
        say "the tests of $tests will be skipped: not installed are $missing"
    fi
}

install_browser() {
    # Whoever has one, from Debian or not, needs no other.
    command -v chromium >/dev/null || command -v google-chrome >/dev/null ||
        install_for "the report's page" $browser_packages
}

# --- Python

# Prints the path of a Python that suits: not that of an active environment, which may be the one made anew.
suits='import ensurepip, sys, venv
if sys.version_info < (3, 11):
    sys.exit(1)
print(sys._base_executable)'

find_python() {
    for candidate in python3.13 python3.12 python3.11 python3; do
        "$candidate" -c "$suits" 2>/dev/null && return
    done
    return 1
}

base_python() {
    find_python && return
    if may_install && install_packages python3 python3-venv; then
        find_python && return
    fi
    die "Python 3.11 or newer with its venv module is not there. On Debian, run: apt install python3-venv"
}

usable_venv() {
    [ -e "$venv/pyvenv.cfg" ] && "$python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

make_venv() {
    base=$(base_python)
    say "making $venv with $base"
    { rm -rf -- "$venv" 2>/dev/null && "$base" -m venv "$venv" </dev/null; } ||
        die "$venv cannot be made. Check that it is yours, that you may write there, and that the disk has room."
}

# --- the project

# The same text for the same project, place and Python: pip has nothing to do then.
stamp() {
    printf '%s %s %s\n' "$(cksum <"$root/pyproject.toml")" "$root" "$("$python" -V)"
}

installed() {
    [ -x "$venv/bin/aisle" ] || return 1
    for file; do
        [ -f "$venv/$file" ] && [ "$(cat "$venv/$file")" = "$(stamp)" ] && return
    done
    return 1
}

moved() {
    for file in "$venv"/installed-*; do
        [ -f "$file" ] && ! grep -qF " $root " "$file" && return
    done
    return 1
}

# Args: what pip installs, and the stamps of which one shows that it has.
install_project() {
    what=$1
    shift
    if moved || ! usable_venv; then
        make_venv
    fi
    installed "$@" && return
    say "installing Aisle and its libraries (some minutes the first time)"
    # What is used is compiled when it is: of the libraries, a small part.
    "$python" -m pip install --quiet --quiet --no-compile --editable "$what" </dev/null ||
        die "pip could not install Aisle. Its message is above; check the network and the disk, and run this again."
    stamp >"$venv/$1"
}

case ${1-} in
demo)
    shift
    install_project "$root" installed-demo installed-test
    exec "$venv/bin/aisle" demo "$@"
    ;;
test)
    shift
    install_for "the sound card" $sound_packages
    install_browser
    install_project "$root[test]" installed-test
    cd -- "$root"
    # In the order of tests/conftest.py, a file at a time, by three processes: on two cores, one may wait.
    exec "$python" -m pytest -n 3 --dist loadfile --no-loadscope-reorder "$@"
    ;;
*)
    say "use: sh devices/setup.sh demo|test [OPTIONS]"
    exit 2
    ;;
esac
