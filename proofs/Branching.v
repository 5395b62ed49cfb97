(** * Branching: sets and weights

    Theory, sections 5 and 4.5.  Steps to several states: finite sets, and finitely many states with
    weights in a commutative monoid, such as probabilities.  Two sets are the same to an abstraction if
    they meet the same classes; two collections of weighted states, if their weights of every class have
    equal sums.  Both shapes are monotone, so that everything in Coalgebra.v about infima and minimal
    complete abstractions holds of them; that neither preserves suprema two small systems show.

    Sets and collections are lists here: order and repetition are what no abstraction sees.

    Mirrors abstractions/functor/branching.py and, where it decides, abstractions/signatures/. *)

From Coq Require Import Setoid Morphisms List Bool QArith Qcanon.
From Abstractions Require Import Abstraction Coalgebra.
Import ListNotations.

(** ** Deciding completeness *)

(** [e] computes [p]. *)
Definition decides {M} (e : M -> M -> bool) (p : Abstraction M) : Prop :=
  forall x y, e x y = true <-> p x y.

Definition agree {M} (f : M -> bool) (x y : M) : bool := eqb (f x) (f y).

Lemma decides_kernel {M} (f : M -> bool) : decides (agree f) (kernel f).
Proof. intros x y; apply eqb_true_iff. Qed.

Lemma decides_join {M} e e' (p q : Abstraction M) :
  decides e p -> decides e' q -> decides (fun x y => e x y && e' x y) (p ⊔ q).
Proof. intros D D' x y; rewrite andb_true_iff, join_same, (D x y), (D' x y); reflexivity. Qed.

(** Do states that [e] identifies have steps that [alike] identifies? *)
Definition check {M T} (all : list M) (e : M -> M -> bool) (alike : T -> T -> bool) (step : M -> T) : bool :=
  forallb (fun x => forallb (fun y => implb (e x y) (alike (step x) (step y))) all) all.

Theorem check_complete {F : Shape} {M} all e alike (step : M -> F M) p :
  (forall x, In x all) -> decides e p -> decides alike (lift F p) ->
  check all e alike step = true <-> complete step p.
