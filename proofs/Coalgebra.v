(** * Coalgebras: steps of any shape

    Theory, sections 5 and 4.5.  A shape of step is a functor F, and a system a map [step : M -> F M].
    Of F little is needed: how an abstraction of states becomes one of steps.  If that is monotone,
    complete abstractions are closed under infima, and the minimal one above a given abstraction exists.
    If it preserves suprema too, as it does for every shape without branching, complete abstractions are
    closed under suprema; then cores exist.  For sets and weights they do not: see Branching.v.

    Mirrors abstractions/functor/shapes.py. *)

From Coq Require Import Setoid Morphisms.
From Abstractions Require Import Abstraction.

(** ** Shapes and systems *)

(** [lift p] identifies the steps of which [p] leaves the same: it is F(p). *)
Record Shape := {
  carrier :> Type -> Type;
  lift : forall {M}, Abstraction M -> Abstraction (carrier M);
  lift_monotone : forall M (p q : Abstraction M), p <= q -> lift p <= lift q
}.

Arguments lift F {M} p : rename.
Arguments lift_monotone F {M} p q _ _ _ _ : rename.

#[export] Instance lift_proper F M : Proper (equal ==> equal) (@lift F M).
Proof. intros p q E; apply below_antisymmetric; apply lift_monotone, equal_below; [|symmetry]; exact E. Qed.

Section System.
  Context {F : Shape} {M : Type} (step : M -> F M).
  Implicit Types p q : Abstraction M.

  (** What [p] knows about the next step. *)
  Definition next p : Abstraction M := pullback step (lift F p).

  (** Look one step further. *)
  Definition Omega p : Abstraction M := p ⊔ next p.

  (** The class of a state determines what is left of its step. *)
  Definition complete p : Prop := next p <= p.

  Lemma next_monotone p q : p <= q -> next p <= next q.
  Proof. intros B; apply pullback_monotone, lift_monotone, B. Qed.

  Theorem omega_monotone p q : p <= q -> Omega p <= Omega q.
  Proof.
    intros B; apply join_least.
    - transitivity q; [exact B | apply join_left].
    - transitivity (next q); [apply next_monotone, B | apply join_right].
  Qed.

  Theorem omega_inflationary p : p <= Omega p.
  Proof. apply join_left. Qed.

  Theorem complete_iff_fixed p : complete p <-> Omega p == p.
  Proof.
    split.
    - intros C; apply below_antisymmetric; [apply join_least; [reflexivity | exact C] | apply join_left].
    - intros E; unfold complete; rewrite <- E at 2; apply join_right.
  Qed.

  #[export] Instance complete_proper : Proper (equal ==> iff) complete.
  Proof. intros p q E; unfold complete, next; rewrite E; reflexivity. Qed.

  (** Equality is always complete.  To identify everything is not, if the shape shows something. *)
  Theorem identity_complete : complete identity.
  Proof. intros x y ->; reflexivity. Qed.

  (** What the infimum knows of the next step every member knows, so every member knows it now. *)
  Theorem inf_complete {I} (p : I -> Abstraction M) : (forall i, complete (p i)) -> complete (inf p).
  Proof.
    intros C; apply inf_greatest; intros i.
    transitivity (next (p i)); [apply next_monotone, inf_lower | apply C].
  Qed.

  (** *** The minimal complete abstraction above a given one *)

  (** What all complete abstractions above [p] know (Knaster and Tarski). *)
  Definition minimal p : Abstraction M := inf (fun q : {q | complete q /\ p <= q} => proj1_sig q).

  Theorem minimal_complete p : complete (minimal p).
  Proof. apply inf_complete; intros [q [C B]]; exact C. Qed.

  Theorem minimal_above p : p <= minimal p.
  Proof. apply inf_greatest; intros [q [C B]]; exact B. Qed.

  Theorem minimal_least p q : complete q -> p <= q -> minimal p <= q.
  Proof.
    intros C B.
    exact (inf_lower (fun r : {r | complete r /\ p <= r} => proj1_sig r) (exist _ q (conj C B))).
  Qed.

  Theorem minimal_unique p m :
    complete m -> p <= m -> (forall q, complete q -> p <= q -> m <= q) -> m == minimal p.
  Proof.
    intros C B L; apply below_antisymmetric.
    - apply L; [apply minimal_complete | apply minimal_above].
    - apply minimal_least; assumption.
  Qed.

  (** [minimal] is the closure operator that belongs to [Omega]. *)
  Theorem minimal_monotone p q : p <= q -> minimal p <= minimal q.
  Proof.
    intros B; apply minimal_least; [apply minimal_complete|].
    transitivity q; [exact B | apply minimal_above].
  Qed.

  Theorem complete_iff_minimal p : complete p <-> minimal p == p.
  Proof.
    split.
    - intros C; symmetry; apply minimal_unique; [exact C | reflexivity | auto].
    - intros <-; apply minimal_complete.
  Qed.
