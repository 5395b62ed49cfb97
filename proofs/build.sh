#!/bin/sh
# Compile the proofs and build the checker that is extracted from them:  sh proofs/build.sh [FOLDER]
# Needs coqc 8.16 and ocamlopt; `apt-get install --no-install-recommends coq` brings both.
# FOLDER (default: build/proofs in the checkout) is where `abstractions verify --verified` looks.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for tool in coqc coqdep ocamlopt; do
  command -v $tool >/dev/null || { echo "no $tool: apt-get install --no-install-recommends coq" >&2; exit 1; }
done
mkdir -p "${1:-$here/../build/proofs}"
cd "${1:-$here/../build/proofs}"
exec 9>.lock
flock 9 # of two at once, the second finds the work done
sum=$(cat "$here"/*.v "$here/verify.ml" "$here/build.sh" | cksum)
[ "$(cat .done 2>/dev/null)" = "$sum" ] && [ -x verify ] && exit
rm -f .done ./*.v ./*.vo
cp "$here"/*.v "$here/verify.ml" .
for file in $(coqdep -sort -R . Abstractions ./*.v); do
  coqc -q -R . Abstractions "$file"
done
ocamlopt -w -a -c checker.mli checker.ml
ocamlopt -o verify checker.cmx verify.ml
echo "$sum" >.done
echo "The proofs are compiled; the verified checker is built.  An installed package finds it with"
echo "export ABSTRACTIONS_VERIFY=$PWD/verify"