Proof.
  intros A D D'; unfold check; rewrite forallb_forall; split.
  - intros C x y E; specialize (C x (A x)); rewrite forallb_forall in C; specialize (C y (A y)).
    apply D in E; rewrite E in C; apply D', C.
  - intros C x _; apply forallb_forall; intros y _.
    destruct (e x y) eqn:E; [apply D', C, D, E | reflexivity].
Qed.

(** ** Finite sets *)

(** Every element of [u] is related to one of [v]. *)
Definition covered {M} (R : M -> M -> Prop) (u v : list M) : Prop :=
  forall x, In x u -> exists y, In y v /\ R x y.

Lemma covered_trans {M} (R S : M -> M -> Prop) u v w :
  covered R u v -> covered S v w -> covered (fun x z => exists y, R x y /\ S y z) u w.
Proof. intros C D x U; destruct (C x U) as [y [V E]], (D y V) as [z [W E']]; eauto. Qed.

Lemma covered_weaken {M} (R S : M -> M -> Prop) u v :
  (forall x y, R x y -> S x y) -> covered R u v -> covered S u v.
Proof. intros B C x U; destruct (C x U) as [y [V E]]; eauto. Qed.

(** Two lists are alike if every element of either has an equivalent one in the other. *)
Program Definition Sets : Shape :=
  {| carrier := list; lift M p := {| same u v := covered p u v /\ covered p v u |} |}.
Next Obligation.
  assert (T : forall u v w, covered p u v -> covered p v w -> covered p u w).
  { intros u v w C D; refine (covered_weaken _ _ u w _ (covered_trans _ _ u v w C D)).
    intros x z [y []]; transitivity y; assumption. }
  split.
  - intros u; split; intros x U; exists x; split; (exact U || reflexivity).
  - intros u v []; split; assumption.
  - intros u v w [] []; split; apply T with v; assumption.
Qed.
Next Obligation. intros u v []; split; eapply covered_weaken; eauto. Qed.

Program Definition sets_functor : Functor Sets := {| image := map |}.
Next Obligation.
  enough (S : forall u v, covered p u v -> covered r (map g u) (map g v)) by (intros u v []; split; auto).
  intros u v C z Z; apply in_map_iff in Z as [x [<- U]]; destruct (C x U) as [y [V E]].
  exists (g y); split; [apply in_map, V | apply H, E].
Qed.
Next Obligation.
  rewrite map_map; split; intros y V.
  - apply in_map_iff in V as [z [<- V]]; exists z; split; [exact V | apply H].
  - exists (g (s y)); split; [exact (in_map _ _ _ V) | symmetry; apply H].
Qed.

Definition sets_alike {M} (e : M -> M -> bool) (u v : list M) : bool :=
  forallb (fun x => existsb (e x) v) u && forallb (fun y => existsb (e y) u) v.

Lemma sets_decides {M} e (p : Abstraction M) : decides e p -> decides (sets_alike e) (lift Sets p).
Proof.
  intros D.
  assert (C : forall u v, forallb (fun x => existsb (e x) v) u = true <-> covered p u v).
  { intros u v; rewrite forallb_forall; split; intros C x U.
    - apply C, existsb_exists in U as [y [V E]]; exists y; split; [exact V | apply D, E].
    - apply existsb_exists; destruct (C x U) as [y [V E]]; exists y; split; [exact V | apply D, E]. }
  intros u v; unfold sets_alike; rewrite andb_true_iff, !C; reflexivity.
Qed.

(** ** Bisimilarity *)

Section Bisimilarity.
  Context {M : Type} (step : M -> Sets M) (p : Abstraction M).

  (** Related states look alike, and each step of the one has a related step of the other. *)
  Definition bisimulation (R : M -> M -> Prop) : Prop := forall x y, R x y ->
    p x y /\ covered R (step x) (step y) /\ covered (fun y x => R x y) (step y) (step x).

  Program Definition bisimilarity : Abstraction M :=
    {| same x y := exists R, bisimulation R /\ R x y |}.
  Next Obligation.
    split.
    - intros x; exists eq; split; [|reflexivity]; intros y ? <-.
      split; [reflexivity | split; intros z Z; eauto].
    - intros x y [R [B E]]; exists (fun y x => R x y); split; [|exact E].
      intros z w Z; destruct (B _ _ Z) as [L [C C']]; split; [symmetry; exact L | split; assumption].
    - intros x y z [R [B E]] [S [B' E']]; exists (fun x z => exists y, R x y /\ S y z).
      split; [|eauto]; intros u w [v [U V]].
      destruct (B _ _ U) as [L [C D]], (B' _ _ V) as [L' [C' D']]; split; [|split].
      + transitivity v; assumption.
      + exact (covered_trans _ _ _ _ _ C C').
      + refine (covered_weaken _ _ _ _ _ (covered_trans _ _ _ _ _ D' D)).
        intros a c [b []]; eauto.
  Qed.

  (** The minimal complete abstraction is a bisimulation, and bisimilarity is complete. *)
  Theorem minimal_bisimilarity : minimal step p == bisimilarity.
  Proof.
    apply below_antisymmetric.
    - apply minimal_least.
      + intros x y [R [B E]]; destruct (B _ _ E) as [_ [C C']]; split.
        * refine (covered_weaken _ _ _ _ _ C); intros; exists R; split; assumption.
        * refine (covered_weaken _ _ _ _ _ C'); intros v u U; symmetry; exists R; split; assumption.
      + intros x y [R [B E]]; apply (B _ _ E).
    - intros x y E; exists (minimal step p); split; [|exact E].
      intros u v U; split; [apply (minimal_above step), U|].
      destruct (minimal_complete step p u v U) as [C C']; split; [exact C|].
      refine (covered_weaken _ _ _ _ _ C'); intros ? ? S; symmetry; exact S.
  Qed.
End Bisimilarity.

(** ** Weights *)

Record Monoid := {
  weight :> Type;
  zero : weight;
  plus : weight -> weight -> weight;
  plus_zero : forall a, plus zero a = a;
  plus_comm : forall a b, plus a b = plus b a;
  plus_assoc : forall a b c, plus a (plus b c) = plus (plus a b) c
}.

Arguments zero {_}.
Arguments plus {_} _ _.

Section Total.
  Context {K : Monoid} {M : Type}.
  Implicit Types (c d : M -> bool) (u v : list (K * M)).

  (** The sum of the weights of the states with [c]. *)
  Fixpoint total c u : K :=
    match u with
    | [] => zero
    | (w, x) :: u => if c x then plus w (total c u) else total c u
    end.

  Lemma total_ext c d u : (forall w x, In (w, x) u -> c x = d x) -> total c u = total d u.
  Proof.
    induction u as [|[w x] u IH]; intros E; [reflexivity|]; cbn.
    rewrite (E w x), IH; [reflexivity | intros; eapply E; right; eassumption | left; reflexivity].
  Qed.

  Lemma total_none u : total (fun _ => false) u = zero.
  Proof. induction u as [|[w x] u IH]; [reflexivity | exact IH]. Qed.

  Lemma total_split c d u :
    total c u = plus (total (fun x => c x && d x) u) (total (fun x => c x && negb (d x)) u).
  Proof.
    induction u as [|[w x] u IH]; cbn; [symmetry; apply plus_zero|]; rewrite IH.
    destruct (c x), (d x); cbn; try reflexivity; [apply plus_assoc|].
    rewrite !plus_assoc, (plus_comm _ w); reflexivity.
  Qed.
End Total.

Lemma total_map {K : Monoid} {M N} (g : M -> N) (c : N -> bool) (u : list (K * M)) :
  total c (map (fun s => (fst s, g (snd s))) u) = total (fun x => c (g x)) u.
Proof. induction u as [|[w x] u IH]; cbn; [|rewrite IH]; reflexivity. Qed.

(** A question [c] that [p] can answer is one with [kernel c <= p]: a union of classes.  Two collections
    are alike if the weights of every such union have equal sums.  The less [p] knows, the fewer
    questions it answers; so this is monotone. *)
Program Definition Weighted (K : Monoid) : Shape :=
  {| carrier M := list (K * M);
     lift M p := sup (fun c : {c : M -> bool | kernel c <= p} => kernel (total (K := K) (proj1_sig c))) |}.
Next Obligation. intros u v E [c C]; exact (E (exist _ c (transitivity C H))). Qed.

Program Definition weighted_functor K : Functor (Weighted K) :=
  {| image M N g := map (fun s => (fst s, g (snd s))) |}.
Next Obligation.
  intros u v E [c C]; cbn; rewrite !total_map.
  refine (E (exist _ (fun x => c (g x)) _)); intros x y P; apply C, H, P.
Qed.
Next Obligation. rewrite !total_map; apply total_ext; intros w y _; apply H0, H. Qed.

(** If classes can be decided, those of the states that occur are questions enough. *)
Section Classes.
  Context {K : Monoid} {M : Type} (e : M -> M -> bool) (p : Abstraction M) (D : decides e p).
  Implicit Types u v : list (K * M).

  Lemma class_known x : kernel (e x) <= p.
  Proof. intros y z E; apply eq_iff_eq_true; rewrite (D x y), (D x z), E; reflexivity. Qed.

  (** Split off the class of one of the states [xs] after the other. *)
  Lemma total_classes u v xs : (forall x, In x xs -> total (e x) u = total (e x) v) ->
    forall c, kernel c <= p -> (forall w y, In (w, y) (u ++ v) -> c y = true -> exists x, In x xs /\ p x y) ->
    total c u = total c v.
  Proof.
    induction xs as [|x xs IH]; intros A c C S.
    - assert (Z : forall t, incl t (u ++ v) -> total c t = zero).
      { intros t I; rewrite <- (total_none t); apply total_ext; intros w y Y.
        apply not_true_is_false; intros E; destruct (S w y (I _ Y) E) as [x [[] _]]. }
      rewrite (Z u), (Z v); [reflexivity | apply incl_appr, incl_refl | apply incl_appl, incl_refl].
    - rewrite (total_split c (e x) u), (total_split c (e x) v); f_equal.
      + assert (Z : forall t, total (K := K) (fun y => c y && e x y) t = total (fun y => c x && e x y) t).
        { intros t; apply total_ext; intros w y _.
          destruct (e x y) eqn:E; [f_equal; symmetry; apply C, D, E | rewrite !andb_false_r; reflexivity]. }
        rewrite !Z; destruct (c x); [exact (A x (or_introl eq_refl)) | cbn; rewrite !total_none; reflexivity].
      + apply IH; [intros y Y; apply A; right; exact Y | |].
        * intros y z E; cbn; f_equal; [apply C, E | f_equal; apply class_known, E].
        * intros w y I E; apply andb_true_iff in E as [Y N]; apply negb_true_iff in N.
          destruct (S w y I Y) as [x' [[<-|X'] E]]; [apply D in E; congruence | eauto].
  Qed.

  Theorem weighted_classes u v :
    lift (Weighted K) p u v <-> forall x, In x (map snd (u ++ v)) -> total (e x) u = total (e x) v.
  Proof.
    split.
    - intros E x _; exact (E (exist _ (e x) (class_known x))).
    - intros A [c C]; apply (total_classes u v (map snd (u ++ v))); [exact A | exact C |].
      intros w y I _; exists y; split; [exact (in_map snd _ _ I) | reflexivity].
  Qed.

  Definition weighted_alike (equal_weights : K -> K -> bool) u v : bool :=
    forallb (fun x => equal_weights (total (e x) u) (total (e x) v)) (map snd (u ++ v)).

  Lemma weighted_decides equal_weights : (forall a b, equal_weights a b = true <-> a = b) ->
    decides (weighted_alike equal_weights) (lift (Weighted K) p).
  Proof.
    intros B u v; unfold weighted_alike; rewrite forallb_forall, weighted_classes.
    split; intros A x I; apply B, A, I.
  Qed.
End Classes.

(** *** Sets are collections with weights that say "it is there" *)

Definition truth : Monoid := {|
  zero := false; plus := orb;
  plus_zero a := eq_refl; plus_comm := orb_comm; plus_assoc := orb_assoc
|}.

Theorem sets_as_weights {M} (e : M -> M -> bool) (p : Abstraction M) (u v : list M) : decides e p ->
  lift Sets p u v <-> lift (Weighted truth) p (map (pair true) u) (map (pair true) v).
Proof.
  intros D; rewrite (weighted_classes e p D), <- map_app, map_map, map_id.
  assert (T : forall x t, total (K := truth) (e x) (map (pair true) t) = existsb (e x) t)
    by (intros x t; induction t as [|y t IH]; [|cbn; rewrite IH; destruct (e x y)]; reflexivity).
  assert (R : forall x t, existsb (e x) t = true <-> exists y, In y t /\ p x y)
    by (intros x t; rewrite existsb_exists; split; intros [y [Y E]]; exists y; split; auto; apply D, E).
  split.
  - intros [C C'] x I; rewrite !T; apply eq_iff_eq_true; rewrite !R.
    split; intros [y [Y E]]; [destruct (C y Y) as [z [Z E']] | destruct (C' y Y) as [z [Z E']]];
      exists z; split; [| transitivity y | | transitivity y]; assumption.
  - intros A; split; intros x U.
    + apply R; rewrite <- T, <- (A x), T by (apply in_or_app; left; exact U).
      apply R; exists x; split; [exact U | reflexivity].
    + apply R; rewrite <- T, (A x), T by (apply in_or_app; right; exact U).
      apply R; exists x; split; [exact U | reflexivity].
Qed.

(** *** Probabilities *)

Definition rationals : Monoid := {|
  zero := Q2Qc 0; plus := Qcplus;
  plus_zero := Qcplus_0_l; plus_comm := Qcplus_comm; plus_assoc := Qcplus_assoc
|}.

Definition equal_rationals (a b : rationals) : bool := Qc_eq_bool a b.

Lemma equal_rationals_correct a b : equal_rationals a b = true <-> a = b.
Proof.
  split; [apply Qc_eq_bool_correct | intros ->; unfold equal_rationals, Qc_eq_bool].
  destruct (Qc_eq_dec b b); [reflexivity | contradiction].
Qed.

(** The steps of a shape that have a property. *)
Program Definition Part (F : Shape) (good : forall M, F M -> Prop) : Shape :=
  {| carrier M := {u : F M | good M u}; lift M p := pullback (fun u => proj1_sig u) (lift F p) |}.
Next Obligation. intros u v E; apply (lift_monotone F p q H), E. Qed.

Program Definition part_functor {F} (T : Functor F) (good : forall M, F M -> Prop)
  (kept : forall M N (g : M -> N) u, good M u -> good N (image T g u)) : Functor (Part F good) :=
  {| image M N g u := exist _ (image T g (proj1_sig u)) (kept M N g _ (proj2_sig u)) |}.
Next Obligation. intros u v E; apply (image_below T g p r H), E. Qed.
Next Obligation. apply image_section, H. Qed.

(** Weights from 0, together 1. *)
Definition probabilities M (u : list (rationals * M)) : Prop :=
  Forall (fun s => 0 <= fst s)%Qc u /\ total (fun _ => true) u = Q2Qc 1.

Lemma probabilities_kept M N (g : M -> N) u :
  probabilities M u -> probabilities N (image (weighted_functor rationals) g u).
Proof. intros [A E]; split; [apply Forall_map; exact A | exact (eq_trans (total_map g _ u) E)]. Qed.

Definition Distribution : Shape := Part (Weighted rationals) probabilities.

Definition distribution_functor : Functor Distribution :=
  part_functor (weighted_functor rationals) probabilities probabilities_kept.

(** Probabilistic automata, P(A * D(X)): what holds of shapes and functors holds of composite ones. *)
Definition Automaton (A : Type) : Shape := Composite Sets (Product (Constant A) Distribution).

Definition automaton_functor A : Functor (Automaton A) :=
  composite_functor sets_functor (product_functor (constant_functor A) distribution_functor).

(** ** Two systems whose complete abstractions are not closed under suprema *)

(** Four states that step to some of them. *)
Module Fork.
  Inductive state := a | b | c | d.
  Definition all := [a; b; c; d].

  Definition step x : Sets state :=
    match x with a => [a] | b => [a; b] | c => [a; c] | d => [a; b; c] end.

  Definition ab_cd := kernel (fun x => match x with a | b => true | _ => false end).
  Definition a_bcd := kernel (fun x => match x with a => true | _ => false end).

  Lemma all_states x : In x all.
  Proof. destruct x; cbn; tauto. Qed.

  Lemma by_check e p : decides e p -> check all e (sets_alike e) step = true <-> complete step p.
  Proof. intros D; exact (check_complete all e _ step p all_states D (sets_decides e p D)). Qed.

  Theorem ab_cd_complete : complete step ab_cd.
  Proof. apply (by_check _ _ (decides_kernel _)); reflexivity. Qed.

  Theorem a_bcd_complete : complete step a_bcd.
  Proof. apply (by_check _ _ (decides_kernel _)); reflexivity. Qed.

  (** [c] and [d] stay together, but only [d] steps to [b]. *)
  Theorem join_incomplete : ~ complete step (ab_cd ⊔ a_bcd).
  Proof.
    intros C; apply (by_check _ _ (decides_join _ _ _ _ (decides_kernel _) (decides_kernel _))) in C.
    discriminate C.
  Qed.
End Fork.

(** A Markov chain on five states. *)
Module Chain.
  Inductive state := a | b | c | d | e.
  Definition all := [a; b; c; d; e].

  Definition half : rationals := Q2Qc (1 # 2).

  Definition row x : Weighted rationals state :=
    match x with b => [(half, c); (half, d)] | _ => [(half, a); (half, e)] end.

  Lemma row_probabilities x : probabilities state (row x).
  Proof.
    split; [destruct x; repeat constructor; discriminate|].
    destruct x; apply equal_rationals_correct; reflexivity.
  Qed.

  Definition step x : Distribution state := exist _ (row x) (row_probabilities x).

  Definition abc_de := kernel (fun x => match x with a | b | c => true | _ => false end).
  Definition abd_ce := kernel (fun x => match x with a | b | d => true | _ => false end).

  Lemma all_states x : In x all.
  Proof. destruct x; cbn; tauto. Qed.

  Lemma by_check e p : decides e p ->
    check all e (weighted_alike e equal_rationals) row = true <-> complete step p.
  Proof.
    intros D; apply (check_complete all e _ row p all_states D).
    exact (weighted_decides e p D _ equal_rationals_correct).
  Qed.

  Theorem abc_de_complete : complete step abc_de.
  Proof. apply (by_check _ _ (decides_kernel _)); reflexivity. Qed.

  Theorem abd_ce_complete : complete step abd_ce.
  Proof. apply (by_check _ _ (decides_kernel _)); reflexivity. Qed.

  (** [a] and [b] stay together, but only [a] steps to this class. *)
  Theorem join_incomplete : ~ complete step (abc_de ⊔ abd_ce).
  Proof.
    intros C; apply (by_check _ _ (decides_join _ _ _ _ (decides_kernel _) (decides_kernel _))) in C.
    discriminate C.
  Qed.
End Chain.

(** So these shapes do not preserve suprema. *)
Theorem sets_not_deterministic : ~ deterministic Sets.
Proof.
  intros D; apply Fork.join_incomplete.
  apply (join_complete D); [exact Fork.ab_cd_complete | exact Fork.a_bcd_complete].
Qed.

Theorem weighted_not_deterministic : ~ deterministic (Weighted rationals).
Proof.
  intros D; apply Chain.join_incomplete.
  apply (join_complete D Chain.row); [exact Chain.abc_de_complete | exact Chain.abd_ce_complete].
Qed.

Theorem distribution_not_deterministic : ~ deterministic Distribution.
Proof.
  intros D; apply Chain.join_incomplete.
  apply (join_complete D); [exact Chain.abc_de_complete | exact Chain.abd_ce_complete].
Qed.

(** Nor has such a supremum a core: what is greatest below it would be above both, hence the supremum. *)
Theorem no_core {F : Shape} {M} (step : M -> F M) p q :
  complete step p -> complete step q -> ~ complete step (p ⊔ q) ->
  ~ exists m, complete step m /\ m <= p ⊔ q /\ forall r, complete step r -> r <= p ⊔ q -> r <= m.
Proof.
  intros C C' N [m [Cm [B G]]]; apply N.
  assert (E : p ⊔ q == m).
  { apply below_antisymmetric; [|exact B].
    apply join_least; apply G; [exact C | apply join_left | exact C' | apply join_right]. }
  rewrite E; exact Cm.
Qed.

Theorem fork_without_core : ~ exists m, complete Fork.step m /\ m <= Fork.ab_cd ⊔ Fork.a_bcd /\
  forall r, complete Fork.step r -> r <= Fork.ab_cd ⊔ Fork.a_bcd -> r <= m.
Proof. exact (no_core _ _ _ Fork.ab_cd_complete Fork.a_bcd_complete Fork.join_incomplete). Qed.

Theorem chain_without_core : ~ exists m, complete Chain.step m /\ m <= Chain.abc_de ⊔ Chain.abd_ce /\
  forall r, complete Chain.step r -> r <= Chain.abc_de ⊔ Chain.abd_ce -> r <= m.
Proof. exact (no_core _ _ _ Chain.abc_de_complete Chain.abd_ce_complete Chain.join_incomplete). Qed.
