#!/bin/sh
# Runs a Python script with the first Python on this machine that is new enough:
#   sh tools/with_python.sh SCRIPT [ARGUMENT ...]
# PYTHON=/path/to/python is tried alone when it is set.
unset PYTHONHOME PYTHONPATH

old=''
bare=''

# Become that Python if it serves; otherwise remember why it does not.
try() {
    name=$1
    shift
    path=$(command -v "$name" 2>/dev/null) || return 0
    if ! "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        old="$old $name"
    elif ! "$path" -c 'import ensurepip, fcntl, sqlite3, ssl, venv' >/dev/null 2>&1; then
        bare="$bare $name"
    else
        exec "$path" "$@"
    fi
}

if [ -n "$PYTHON" ]; then
    try "$PYTHON" "$@"
else
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        try "$candidate" "$@"
    done
fi

if [ -n "$bare" ]; then
    echo "This Python lacks a standard module that is needed (venv, ensurepip, sqlite3 or ssl):$bare" >&2
    echo "On Debian and Ubuntu install it with: sudo apt-get install python3-venv" >&2
elif [ -n "$old" ]; then
    echo "Python 3.11 or newer is needed. Found, but too old or broken:$old" >&2
    echo "Install a newer one, or name it: make run PYTHON=/path/to/python3.12" >&2
elif [ -n "$PYTHON" ]; then
    echo "PYTHON=$PYTHON is not a program on this machine." >&2
else
    echo "Python 3.11 or newer is needed and no Python was found." >&2
    echo "On Debian and Ubuntu install it with: sudo apt-get install python3 python3-venv" >&2
fi
exit 1
