(** * The lattice of complete abstractions of some maps

    Theory, section 4.8.  The complete abstractions of a cycle of [n] states are the divisors of [n], ordered
    by divisibility; those of a chain of [n] states with absorbing end are the numbers below [n], in their
    order; for a constant map and for the identity every abstraction is complete.

    To find the divisor or number of an abstraction one asks what it identifies; so these abstractions
    are decidable, as on finitely many states all are that a program can hold.

    Mirrors abstractions/lattice.py. *)

From Coq Require Import Arith Lia List Eqdep_dec Setoid Morphisms.
From Abstractions Require Import Abstraction Coalgebra.

Definition decidable {M} (p : Abstraction M) : Prop := forall x y, p x y \/ ~ p x y.

(** Complete for a map. *)
Definition stable {M} (f : M -> M) (p : Abstraction M) : Prop := complete (F := X) f p.

(** ** Maps of which every abstraction is complete *)

Theorem constant_stable {M} (c : M) p : stable (fun _ => c) p.
Proof. intros x y _; cbn; reflexivity. Qed.

Theorem identity_stable {M} p : stable (fun x : M => x) p.
Proof. intros x y E; exact E. Qed.

Local Open Scope nat_scope.

(** ** Maps with one orbit *)

(** [place i] is the state [i] steps after the first one.  Every state is one of them and has a number; the
    number of [place i] is [normal i]. *)
Record Orbit {M} (f : M -> M) (normal : nat -> nat) := {
  place : nat -> M;
  position : M -> nat;
  place_position : forall x, place (position x) = x;
  position_place : forall i, position (place i) = normal i;
  place_step : forall i, f (place i) = place (S i)
}.

Arguments place {M f normal} o _ : rename.
Arguments position {M f normal} o _ : rename.
Arguments place_position {M f normal} o _ : rename.
Arguments position_place {M f normal} o _ : rename.
Arguments place_step {M f normal} o _ : rename.

(** There are such maps: the states are the numbers with [normal i = i]. *)
Program Definition orbit (normal : nat -> nat) (idempotent : forall i, normal (normal i) = normal i)
  (steps : forall i, normal (S (normal i)) = normal (S i)) :
  Orbit (M := {i | normal i = i}) (fun x => exist _ (normal (S (proj1_sig x))) (idempotent _)) normal :=
  {| place i := exist _ (normal i) (idempotent i); position x := proj1_sig x |}.
Next Obligation. apply eq_sig_hprop; [intros; apply UIP_dec, Nat.eq_dec | assumption]. Qed.
Next Obligation. apply eq_sig_hprop; [intros; apply UIP_dec, Nat.eq_dec | apply steps]. Qed.

Section Orbit.
  Context {M : Type} {f : M -> M} {normal : nat -> nat} (o : Orbit f normal).

  Lemma place_normal i : place o (normal i) = place o i.
  Proof. rewrite <- (position_place o), place_position; reflexivity. Qed.

  Lemma equal_on_places (p q : Abstraction M) :
    (forall i j, p (place o i) (place o j) <-> q (place o i) (place o j)) -> p == q.
  Proof. intros E x y; rewrite <- (place_position o x), <- (place_position o y); apply E. Qed.

  Lemma stable_shift p k i j : stable f p ->
    p (place o i) (place o j) -> p (place o (k + i)) (place o (k + j)).
  Proof.
    intros C E; induction k as [|k IH]; [exact E | cbn [Nat.add]].
    rewrite <- !place_step; apply C, IH.
  Qed.

  Lemma stable_repeat p d k i : stable f p ->
    p (place o i) (place o (d + i)) -> p (place o i) (place o (k * d + i)).
  Proof.
    intros C E; induction k as [|k IH]; [reflexivity|].
    transitivity (place o (d + i)); [exact E|].
    cbn [Nat.mul]; rewrite <- Nat.add_assoc; apply stable_shift; assumption.
  Qed.
End Orbit.

(** The least number with a property that is decided. *)
Lemma least (Q : nat -> Prop) n : (forall i, Q i \/ ~ Q i) -> Q n ->
  exists m, m <= n /\ Q m /\ forall i, i < m -> ~ Q i.
