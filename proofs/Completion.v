(** * Completion: one step of looking, its limit, and the core

    Theory, sections 3 and 4.  A machine is a map [step a] of its states for every letter [a], of any
    type of letters.  An abstraction is complete if it determines itself one step later.  [Omega] adds
    what one step shows; its limit is the least complete abstraction above the given one, which says
    where all words lead.  The core is the greatest complete abstraction below.

    Mirrors abstractions/completion.py. *)

From Coq Require Import List PeanoNat Lia Setoid Morphisms.
From Abstractions Require Import Abstraction.
Import ListNotations.

(** ** Completeness *)

Section Machine.
  Context {M A : Type} (step : A -> M -> M).
  Implicit Types (p q r : Abstraction M) (x y : M) (w : list A).

  (** What one step shows of [p]. *)
  Definition next p : Abstraction M := sup (fun a => pullback (step a) p).

  (** Know [p], now and after one step. *)
  Definition Omega p : Abstraction M := p ⊔ next p.

  Definition complete p : Prop := next p <= p.

  Lemma complete_step p : complete p <-> forall a x y, p x y -> p (step a x) (step a y).
  Proof. split; intros C; [intros a x y E; apply (C x y E) | intros x y E a; apply C, E]. Qed.

  Theorem next_monotone p q : p <= q -> next p <= next q.
  Proof. intros B x y E a; apply B, E. Qed.

  Theorem Omega_monotone p q : p <= q -> Omega p <= Omega q.
  Proof.
    intros B; apply join_least.
    - transitivity q; [assumption | apply join_left].
    - transitivity (next q); [apply next_monotone, B | apply join_right].
  Qed.

  Theorem Omega_inflationary p : p <= Omega p.
  Proof. apply join_left. Qed.

  #[export] Instance Omega_proper : Proper (equal ==> equal) Omega.
  Proof. intros p q E; apply below_antisymmetric; apply Omega_monotone; rewrite E; reflexivity. Qed.

  #[export] Instance complete_proper : Proper (equal ==> iff) complete.
  Proof. intros p q E; rewrite !complete_step; split; intros C a x y S; apply E, C, E, S. Qed.

  (** Nothing new is seen exactly if what is seen next was known. *)
  Theorem complete_iff_fixed_by_Omega p : complete p <-> Omega p == p.
  Proof.
    split; intros C.
    - apply below_antisymmetric; [apply join_least; [reflexivity | exact C] | apply join_left].
    - unfold complete; rewrite <- C at 2; apply join_right.
  Qed.

  Theorem trivial_complete : complete trivial.
  Proof. repeat intro; reflexivity. Qed.

  Theorem identity_complete : complete identity.
  Proof. apply complete_step; cbn; congruence. Qed.

  (** The complete abstractions are a complete sublattice. *)
  Theorem sup_complete {I} (p : I -> Abstraction M) : (forall i, complete (p i)) -> complete (sup p).
  Proof. intros C x y E a i; apply (C i), E. Qed.

  (** A step takes each member of a chain of identified states along. *)
  Theorem inf_complete {I} (p : I -> Abstraction M) : (forall i, complete (p i)) -> complete (inf p).
  Proof.
    intros C x y L a; induction L as [|i x y z E _ IH]; [constructor|].
    apply linked_step with i (step a y); [apply (C i), E | exact IH].
  Qed.

  (** ** The least complete abstraction above *)

  (** Where a word leads, its first letter first. *)
  Fixpoint run w x : M :=
    match w with
    | [] => x
    | a :: w => run w (step a x)
    end.

  (** Know where all words lead, as far as [p] can see (Nerode, Moore). *)
  Definition least p : Abstraction M := sup (fun w => pullback (run w) p).

  (** [q] is the least complete abstraction above [p]. *)
  Definition is_least p q : Prop :=
    complete q /\ p <= q /\ forall r, complete r -> p <= r -> q <= r.

  Theorem least_complete p : complete (least p).
  Proof. intros x y E a w; exact (E (a :: w)). Qed.

  Theorem least_above p : p <= least p.
  Proof. intros x y E; exact (E []). Qed.

  Lemma complete_run p w x y : complete p -> p x y -> p (run w x) (run w y).
  Proof.
    intros C; revert x y; induction w as [|a w IH]; intros x y E; [exact E|].
    apply IH, (C x y E).
  Qed.

  (** Walk both states along the word: they stay together. *)
  Theorem least_below p r : complete r -> p <= r -> least p <= r.
  Proof. intros C B x y E w; apply B, complete_run; assumption. Qed.

  Theorem least_is_least p : is_least p (least p).
  Proof. split; [apply least_complete | split; [apply least_above | apply least_below]]. Qed.

  Theorem least_unique p q : is_least p q -> q == least p.
  Proof.
    intros (C & B & L); apply below_antisymmetric.
    - apply L; [apply least_complete | apply least_above].
    - apply least_below; assumption.
  Qed.

  (** [least] is a closure operator, whose closed elements are the complete abstractions. *)
  Theorem least_monotone p q : p <= q -> least p <= least q.
  Proof. intros B; apply least_below; [apply least_complete | rewrite B; apply least_above]. Qed.

  Theorem complete_iff_fixed_by_least p : complete p <-> least p == p.
  Proof.
    split; [intros C | intros <-; apply least_complete].
    apply below_antisymmetric; [apply least_below; [exact C | reflexivity] | apply least_above].
  Qed.

  Theorem least_idempotent p : least (least p) == least p.
  Proof. apply complete_iff_fixed_by_least, least_complete. Qed.

  Theorem least_sup {I} (p : I -> Abstraction M) : least (sup p) == sup (fun i => least (p i)).
  Proof. intros x y; split; intros E i j; apply (E j i). Qed.

  (** ** Rounds *)

  Definition rounds (k : nat) p : Abstraction M := Nat.iter k Omega p.

  Lemma rounds_succ k p : rounds (S k) p = rounds k (Omega p).
  Proof. induction k as [|k IH]; [reflexivity | exact (f_equal Omega IH)]. Qed.

  (** After [k] rounds one has looked along the words of at most [k] letters. *)
  Theorem rounds_words k p x y :
    rounds k p x y <-> forall w, (length w <= k)%nat -> p (run w x) (run w y).
  Proof.
    revert x y; induction k as [|k IH]; intros x y.
    - split; [intros E [|a w] L; [exact E | inversion L] | intros E; exact (E [] (le_n 0))].
    - change (rounds (S k) p) with (Omega (rounds k p)); unfold Omega; rewrite join_same; split.
      + intros [E N] [|a w] L; [apply (IH x y); [exact E | cbn; lia]|].
        apply (IH (step a x) (step a y)); [apply N | cbn in L; lia].
      + intros E; split; [|intros a]; apply IH; intros w L; [apply E; lia | apply (E (a :: w)); cbn; lia].
  Qed.

  Theorem rounds_grow j k p : (j <= k)%nat -> rounds j p <= rounds k p.
  Proof. intros L x y; rewrite !rounds_words; intros E w W; apply E; lia. Qed.

  Theorem rounds_below_least k p : rounds k p <= least p.
  Proof. intros x y E; apply rounds_words; intros w _; apply E. Qed.

  Theorem sup_rounds p : sup (fun k => rounds k p) == least p.
  Proof.
    apply below_antisymmetric; [apply sup_least; intros k; apply rounds_below_least|].
    intros x y E w; apply (rounds_words (length w) p x y); [apply E | lia].
  Qed.

  (** Once a round is complete, it is least, and so are all that follow. *)
  Theorem rounds_complete j k p : complete (rounds j p) -> (j <= k)%nat -> rounds k p == least p.
  Proof.
    intros C L; apply below_antisymmetric; [apply rounds_below_least|].
    rewrite <- (rounds_grow j k p L); apply least_below; [exact C | exact (rounds_grow 0 j p (Nat.le_0_l j))].
  Qed.

  (** Stop when a round changes nothing. *)
  Theorem rounds_stop k p : Omega (rounds k p) == rounds k p -> rounds k p == least p.
  Proof. intros E; apply (rounds_complete k); [apply complete_iff_fixed_by_Omega, E | reflexivity]. Qed.

  (** ** The core: the greatest complete abstraction below *)

  (** Know whatever some complete abstraction below [p] knows. *)
  Definition core p : Abstraction M := sup (fun q : {q | complete q /\ q <= p} => proj1_sig q).

  Theorem core_complete p : complete (core p).
  Proof. apply sup_complete; intros (q & C & B); exact C. Qed.

  Theorem core_below p : core p <= p.
  Proof. apply sup_least; intros (q & C & B); exact B. Qed.

  Theorem core_greatest p q : complete q -> q <= p -> q <= core p.
  Proof.
    intros C B.
    exact (sup_upper (fun q : {q | complete q /\ q <= p} => proj1_sig q) (exist _ q (conj C B))).
  Qed.

  (** What must be merged once [p] is: the congruence generated by [p]. *)
  Inductive merged p : M -> M -> Prop :=
  | merged_given x y : p x y -> merged p x y
  | merged_next a x y : merged p x y -> merged p (step a x) (step a y)
  | merged_sym x y : merged p x y -> merged p y x
  | merged_trans x y z : merged p x y -> merged p y z -> merged p x z.

  Program Definition generated p : Abstraction M := {| same := merged p |}.
  Next Obligation.
    split.
    - intros x; apply merged_given; reflexivity.
    - exact (merged_sym p).
    - exact (merged_trans p).
  Qed.

  Lemma generated_complete p : complete (generated p).
  Proof. apply complete_step; exact (merged_next p). Qed.

  Lemma generated_below p : generated p <= p.
  Proof. exact (merged_given p). Qed.

  (** Every complete abstraction below [p] makes each of the merges. *)
  Lemma generated_greatest p q : complete q -> q <= p -> q <= generated p.
  Proof.
    intros C B x y G; induction G as [x y E | a x y _ IH | x y _ IH | x y z _ IH _ IH'].
    - apply B, E.
    - apply (C x y IH).
    - symmetry; exact IH.
    - transitivity y; assumption.
  Qed.

  Theorem core_generated p : core p == generated p.
  Proof.
    apply below_antisymmetric.
    - apply generated_greatest; [apply core_complete | apply core_below].
    - apply core_greatest; [apply generated_complete | apply generated_below].
  Qed.
End Machine.

(** ** Representatives *)

Lemma some_or_none {X} (P : X -> Prop) l :
  (forall x, P x \/ ~ P x) -> Exists P l \/ Forall (fun x => ~ P x) l.
Proof.
  intros D; induction l as [|x l [E|F]]; [right; constructor | left; right; exact E |].
  destruct (D x); [left; left | right; constructor]; assumption.
Qed.

Section Representatives.
  Context {M : Type}.
  Implicit Types (p q r : Abstraction M) (l : list M).

  Definition apart p l : Prop := ForallOrdPairs (fun x y => ~ p x y) l.

  Definition covers p l : Prop := forall x, exists y, In y l /\ p x y.

  (** One state of each class. *)
  Definition representatives p l : Prop := apart p l /\ covers p l.

  (** Send each state to one that covers it: inequivalent states go to different ones. *)
  Lemma apart_covers p l l' : apart p l -> covers p l' -> (length l <= length l')%nat.
  Proof.
    intros D C; assert (exists d, NoDup d /\ incl d l' /\ length d = length l
                          /\ forall y, In y d -> exists x, In x l /\ p x y) as (d & N & I & <- & _);
      [|apply NoDup_incl_length; assumption].
    induction D as [|x l F _ (d & N & I & L & P)]; [exists []; repeat split; [constructor|..]; intros y []|].
    destruct (C x) as (y & Y & E); exists (y :: d); repeat split.
    - constructor; [intros X; destruct (P y X) as (z & Z & S) | exact N].
      rewrite Forall_forall in F; apply (F z Z); rewrite E, S; reflexivity.
    - intros z [<-|Z]; [exact Y | apply I, Z].
    - cbn; congruence.
    - intros z [<-|Z]; [exists x; cbn; auto | destruct (P z Z) as (u & U & S); exists u; cbn; auto].
  Qed.

  (** So there is such a thing as the number of classes. *)
  Theorem representatives_length p l l' : representatives p l -> representatives p l' -> length l = length l'.
  Proof. intros [D C] [D' C']; apply Nat.le_antisymm; apply (apart_covers p); assumption. Qed.

  Definition decidable p : Prop := forall x y, p x y \/ ~ p x y.

  (** Equivalent representatives are one and the same. *)
  Lemma representative_unique p l x y : apart p l -> In x l -> In y l -> p x y -> x = y.
  Proof.
    intros D X Y E; destruct (ForallOrdPairs_In D _ _ X Y) as [|[N|N]]; [assumption | contradiction |].
    contradiction N; symmetry; exact E.
  Qed.

  (** Two states are equivalent exactly if they have the same representative. *)
  Lemma representatives_decidable p l : representatives p l -> decidable p.
  Proof.
    intros [D C] x y; destruct (C x) as (a & A & E), (C y) as (b & B & F).
    destruct (ForallOrdPairs_In D _ _ A B) as [<-|[N|N]].
    - left; rewrite E, F; reflexivity.
    - right; rewrite E, F; exact N.
    - right; rewrite E, F; intros S; apply N; symmetry; exact S.
  Qed.

  (** With the same representatives, to know more is to know the same. *)
  Lemma same_representatives q r l : q <= r -> representatives q l -> representatives r l -> r <= q.
  Proof.
    intros B [Q _] [_ C] x y E; destruct (C x) as (a & A & X), (C y) as (b & B' & Y).
    rewrite X, Y, (representative_unique q l a b Q A B'); [reflexivity|].
    rewrite <- (B x a X), <- (B y b Y); exact E.
  Qed.
End Representatives.

(** ** Finitely many letters *)

Section Letters.
  Context {M A : Type} (step : A -> M -> M).

  (** The letters of a word. *)
  Definition letter_of (w : list A) : Type := {a | In a w}.

  Definition letter {w} (a : letter_of w) : A := proj1_sig a.

  Lemma all_letters w : exists v : list (letter_of w), map letter v = w.
  Proof.
    assert (forall u, incl u w -> exists v : list (letter_of w), map letter v = u) as E;
      [|exact (E w (incl_refl w))].
    induction u as [|a u IH]; intros I; [exists []; reflexivity|].
    destruct IH as (v & <-); [intros b B; apply I; right; exact B|].
    exists (exist _ a (I a (or_introl eq_refl)) :: v); reflexivity.
  Qed.

  Lemma run_letters w (v : list (letter_of w)) x :
    run (fun a : letter_of w => step (letter a)) v x = run step (map letter v) x.
  Proof. revert x; induction v as [|a v IH]; intros x; [|apply IH]; reflexivity. Qed.

  Lemma next_decidable w (p : Abstraction M) :
    decidable p -> decidable (next (fun a : letter_of w => step (letter a)) p).
  Proof.
    intros D x y; destruct (some_or_none (fun a => ~ p (step a x) (step a y)) w) as [F|F].
    - intros a; destruct (D (step a x) (step a y)); tauto.
    - right; intros S; apply Exists_exists in F as (a & I & N); exact (N (S (exist _ a I))).
    - left; intros (a & I); rewrite Forall_forall in F.
      destruct (D (step a x) (step a y)) as [S|N]; [exact S | contradiction (F a I N)].
  Qed.
End Letters.

(** ** On [n] states [n] minus the number of classes rounds suffice *)

Section Finite.
  Context {M : Type} (states : list M) (all : forall x, In x states).
  Implicit Types (p q r : Abstraction M) (l new : list M).

  (** To know more takes more representatives, besides the old ones. *)
  Lemma representatives_extend q r l :
    q <= r -> decidable r -> representatives q l -> exists new, representatives r (new ++ l).
  Proof.
    intros B D [Q _].
    assert (forall todo, exists new,
              apart r (new ++ l) /\ forall x, In x todo -> exists y, In y (new ++ l) /\ r x y) as E;
      [|destruct (E states) as (new & N & C); exists new; split; [exact N | intros x; apply C, all]].
    induction todo as [|x todo (new & N & C)].
    - exists []; split; [clear - B Q | intros x []].
      induction Q as [|a l F _ IH]; constructor; [|exact IH].
      apply (Forall_impl _ (P := fun y => ~ q a y)); [intros b X Y; apply X, B, Y | exact F].
    - destruct (some_or_none (r x) (new ++ l) (D x)) as [F|F]; [apply Exists_exists in F|].
      + exists new; split; [exact N | intros y [<-|Y]; [exact F | apply C, Y]].
      + exists (x :: new); split; [constructor; assumption|].
        intros y [<-|Y]; [exists x; cbn; split; [auto | reflexivity]|].
        destruct (C y Y) as (z & Z & S); exists z; cbn; auto.
  Qed.

  (** Every round but the last adds a class, if one can decide what it shows. *)
  Lemma round_adds {A} (step : A -> M -> M) p l :
    decidable (next step p) -> representatives p l ->
    complete step p \/ exists l', representatives (Omega step p) l' /\ (length l < length l')%nat.
  Proof.
    intros D R; assert (decidable (Omega step p)) as D'.
    { intros x y; unfold Omega; rewrite join_same.
      destruct (representatives_decidable p l R x y), (D x y); tauto. }
    destruct (representatives_extend p _ l (Omega_inflationary step p) D' R) as ([|x new] & R').
    - left; apply complete_iff_fixed_by_Omega, below_antisymmetric; [|apply Omega_inflationary].
      apply (same_representatives p _ l); [apply Omega_inflationary | exact R | exact R'].
    - right; exists ((x :: new) ++ l); split; [exact R' | rewrite app_length; cbn; lia].
  Qed.

  Lemma rounds_enough {A} (step : A -> M -> M) k p l :
    (forall p, decidable p -> decidable (next step p)) -> representatives p l ->
    (length states - length l <= k)%nat -> complete step (rounds step k p).
  Proof.
    intros D; revert p l; induction k as [|k IH]; intros p l R K.
    all: pose proof (D p (representatives_decidable p l R)) as Dp.
    all: destruct (round_adds step p l Dp R) as [C|(l' & R' & L)].
    - exact C.
    - assert (length l' <= length states)%nat; [|lia].
      apply (apart_covers (Omega step p)); [apply R' | intros x; exists x; split; [apply all | reflexivity]].
    - rewrite (rounds_complete step 0 (S k) p C); [apply least_complete | lia].
    - rewrite rounds_succ; apply (IH _ l' R'); lia.
  Qed.

  (** Whatever the letters: a word has finitely many, and with those alone one can decide. *)
  Theorem rounds_least {A} (step : A -> M -> M) k p l :
    representatives p l -> (length states - length l <= k)%nat -> rounds step k p == least step p.
  Proof.
    intros R K; apply below_antisymmetric; [apply rounds_below_least|]; intros x y E w.
    pose (step' := fun a : letter_of w => step (letter a)).
    assert (complete step' (rounds step' k p)) as C
      by (apply (rounds_enough step' k p l); [intros q; apply next_decidable | assumption..]).
    assert (least step' p x y) as S.
    { apply (rounds_complete step' k k p C (le_n k)), rounds_words; intros v V.
      unfold step'; rewrite !run_letters.
      apply (rounds_words step k p x y); [exact E | rewrite map_length; exact V]. }
    destruct (all_letters w) as (v & W); rewrite <- W; cbn.
    rewrite <- !run_letters; exact (S v).
  Qed.
End Finite.

(** ** One map: doubling *)

Section Single.
  Context {M : Type} (f : M -> M).
  Implicit Types (p q : Abstraction M).

  (** The machine of one letter. *)
  Definition single (_ : unit) : M -> M := f.

  Lemma complete_single p : complete single p <-> pullback f p <= p.
  Proof. split; [intros C x y E; exact (C x y E tt) | intros B x y E a; exact (B x y E)]. Qed.

  Lemma iter_add i j x : Nat.iter (i + j) f x = Nat.iter i f (Nat.iter j f x).
  Proof. induction i as [|i IH]; [reflexivity | exact (f_equal f IH)]. Qed.

  Lemma run_single w x : run single w x = Nat.iter (length w) f x.
  Proof.
    revert x; induction w as [|a w IH]; intros x; [reflexivity|].
    transitivity (Nat.iter (length w + 1) f x); [|rewrite Nat.add_comm; reflexivity].
    rewrite iter_add; apply IH.
  Qed.

  (** Know the states at the times before [k]. *)
  Definition upto (k : nat) p : Abstraction M :=
    sup (fun i : {i | (i < k)%nat} => pullback (Nat.iter (proj1_sig i) f) p).

  Lemma upto_same k p x y : upto k p x y <-> forall i, (i < k)%nat -> p (Nat.iter i f x) (Nat.iter i f y).
  Proof. split; [intros E i L; exact (E (exist _ i L)) | intros E (i & L); exact (E i L)]. Qed.

  Theorem upto_rounds k p : upto (S k) p == rounds single k p.
  Proof.
    intros x y; rewrite upto_same, rounds_words; split.
    - intros E w L; rewrite !run_single; apply E; lia.
    - intros E i L; specialize (E (repeat tt i)).
      rewrite !run_single, repeat_length in E; apply E; lia.
  Qed.

  (** Times before [k + k] are times before [k], and times before [k] from time [k]. *)
  Theorem upto_double k p : upto (k + k) p == upto k p ⊔ pullback (Nat.iter k f) (upto k p).
  Proof.
    intros x y; rewrite join_same; cbn [same pullback]; rewrite !upto_same; split.
    - intros E; split; intros i L; [|rewrite <- !iter_add]; apply E; lia.
    - intros [E F] i L; destruct (Nat.lt_ge_cases i k) as [I|I]; [apply E, I|].
      replace i with (i - k + k)%nat by lia; rewrite !iter_add; apply F; lia.
  Qed.

  (** If the times from [k] to [k + k] show nothing new, [k] steps lead from equals to equals. *)
  Theorem upto_stop k p : (0 < k)%nat -> upto (k + k) p == upto k p -> upto k p == least single p.
  Proof.
    intros K S; apply below_antisymmetric.
    - intros x y E; apply upto_same; intros i _; specialize (E (repeat tt i)).
      cbn in E; rewrite !run_single, repeat_length in E; exact E.
    - assert (forall n x y, upto k p x y -> p (Nat.iter n f x) (Nat.iter n f y)) as E;
        [|intros x y U w; cbn; rewrite !run_single; apply E, U].
      induction n as [n IH] using (well_founded_induction Nat.lt_wf_0); intros x y U.
      destruct (Nat.lt_ge_cases n k) as [L|L]; [apply (upto_same k p x y); assumption|].
      replace n with (n - k + k)%nat by lia; rewrite !iter_add; apply IH; [lia|].
      apply S, upto_double, join_same in U; apply U.
  Qed.

  (** Each round looks twice as far. *)
  Fixpoint doubling (j : nat) p : Abstraction M :=
    match j with
    | O => p
    | S j => doubling j p ⊔ pullback (Nat.iter (2 ^ j) f) (doubling j p)
    end.

  Theorem doubling_upto j p : doubling j p == upto (2 ^ j) p.
  Proof.
    induction j as [|j IH].
    - symmetry; apply (upto_rounds 0).
    - cbn [doubling]; rewrite IH, <- upto_double.
      replace (2 ^ S j)%nat with (2 ^ j + 2 ^ j)%nat by (cbn; lia); reflexivity.
  Qed.

  (** A logarithm of the number of states is enough. *)
  Theorem doubling_least (states : list M) (all : forall x, In x states) j p l :
    representatives p l -> (length states - length l < 2 ^ j)%nat -> doubling j p == least single p.
  Proof.
    intros R L; rewrite doubling_upto; destruct (2 ^ j)%nat as [|k]; [lia|].
    rewrite upto_rounds; apply (rounds_least states all single k p l R); lia.
  Qed.
End Single.

(** ** [Omega] is not idempotent *)

(** A counter that stops at three shows its parity.  One round tells three from one, the second two from
    zero: as many as four states less two classes allow. *)
Section Counter.
  Inductive counter := zero | one | two | three.

  Definition count (c : counter) : counter :=
    match c with zero => one | one => two | two | three => three end.

  Definition odd (c : counter) : bool :=
    match c with zero | two => false | one | three => true end.

  Theorem Omega_not_idempotent :
    let p := kernel odd in ~ Omega (single count) (Omega (single count) p) == Omega (single count) p.
  Proof.
    intros p E; assert (rounds (single count) 2 p zero two) as S.
    - apply (E zero two), (rounds_words (single count) 1 p).
      intros [|a [|b w]] L; [reflexivity.. | cbn in L; lia].
    - discriminate (proj1 (rounds_words _ 2 p _ _) S [tt; tt] (le_n 2)).
  Qed.
End Counter.