End System.

(** ** Shapes without branching *)

(** The next state itself. *)
Program Definition X : Shape := {| carrier M := M; lift M p := p |}.

(** Something shown, and no state. *)
Program Definition Constant (O : Type) : Shape := {| carrier M := O; lift M p := identity |}.
Next Obligation. reflexivity. Qed.

(** Abstractions of two types: of pairs, and of either. *)
Program Definition both {M N} (p : Abstraction M) (q : Abstraction N) : Abstraction (M * N) :=
  {| same u v := p (fst u) (fst v) /\ q (snd u) (snd v) |}.
Next Obligation.
  split.
  - split; reflexivity.
  - intros u v []; split; symmetry; assumption.
  - intros u v w [] []; split; etransitivity; eassumption.
Qed.

Definition one_side {M N} (p : Abstraction M) (q : Abstraction N) (u v : M + N) : Prop :=
  match u, v with inl x, inl y => p x y | inr x, inr y => q x y | _, _ => False end.

Program Definition either {M N} (p : Abstraction M) (q : Abstraction N) : Abstraction (M + N) :=
  {| same := one_side p q |}.
Next Obligation.
  split.
  - intros []; cbn; reflexivity.
  - intros [] []; cbn; try contradiction; symmetry; assumption.
  - intros [] [] []; cbn; try contradiction; intros; etransitivity; eassumption.
Qed.

(** Both a step of the left shape and one of the right. *)
Program Definition Product (F G : Shape) : Shape :=
  {| carrier M := (F M * G M)%type; lift M p := both (lift F p) (lift G p) |}.
Next Obligation. intros u v []; split; eapply lift_monotone; eassumption. Qed.

(** Either a step of the left shape or one of the right. *)
Program Definition Sum (F G : Shape) : Shape :=
  {| carrier M := (F M + G M)%type; lift M p := either (lift F p) (lift G p) |}.
Next Obligation. intros [] []; cbn; try contradiction; apply lift_monotone, H. Qed.

(** A step of the base shape for each letter. *)
Program Definition Power (F : Shape) (A : Type) : Shape :=
  {| carrier M := A -> F M; lift M p := sup (fun a => pullback (fun u => u a) (lift F p)) |}.
Next Obligation. intros u v E a; apply (lift_monotone F p q H), E. Qed.

(** Steps of the inner shape in place of states. *)
Program Definition Composite (F G : Shape) : Shape :=
  {| carrier M := F (G M); lift M p := lift F (lift G p) |}.
Next Obligation. apply lift_monotone, lift_monotone, H. Qed.

(** One state after each letter: complete abstractions are those that each letter respects. *)
Theorem complete_power {A M} (step : M -> A -> M) (p : Abstraction M) :
  complete (F := Power X A) step p <-> forall a x y, p x y -> p (step x a) (step y a).
Proof. split; intros C; [intros a x y E; exact (C x y E a) | intros x y E a; apply C, E]. Qed.

