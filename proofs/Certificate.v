(** * Certificates: laws, and why they prove what they claim

    Theory, section 4; proofs/README.md, "Least complete", "An order of the classes", "The core".
    Here a certificate is what it says of a machine: places of states in a row and boundaries between
    them; merges that follow from one another.  CheckOrder.v and CheckMerges.v say what they are as lists of numbers,
    and decide these laws.

    Mirrors abstractions/certificate.py. *)

From Coq Require Import RelationClasses ZArith Lia Relation_Operators.
From Abstractions Require Import Abstraction.
From Abstractions Require Completion.

Open Scope abstraction_scope.

(** ** Claims *)

Section Claims.
  Context {M A : Type} (step : A -> M -> M).
  Implicit Types p q : Abstraction M.

  Definition complete p : Prop := forall a x y, p x y -> p (step a x) (step a y).

  (** [p] is the least complete abstraction above [p0]. *)
  Record least (p0 p : Abstraction M) : Prop := {
    least_complete : complete p;
    least_above : p0 <= p;
    least_least q : complete q -> p0 <= q -> p <= q
  }.

  (** [p] is the greatest complete abstraction below [p0]: its core. *)
  Record greatest (p0 p : Abstraction M) : Prop := {
    greatest_complete : complete p;
    greatest_below : p <= p0;
    greatest_greatest q : complete q -> q <= p0 -> q <= p
  }.

  Lemma least_equal p0 p q : p == q -> least p0 p -> least p0 q.
  Proof.
    intros E [C B L]; split.
    - intros a x y S; apply E, C, E, S.
    - rewrite <- E; exact B.
    - intros r C' B'; rewrite <- E; apply L; assumption.
  Qed.

  (** These are the claims of Completion.v: there the least one is what all words tell, and the greatest
      the congruence that is generated. *)
  Lemma complete_claim p : Completion.complete step p <-> complete p.
  Proof. apply Completion.complete_step. Qed.

  Theorem least_claim p0 p : least p0 p <-> p == Completion.least step p0.
  Proof.
    split.
    - intros [C B L]; apply Completion.least_unique; split; [exact (proj2 (complete_claim p) C)|].
      split; [exact B | intros r C'; exact (L r (proj1 (complete_claim r) C'))].
    - intros E; apply (least_equal p0 (Completion.least step p0)); [symmetry; exact E | split].
      + exact (proj1 (complete_claim _) (Completion.least_complete step p0)).
      + apply Completion.least_above.
      + intros q C; exact (Completion.least_below step p0 q (proj2 (complete_claim q) C)).
  Qed.

  Theorem greatest_claim p0 p : greatest p0 p <-> p == Completion.core step p0.
  Proof.
    split.
    - intros [C B G]; apply below_antisymmetric.
      + exact (Completion.core_greatest step p0 p (proj2 (complete_claim p) C) B).
      + apply G; [|apply Completion.core_below].
        exact (proj1 (complete_claim _) (Completion.core_complete step p0)).
    - intros E; split.
      + assert (C := proj1 (complete_claim _) (Completion.core_complete step p0)).
        intros a x y S; apply E, C, E, S.
      + rewrite E; apply Completion.core_below.
      + intros q C B; rewrite E; exact (Completion.core_greatest step p0 q (proj2 (complete_claim q) C) B).
  Qed.
End Claims.

Open Scope Z_scope.

(** ** Minimality: an order of the classes *)

