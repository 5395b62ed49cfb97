(** * The checkers as an OCaml program

    Only truth values, lists, options and pairs become OCaml's own.  Numbers stay binary integers of any
    size, as they were proved about: an entry that does not fit a machine word has nowhere to wrap.

    The specifications of what is extracted here: [check_completeness_spec], [check_minimality_spec],
    [check_merges_spec]; why it proves the claims: [shows_complete_sound], [shows_minimal_sound],
    [shows_core_sound].  verify.ml reads certificates and asks. *)

From Coq Require Import ZArith Extraction ExtrOcamlBasic.
From Abstractions Require Import CheckComplete CheckOrder CheckMerges.

Extraction Language OCaml.
Extraction "checker.ml" check_completeness check_minimality check_merges Z.add Z.mul Z.opp.