(** A Moore machine also shows something, which a complete abstraction keeps. *)
Theorem complete_moore {O A M} (show : M -> O) (step : M -> A -> M) (p : Abstraction M) :
  complete (F := Product (Constant O) (Power X A)) (fun x => (show x, step x)) p <->
  kernel show <= p /\ complete (F := Power X A) step p.
Proof.
  split.
  - intros C; split; intros x y E; apply C, E.
  - intros [B C] x y E; split; [apply B, E | apply C, E].
Qed.

(** ** Shapes that preserve suprema *)

(** What is known of steps by knowing all of a family is known by a member.  (The empty family knows not
    even what is shown, so it is left out.) *)
Definition deterministic (F : Shape) : Prop :=
  forall M I (p : I -> Abstraction M), inhabited I -> lift F (sup p) <= sup (fun i => lift F (p i)).

Section Deterministic.
  Context {F : Shape} (D : deterministic F) {M : Type} (step : M -> F M).

  Theorem lift_sup {I} (p : I -> Abstraction M) :
    inhabited I -> lift F (sup p) == sup (fun i => lift F (p i)).
  Proof.
    intros i; apply below_antisymmetric; [apply D, i|].
    apply sup_least; intros j; apply lift_monotone, sup_upper.
  Qed.

  Theorem sup_complete {I} (p : I -> Abstraction M) :
    inhabited I -> (forall i, complete step (p i)) -> complete step (sup p).
  Proof. intros i C x y E; apply (lift_sup p i); intros j; apply C, E. Qed.

  Theorem join_complete p q : complete step p -> complete step q -> complete step (p ⊔ q).
  Proof. intros; apply sup_complete; [exact (inhabits true) | intros []; assumption]. Qed.

  (** The most that a complete abstraction below [p] knows, if there is any below [p]. *)
  Definition core (p : Abstraction M) : Abstraction M :=
    sup (fun q : {q | complete step q /\ q <= p} => proj1_sig q).

  Theorem core_greatest p q : complete step q -> q <= p -> q <= core p.
  Proof.
    intros C B.
    exact (sup_upper (fun r : {r | complete step r /\ r <= p} => proj1_sig r) (exist _ q (conj C B))).
  Qed.

  Theorem core_below p : core p <= p.
  Proof. apply sup_least; intros [q [C B]]; exact B. Qed.

  Theorem core_complete p q : complete step q -> q <= p -> complete step (core p).
  Proof.
    intros C B; apply sup_complete; [exact (inhabits (exist _ q (conj C B)))|].
    intros [r [C' B']]; exact C'.
  Qed.
End Deterministic.

Theorem x_deterministic : deterministic X.
Proof. intros M I p i u v E; exact E. Qed.

Theorem constant_deterministic O : deterministic (Constant O).
Proof. intros M I p [i] u v E; exact (E i). Qed.

Theorem product_deterministic F G : deterministic F -> deterministic G -> deterministic (Product F G).
Proof. intros D D' M I p i u v E; split; [apply (D M I p i) | apply (D' M I p i)]; intros j; apply E. Qed.