Proof.
  intros D H.
  assert (L : forall k, (exists m, Q m /\ forall i, i < m -> ~ Q i) \/ forall i, i < k -> ~ Q i).
  { induction k as [|k [L|A]]; [right; lia | left; exact L | destruct (D k)].
    - left; exists k; split; assumption.
    - right; intros i I; destruct (Nat.eq_dec i k) as [->|]; [assumption | apply A; lia]. }
  destruct (L (S n)) as [[m [H' A]]|A]; [|destruct (A n); [lia | exact H]].
  exists m; split; [destruct (le_lt_dec m n); [assumption | destruct (A n); assumption] | split; assumption].
Qed.

(** ** Cycles *)

Lemma mod_mod d n i : n <> 0 -> Nat.divide d n -> (i mod n) mod d = i mod d.
Proof.
  intros P [k E]; assert (d <> 0) by (intros ->; lia).
  rewrite (Nat.div_mod i n P) at 2; rewrite E at 2.
  replace (k * d * (i / n)) with (i / n * k * d) by ring.
  rewrite Nat.add_comm, Nat.mod_add; [reflexivity | assumption].
Qed.

Section Cycle.
  Context {M : Type} {f : M -> M} {n : nat} (nonempty : n <> 0) (c : Orbit f (fun i => i mod n)).

  Lemma place_around i : place c (n + i) = place c i.
  Proof.
    rewrite <- (place_normal c (n + i)), <- (place_normal c i); f_equal.
    rewrite Nat.add_comm; rewrite <- (Nat.mul_1_l n) at 1; apply Nat.mod_add, nonempty.
  Qed.

  Lemma divisor_nonzero d : Nat.divide d n -> d <> 0.
  Proof. intros [k E] ->; lia. Qed.

  (** Positions modulo [d]. *)
  Definition modulo d : Abstraction M := kernel (fun x => position c x mod d).

  Lemma modulo_place d i j : Nat.divide d n -> modulo d (place c i) (place c j) <-> i mod d = j mod d.
  Proof. intros D; cbn; rewrite !position_place, !mod_mod by assumption; reflexivity. Qed.

  Theorem modulo_stable d : Nat.divide d n -> stable f (modulo d).
  Proof.
    intros D x y; rewrite <- (place_position c x), <- (place_position c y); cbn -[modulo].
    rewrite !place_step, !modulo_place by assumption; intros E.
    rewrite <- !Nat.add_1_l, Nat.add_mod, E, <- Nat.add_mod by (apply divisor_nonzero, D); reflexivity.
  Qed.

  (** Let [d] be the least distance of two identified states.  It divides all others, so also [n]. *)
  Theorem stable_modulo p : stable f p -> decidable p -> exists d, Nat.divide d n /\ p == modulo d.
  Proof.
    intros C D; destruct (least (fun d => d <> 0 /\ p (place c 0) (place c d)) n) as [d [U [[P E] L]]].
    - intros i; destruct (Nat.eq_dec i 0), (D (place c 0) (place c i)); tauto.
    - split; [exact nonempty | rewrite <- (place_around 0), Nat.add_0_r; reflexivity].
    - assert (R : forall i, p (place c (i mod d)) (place c i)).
      { intros i; rewrite (Nat.div_mod i d P) at 2; rewrite Nat.mul_comm; apply stable_repeat; [exact C|].
        rewrite Nat.add_comm; rewrite <- (Nat.add_0_r (i mod d)) at 1; apply stable_shift; assumption. }
      assert (N : forall a b, a < b < d -> ~ p (place c a) (place c b)).
      { intros a b B S; apply (stable_shift c p (n - a)) in S; [|exact C].
        replace (n - a + a) with (n + 0) in S by lia; replace (n - a + b) with (n + (b - a)) in S by lia.
        rewrite !place_around in S; apply (L (b - a)); [lia | split; [lia | exact S]]. }
      assert (I : forall i j, p (place c i) (place c j) <-> i mod d = j mod d).
      { intros i j; split; intros S; [|rewrite <- (R i), <- (R j), S; reflexivity].
        rewrite <- (R i), <- (R j) in S.
        assert (i mod d < d /\ j mod d < d) by (split; apply Nat.mod_upper_bound, P).
        destruct (Nat.lt_trichotomy (i mod d) (j mod d)) as [K|[K|K]]; [|exact K|].
        - destruct (N (i mod d) (j mod d)); [lia | exact S].
        - destruct (N (j mod d) (i mod d)); [lia | symmetry; exact S]. }
      exists d; assert (V : Nat.divide d n).
      { apply Nat.mod_divide; [exact P|]; rewrite <- (Nat.mod_0_l d P); apply I.
        rewrite <- (place_around 0), Nat.add_0_r; reflexivity. }
      split; [exact V | apply (equal_on_places c); intros i j].
      rewrite I, modulo_place by exact V; reflexivity.
  Qed.

  (** Their order is divisibility. *)
  Theorem modulo_below d d' : Nat.divide d n -> Nat.divide d' n ->
    (modulo d <= modulo d')%abstraction <-> Nat.divide d d'.
  Proof.
    intros D D'; assert (P := divisor_nonzero d D); assert (P' := divisor_nonzero d' D'); split.
    - intros B; apply Nat.mod_divide; [exact P|].
      rewrite <- (Nat.mod_0_l d P); apply (modulo_place d _ _ D), B, (modulo_place d' _ _ D').
      rewrite Nat.mod_same, Nat.mod_0_l by exact P'; reflexivity.
    - intros V x y E; cbn in E |- *.
      rewrite <- (mod_mod d d' (position c x)), E, mod_mod by assumption; reflexivity.
  Qed.

  Definition divisors : list nat := filter (fun d => n mod d =? 0) (seq 1 n).

  Lemma in_divisors d : In d divisors <-> Nat.divide d n.
  Proof.
    unfold divisors; rewrite filter_In, in_seq, Nat.eqb_eq; split.
    - intros [L E]; apply Nat.mod_divide; [lia | exact E].
    - intros V; assert (P := divisor_nonzero d V); split; [|apply Nat.mod_divide; assumption].
      assert (d <= n) by (apply Nat.divide_pos_le; [lia | exact V]); lia.
  Qed.

  (** As many complete abstractions as divisors: each is that of one divisor. *)
  Theorem cycle_law : NoDup divisors /\ (forall d, In d divisors -> stable f (modulo d)) /\
    forall p, stable f p -> decidable p -> exists! d, In d divisors /\ p == modulo d.
  Proof.
    split; [apply NoDup_filter, seq_NoDup | split; [intros d I; apply modulo_stable, in_divisors, I|]].
    intros p C D; destruct (stable_modulo p C D) as [d [V E]].
    exists d; split; [split; [apply in_divisors, V | exact E]|]; intros d' [V' E']; apply in_divisors in V'.
    apply Nat.divide_antisym; apply modulo_below; try assumption;
      apply equal_below; rewrite <- E, <- E'; reflexivity.
  Qed.
End Cycle.

(** ** Chains *)

Section Chain.
  Context {M : Type} {f : M -> M} {last : nat} (c : Orbit f (fun i => Nat.min i last)).

  (** Positions up to [k], from which on all are one. *)
  Definition cut k : Abstraction M := kernel (fun x => Nat.min (position c x) k).

  Lemma place_absorbed i : last <= i -> place c i = place c last.
  Proof. intros L; rewrite <- (place_normal c i); f_equal; lia. Qed.

  Lemma cut_place k i j : k <= last -> cut k (place c i) (place c j) <-> Nat.min i k = Nat.min j k.
  Proof. intros L; cbn; rewrite !position_place; lia. Qed.

  Theorem cut_stable k : k <= last -> stable f (cut k).
  Proof.
    intros L x y; rewrite <- (place_position c x), <- (place_position c y); cbn -[cut].
    rewrite !place_step, !cut_place by exact L; lia.
  Qed.

  (** Let [k] be the first state identified with the next one.  A state identified with any later one is
      identified with the last one, and so is the next. *)
  Theorem stable_cut p : stable f p -> decidable p -> exists k, k <= last /\ p == cut k.
  Proof.
    intros C D; destruct (least (fun k => p (place c k) (place c (S k))) last) as [k [L [E A]]].
    - intros i; apply D.
    - rewrite (place_absorbed (S last)) by lia; reflexivity.
    - assert (T : forall i j, i < j -> p (place c i) (place c j) -> p (place c i) (place c last)).
      { intros i j I E'; replace j with (j - i + i) in E' by lia.
        rewrite <- (place_absorbed (S last * (j - i) + i)) by nia.
        apply stable_repeat; assumption. }
      assert (K : forall i, k <= i -> p (place c i) (place c last)).
      { intros i I; replace i with (i - k + k) by lia; rewrite <- (place_absorbed (i - k + last)) by lia.
        apply stable_shift; [exact C | apply (T k (S k)); [lia | exact E]]. }
      assert (N : forall i j, i < j -> p (place c i) (place c j) -> k <= i).
      { intros i j I E'; destruct (le_lt_dec k i) as [|B]; [assumption | destruct (A i B)].
        apply T in E'; [|exact I]; transitivity (place c last); [exact E' | symmetry].
        rewrite <- (place_absorbed (1 + last)) by lia; exact (stable_shift c p 1 i last C E'). }
      exists k; split; [exact L | apply (equal_on_places c); intros i j; rewrite cut_place by exact L; split].
      + intros E'; destruct (Nat.lt_trichotomy i j) as [I|[->|I]]; [|reflexivity|].
        * specialize (N i j I E'); lia.
        * specialize (N j i I (symmetry E')); lia.
      + intros E'; destruct (Nat.eq_dec i j) as [->|]; [reflexivity|].
        transitivity (place c last); [|symmetry]; apply K; lia.
  Qed.

  (** Their order is that of numbers: a chain as well. *)
  Theorem cut_below k k' : k <= last -> k' <= last -> (cut k <= cut k')%abstraction <-> k <= k'.
  Proof.
    intros L L'; split.
    - intros B; destruct (le_lt_dec k k') as [|I]; [assumption|].
      assert (E : cut k (place c k') (place c k)) by (apply B, (cut_place k' k' k L'); lia).
      apply (cut_place k k' k L) in E; lia.
    - intros I x y E; cbn in E |- *; lia.
  Qed.

  (** As many complete abstractions as states: each is that of one number up to [last]. *)
  Theorem chain_law : (forall k, k <= last -> stable f (cut k)) /\
    forall p, stable f p -> decidable p -> exists! k, k <= last /\ p == cut k.
  Proof.
    split; [exact cut_stable|].
    intros p C D; destruct (stable_cut p C D) as [k [L E]].
    exists k; split; [split; assumption|]; intros k' [L' E'].
    apply Nat.le_antisymm; apply cut_below; try assumption;
      apply equal_below; rewrite <- E, <- E'; reflexivity.
  Qed.
End Chain.
