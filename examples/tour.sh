#!/bin/sh
# The main job on a real machine, from nothing: install, minimise, re-check, refute.
# Run it from the root of a checkout:  sh examples/tour.sh
set -e
say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; "$@"; }

[ -d .venv ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check .
PATH=$PWD/.venv/bin:$PATH
tour=$(mktemp -d)
cp examples/machines/bbara.kiss2 examples/05_adder.py "$tour"
cd "$tour"

echo "A bus arbiter from a benchmark suite of real circuits.  Which of its states are really different?"
say abstractions minimize bbara.kiss2 -o small.kiss2 --certificate why.json

echo; echo "Do not believe it: the certificate is checked again by a program that knows no algorithm."
say abstractions verify why.json bbara.kiss2

echo; echo "An adder with one wrong gate, against arithmetic.  This claim is refuted, with the shortest run:"
say abstractions check 05_adder.py:wrong 05_adder.py:arithmetic --alpha 05_adder.py:meaning || test $? = 1

echo; echo "Written to $tour:"; ls "$tour"