Theorem sum_deterministic F G : deterministic F -> deterministic G -> deterministic (Sum F G).
Proof.
  intros D D' M I p i [u|u] [v|v] E.
  - apply (D M I p i), E.
  - destruct i as [i]; exact (E i).
  - destruct i as [i]; exact (E i).
  - apply (D' M I p i), E.
Qed.

Theorem power_deterministic F A : deterministic F -> deterministic (Power F A).
Proof. intros D M I p i u v E a; apply (D M I p i); intros j; exact (E j a). Qed.

Theorem composite_deterministic F G : deterministic F -> deterministic G -> deterministic (Composite F G).
Proof.
  intros D D' M I p i; change (lift F (lift G (sup p)) <= sup (fun j => lift F (lift G (p j)))).
  transitivity (lift F (sup (fun j => lift G (p j)))).
  - apply lift_monotone, D', i.
  - apply D, i.
Qed.

(** ** Maps: the commuting square *)

(** How a shape acts on maps.  States that [g] keeps together give steps that [image g] keeps together; a
    map that goes to [N] by way of [M] without leaving a class leaves no class of steps either. *)
Record Functor (F : Shape) := {
  image : forall {M N}, (M -> N) -> F M -> F N;
  image_below : forall M N (g : M -> N) (p : Abstraction M) (r : Abstraction N),
    pullback g r <= p -> pullback (image g) (lift F r) <= lift F p;
  image_section : forall M N (g : M -> N) (s : N -> M) (r : Abstraction N),
    (forall y, r (g (s y)) y) -> forall v, lift F r (image g (image s v)) v
}.

Arguments image {F} T {M N} g _ : rename.
Arguments image_below {F} T {M N} g p r _ _ _ _ : rename.
Arguments image_section {F} T {M N} g s r _ _ : rename.

Section Maps.
  Context {F : Shape} (T : Functor F) {M N : Type}.

  (** F commutes with pullback along maps that reach every class. *)
  Theorem lift_pullback (g : M -> N) (s : N -> M) (r : Abstraction N) :
    (forall y, r (g (s y)) y) -> lift F (pullback g r) == pullback (image T g) (lift F r).
  Proof.
    intros S; apply below_antisymmetric; [|apply image_below; reflexivity].
    assert (R : forall u, lift F (pullback g r) (image T s (image T g u)) u)
      by (apply image_section; intros x; apply S).
    intros u v E; transitivity (image T s (image T g u)); [symmetry; apply R|].
    transitivity (image T s (image T g v)); [|apply R].
    apply (image_below T s r); [|exact E].
    intros y z Y; cbn; rewrite (S y), (S z); exact Y.
  Qed.

  (** Complete means: some abstract step makes the square commute.  ([s] chooses a state of each class.) *)
  Theorem complete_iff_square (step : M -> F M) (g : M -> N) (s : N -> M) : (forall a, g (s a) = a) ->
    complete step (kernel g) <->
    exists abstract : N -> F N, forall x, lift F identity (abstract (g x)) (image T g (step x)).
  Proof.
    intros S; assert (E := lift_pullback g s identity S); rewrite kernel_pullback; split.
    - intros C; exists (fun a => image T g (step (s a))); intros x.
      apply (E (step (s (g x))) (step x)), C, S.
    - intros [abstract Q] x y G; apply E; cbn in G |- *.
      rewrite <- Q, <- Q, G; reflexivity.
  Qed.
End Maps.

Program Definition x_functor : Functor X := {| image M N g := g |}.

Program Definition constant_functor O : Functor (Constant O) := {| image M N g o := o |}.
Next Obligation. intros o o' E; exact E. Qed.

Program Definition product_functor {F G} (T : Functor F) (U : Functor G) : Functor (Product F G) :=
  {| image M N g u := (image T g (fst u), image U g (snd u)) |}.
Next Obligation. intros u v []; split; eapply image_below; eassumption. Qed.
Next Obligation. split; apply image_section, H. Qed.

Definition either_image {F G} (T : Functor F) (U : Functor G) {M N} (g : M -> N) u : Sum F G N :=
  match u with inl u => inl (image T g u) | inr u => inr (image U g u) end.

Program Definition sum_functor {F G} (T : Functor F) (U : Functor G) : Functor (Sum F G) :=
  {| image M N := either_image T U |}.
Next Obligation.
  intros [] []; cbn; try contradiction; [apply (image_below T g p r H) | apply (image_below U g p r H)].
Qed.
Next Obligation. destruct v; cbn; apply image_section, H. Qed.

Program Definition power_functor {F} (T : Functor F) A : Functor (Power F A) :=
  {| image M N g u a := image T g (u a) |}.
Next Obligation. intros u v E a; apply (image_below T g p r H), E. Qed.
Next Obligation. apply image_section, H. Qed.

Program Definition composite_functor {F G} (T : Functor F) (U : Functor G) : Functor (Composite F G) :=
  {| image M N g := image T (image U g) |}.
Next Obligation. apply image_below, image_below, H. Qed.
Next Obligation. apply image_section; intros y; apply image_section, H. Qed.
