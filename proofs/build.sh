#!/bin/sh
# Compile the proofs and build the checker that is extracted from them:  sh proofs/build.sh [FOLDER]
# Needs coqc 8.16 and ocamlopt; `apt-get install --no-install-recommends coq` brings both.
# All is made in the folder `proofs` of FOLDER (default: build, in the checkout), and nowhere else.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for tool in coqc coqdep ocamlopt; do
  command -v $tool >/dev/null || { echo "no $tool: apt-get install --no-install-recommends coq" >&2; exit 1; }
done
folder=${1:-$here/../build}/proofs
mkdir -p "$folder" || { echo "say where the proofs may be compiled: sh proofs/build.sh FOLDER" >&2; exit 1; }
cd "$folder"
[ "$(pwd -P)" != "$(cd "$here" && pwd -P)" ] || { echo "FOLDER is not the checkout" >&2; exit 1; }
if command -v flock >/dev/null; then
  exec 9>.lock
  flock 9 # of two at once, the second finds the work done
fi
sum=$(cat "$here"/*.v "$here/verify.ml" "$here/build.sh" | cksum)
if [ "$(cat .done 2>/dev/null)" != "$sum" ] || ! [ -x verify ]; then
  rm -f .done verify verify.* checker.* ./*.v ./*.vo
  cp -f "$here"/*.v "$here/verify.ml" .
  order=$(coqdep -sort -R . Abstractions ./*.v)
  for file in $order; do
    coqc -q -R . Abstractions "$file"
  done
  ocamlopt -w -a -c checker.mli checker.ml
  ocamlopt -o verify checker.cmx verify.ml
  echo "$sum" >.done
fi
echo "The proofs are compiled, and the verified checker is built.  An installed package finds it with"
echo "export ABSTRACTIONS_VERIFY='$PWD/verify'"