Section Order.
  Context {M A : Type} (step : A -> M -> M) (seen : M -> Z).

  (** The classes stand at the places [0 .. m-1]; boundary [j] is between the places [j] and [j+1]. *)
  Context (m : Z) (place : M -> Z) (time : Z -> Z) (letter : Z -> A).

  (** The run around boundary [j], as far as boundaries are not earlier than [j]: left and right of it. *)
  Definition left_run j x : Prop := place x <= j /\ forall i, place x <= i < j -> time j <= time i.
  Definition right_run j y : Prop := j < place y /\ forall i, j < i < place y -> time j <= time i.

  (** The letter of [j] sends one side of the run to the left of a boundary [b], the other to its right. *)
  Definition sent_apart j b : Prop :=
    (forall x, left_run j x -> place (step (letter j) x) <= b) /\
    (forall y, right_run j y -> b < place (step (letter j) y)).

  Record ordered : Prop := {
    place_complete : complete step (kernel place);
    place_seen : (kernel seen <= kernel place)%abstraction;
    place_range x : 0 <= place x < m;
    place_onto j : 0 <= j < m -> exists x, place x = j;
    time_range j : 0 <= j < m - 1 -> 0 <= time j;
    seen_grows j x y : 0 <= j < m - 1 -> time j = 0 -> place x = j -> place y = j + 1 -> seen x < seen y;
    seen_stays j x y : 0 <= j < m - 1 -> 0 < time j -> place x = j -> place y = j + 1 -> seen x = seen y;
    cut_earlier j : 0 <= j < m - 1 -> 0 < time j ->
      exists b, 0 <= b < m - 1 /\ time b < time j /\ sent_apart j b
  }.

  Context (law : ordered).

  (** Some boundary between two places is the earliest. *)
  Lemma earliest l r : l < r -> exists j, l <= j < r /\ forall i, l <= i < r -> time j <= time i.
  Proof.
    intros H; replace r with (l + 1 + Z.of_nat (Z.to_nat (r - l - 1))) by lia.
    induction (Z.to_nat (r - l - 1)) as [|d (j & Hj & least)].
    - exists l; split; [lia|]; intros i Hi; replace i with l by lia; lia.
    - set (e := l + 1 + Z.of_nat d) in *.
      destruct (Z_lt_le_dec (time e) (time j)) as [lt|le].
      + exists e; split; [lia|]; intros i Hi.
        destruct (Z.eq_dec i e) as [->|]; [lia|]; specialize (least i); lia.
      + exists j; split; [lia|]; intros i Hi.
        destruct (Z.eq_dec i e) as [->|]; [lia|]; apply least; lia.
  Qed.

  (** From left to right, what is seen never shrinks, and grows across a boundary of time 0. *)
  Lemma seen_along d : forall x y, place y = place x + Z.of_nat d ->
    seen x <= seen y /\
    forall j, place x <= j < place y -> time j = 0 -> seen x < seen y.
  Proof.
    induction d as [|d IH]; intros x y E.
    - assert (S : seen x = seen y) by (apply (place_seen law); cbn; lia).
      split; [lia|]; intros; lia.
    - pose proof (place_range law x); pose proof (place_range law y).
      destruct (place_onto law (place x + Z.of_nat d)) as [z Ez]; [lia|].
      destruct (IH x z Ez) as [rise grow].
      assert (R : 0 <= place z < m - 1) by lia.
      assert (N : place y = place z + 1) by lia.
      pose proof (time_range law (place z) R) as P.
      destruct (Z.eq_dec (time (place z)) 0) as [Z0|NZ].
      + pose proof (seen_grows law _ z y R Z0 eq_refl N); split; [lia|]; intros; lia.
      + assert (L : 0 < time (place z)) by lia.
        pose proof (seen_stays law _ z y R L eq_refl N) as S.
        split; [lia|]; intros j Hj T0.
        assert (j <> place z) by congruence.
        specialize (grow j); lia.
  Qed.

  (** States with a boundary between them are told apart by every complete abstraction above what is
      seen: by induction on the earliest time, whose letter leads to an earlier boundary. *)
  Lemma told_apart q : complete step q -> (kernel seen <= q)%abstraction ->
    forall T x y j, place x <= j < place y -> time j < Z.of_nat T -> ~ q x y.
  Proof.
    intros C B; induction T as [|T IH]; intros x y j Hj HT Q.
    - pose proof (place_range law x); pose proof (place_range law y).
      pose proof (time_range law j); lia.
    - pose proof (place_range law x) as Rx; pose proof (place_range law y) as Ry.
      destruct (earliest (place x) (place y)) as (e & He & least); [lia|].
      pose proof (least j Hj) as Le.
      assert (Re : 0 <= e < m - 1) by lia.
      pose proof (time_range law e Re) as Pe.
      destruct (Z.eq_dec (time e) 0) as [Z0|NZ].
      + pose proof (B _ _ Q) as S; cbn in S.
        destruct (seen_along (Z.to_nat (place y - place x)) x y) as [_ grow]; [lia|].
        specialize (grow e); lia.
      + assert (Pos : 0 < time e) by lia.
        destruct (cut_earlier law e Re Pos) as (b & Rb & Tb & left & right).
        apply (IH (step (letter e) x) (step (letter e) y) b); [|lia|apply C, Q].
        split.
        * apply left; split; [lia|]; intros; apply least; lia.
        * apply right; split; [lia|]; intros; apply least; lia.
  Qed.

  Theorem ordered_least : least step (kernel seen) (kernel place).
  Proof.
    split; [apply (place_complete law) | apply (place_seen law) |].
    intros q C B x y Q; cbn.
    assert (no_boundary : forall u v, q u v -> ~ place u < place v).
    { intros u v Q' L.
      apply (told_apart q C B (S (Z.to_nat (time (place u)))) u v (place u)); [lia|lia|assumption]. }
    pose proof (no_boundary x y Q); pose proof (no_boundary y x (symmetry Q)); lia.
  Qed.
End Order.

(** ** The core: merges that everyone makes *)

Section Merges.
  Context {M A : Type} (step : A -> M -> M) (p0 : Abstraction M).

  (** What a complete abstraction below [p0] must identify. *)
  Inductive forced : M -> M -> Prop :=
  | forced_given x y : p0 x y -> forced x y
  | forced_step a x y : forced x y -> forced (step a x) (step a y).

  Lemma forced_identified q : complete step q -> (q <= p0)%abstraction -> forall x y, forced x y -> q x y.
  Proof.
    intros C B x y F; induction F as [x y G | a x y _ IH]; [apply B, G | apply C, IH].
  Qed.

  (** Classes that forced merges connect are those of no smaller number of merges. *)
  Theorem merged_greatest (p : Abstraction M) (merged : M -> M -> Prop) :
    complete step p -> (p <= p0)%abstraction ->
    (forall x y, merged x y -> forced x y) ->
    (forall x y, p x y -> clos_refl_sym_trans M merged x y) ->
    greatest step p0 p.
  Proof.
    intros C B F K; split; [assumption | assumption |].
    intros q C' B' x y S; apply K in S.
    induction S as [x y G | x | x y _ IH | x y z _ IH _ IH'].
    - apply (forced_identified q C' B'), F, G.
    - reflexivity.
    - symmetry; assumption.
    - transitivity y; assumption.
  Qed.
End Merges.
