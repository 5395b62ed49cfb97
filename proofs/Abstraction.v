(** * Abstractions: equivalence relations, in the information order

    Theory, section 2.  [p] below [q] means that [p] knows at most what [q] knows: what [q]
    identifies, [p] identifies too.  So bottom identifies everything, top nothing, a supremum is an
    intersection of relations, and an infimum is the transitive closure of a union.  Abstractions are
    compared by what they identify ([p == q]); no axiom of extensionality is used.

    Mirrors abstractions/abstraction.py. *)

From Coq Require Import Setoid Morphisms RelationClasses.

Record Abstraction (M : Type) := {
  same :> M -> M -> Prop;
  same_equivalence : Equivalence same
}.

#[export] Existing Instance same_equivalence.

Declare Scope abstraction_scope.
Delimit Scope abstraction_scope with abstraction.
Open Scope abstraction_scope.

(** ** The information order *)

Definition below {M} (p q : Abstraction M) : Prop := forall x y, q x y -> p x y.

Definition equal {M} (p q : Abstraction M) : Prop := forall x y, p x y <-> q x y.

Infix "<=" := below : abstraction_scope.
Infix "==" := equal (at level 70) : abstraction_scope.

Section Order.
  Context {M : Type}.
  Implicit Types p q r : Abstraction M.

  #[export] Instance below_preorder : PreOrder (@below M).
  Proof. split; repeat intro; auto. Qed.

  #[export] Instance equal_equivalence : Equivalence (@equal M).
  Proof.
    split.
    - intros p x y; reflexivity.
    - intros p q E x y; symmetry; apply E.
    - intros p q r E F x y; rewrite (E x y); apply F.
  Qed.

  #[export] Instance below_proper : Proper (equal ==> equal ==> iff) (@below M).
  Proof.
    intros p p' E q q' E'; split; intros B x y S.
    - apply E, B, E', S.
    - apply E, B, E', S.
  Qed.

  Theorem below_antisymmetric p q : p <= q -> q <= p -> p == q.
  Proof. firstorder. Qed.

  Lemma equal_below p q : p == q -> p <= q.
  Proof. firstorder. Qed.
End Order.

(** ** Kernels, bottom and top *)

(** States that a map sends to one value. *)
Program Definition kernel {M A} (f : M -> A) : Abstraction M := {| same x y := f x = f y |}.
Next Obligation. split; congruence. Qed.

Definition trivial {M} : Abstraction M := kernel (fun _ => tt).
Definition identity {M} : Abstraction M := kernel (fun x => x).

Theorem trivial_least {M} (p : Abstraction M) : trivial <= p.
Proof. repeat intro; reflexivity. Qed.

Theorem identity_greatest {M} (p : Abstraction M) : p <= identity.
Proof. intros x y ->; reflexivity. Qed.

(** [kernel f] knows more, the less [f] forgets: a map after [f] only loses. *)
Theorem kernel_after {M A B} (f : M -> A) (g : A -> B) : kernel (fun x => g (f x)) <= kernel f.
Proof. intros x y; cbn; congruence. Qed.

(** ** Suprema and infima of families *)

(** Know what all of a family know: the intersection. *)
Program Definition sup {M I} (p : I -> Abstraction M) : Abstraction M :=
  {| same x y := forall i, p i x y |}.
Next Obligation.
  split.
  - intros x i; reflexivity.
  - intros x y E i; symmetry; auto.
  - intros x y z E F i; transitivity y; auto.
Qed.

(** Common knowledge of a family: from state to state, each time identified by some member. *)
Inductive linked {M I} (p : I -> Abstraction M) : M -> M -> Prop :=
| linked_refl x : linked p x x
| linked_step i x y z : p i x y -> linked p y z -> linked p x z.

#[local] Hint Constructors linked : core.

Lemma linked_trans {M I} (p : I -> Abstraction M) x y z : linked p x y -> linked p y z -> linked p x z.
Proof. induction 1; eauto. Qed.

Lemma linked_sym {M I} (p : I -> Abstraction M) x y : linked p x y -> linked p y x.
Proof.
  induction 1 as [|i x y z E _ IH]; [constructor|].
  apply linked_trans with y; [assumption|].
  apply linked_step with i x; [symmetry; assumption | constructor].
Qed.

Program Definition inf {M I} (p : I -> Abstraction M) : Abstraction M := {| same := linked p |}.
Next Obligation. split; repeat intro; eauto using linked_sym, linked_trans. Qed.

Section Lattice.
  Context {M I : Type}.
  Implicit Types (p : I -> Abstraction M) (q : Abstraction M).

  Theorem sup_upper p i : p i <= sup p.
  Proof. intros x y E; apply E. Qed.

  Theorem sup_least p q : (forall i, p i <= q) -> sup p <= q.
  Proof. intros B x y E i; apply B, E. Qed.

  Theorem inf_lower p i : inf p <= p i.
  Proof. intros x y E; apply linked_step with i y; [assumption | constructor]. Qed.

  (** Along a link every step is one that [q] identifies. *)
  Theorem inf_greatest p q : (forall i, q <= p i) -> q <= inf p.
  Proof.
    intros B x y L; induction L as [|i x y z E _ IH]; [reflexivity|].
    transitivity y; [apply (B i) | ]; assumption.
  Qed.
End Lattice.

(** ** Two of them *)

(** The family of two abstractions. *)
Definition two {M} (p q : Abstraction M) (b : bool) : Abstraction M := if b then p else q.

(** Know both. *)
Definition join {M} (p q : Abstraction M) : Abstraction M := sup (two p q).

(** What both know. *)
Definition meet {M} (p q : Abstraction M) : Abstraction M := inf (two p q).

Infix "⊔" := join (at level 50, left associativity) : abstraction_scope.
Infix "⊓" := meet (at level 40, left associativity) : abstraction_scope.

Section Two.
  Context {M : Type}.
  Implicit Types p q r : Abstraction M.

  Lemma join_same p q x y : (p ⊔ q) x y <-> p x y /\ q x y.
  Proof. split; [intros E; split; [apply (E true) | apply (E false)] | intros [] []; assumption]. Qed.

  Theorem join_left p q : p <= p ⊔ q.
  Proof. exact (sup_upper (two p q) true). Qed.

  Theorem join_right p q : q <= p ⊔ q.
  Proof. exact (sup_upper (two p q) false). Qed.

  Theorem join_least p q r : p <= r -> q <= r -> p ⊔ q <= r.
  Proof. intros; apply sup_least; intros []; assumption. Qed.

  Theorem meet_left p q : p ⊓ q <= p.
  Proof. exact (inf_lower (two p q) true). Qed.

  Theorem meet_right p q : p ⊓ q <= q.
  Proof. exact (inf_lower (two p q) false). Qed.

  Theorem meet_greatest p q r : r <= p -> r <= q -> r <= p ⊓ q.
  Proof. intros; apply inf_greatest; intros []; assumption. Qed.

  #[export] Instance join_proper : Proper (equal ==> equal ==> equal) (@join M).
  Proof. intros p p' E q q' E' x y; rewrite !join_same, (E x y), (E' x y); reflexivity. Qed.

  Theorem below_join p q : p <= q <-> p ⊔ q == q.
  Proof.
    split.
    - intros B; apply below_antisymmetric; [apply join_least; [assumption | reflexivity] | apply join_right].
    - intros <-; apply join_left.
  Qed.
End Two.

(** ** Pullback *)

(** What [r] knows about the value of [g]. *)
Program Definition pullback {M N} (g : M -> N) (r : Abstraction N) : Abstraction M :=
  {| same x y := r (g x) (g y) |}.
Next Obligation.
  split; repeat intro; [reflexivity | symmetry; assumption | etransitivity; eassumption].
Qed.

Section Pullback.
  Context {M N : Type}.

  Theorem pullback_monotone (g : M -> N) r r' : r <= r' -> pullback g r <= pullback g r'.
  Proof. intros B x y E; apply B, E. Qed.

  #[export] Instance pullback_proper (g : M -> N) : Proper (equal ==> equal) (pullback g).
  Proof. intros r r' E x y; apply E. Qed.

  Theorem pullback_id (p : Abstraction M) : pullback (fun x => x) p == p.
  Proof. intros x y; reflexivity. Qed.

  Theorem pullback_after {L} (h : L -> M) (g : M -> N) r :
    pullback h (pullback g r) == pullback (fun x => g (h x)) r.
  Proof. intros x y; reflexivity. Qed.

  Theorem pullback_sup {I} (g : M -> N) (r : I -> Abstraction N) :
    pullback g (sup r) == sup (fun i => pullback g (r i)).
  Proof. intros x y; reflexivity. Qed.

  Theorem pullback_join (g : M -> N) r r' : pullback g (r ⊔ r') == pullback g r ⊔ pullback g r'.
  Proof. intros x y; rewrite (join_same (pullback g r)); exact (join_same r r' (g x) (g y)). Qed.

  (** Only half of it for infima: common knowledge of next states may pass through states that are none. *)
  Theorem pullback_inf {I} (g : M -> N) (r : I -> Abstraction N) :
    pullback g (inf r) <= inf (fun i => pullback g (r i)).
  Proof.
    intros x y L; induction L as [|i x y z E _ IH]; [reflexivity|].
    transitivity y; [apply (inf_lower r i) | ]; assumption.
  Qed.

  (** A kernel is equality of values, pulled back. *)
  Theorem kernel_pullback (g : M -> N) : kernel g == pullback g identity.
  Proof. intros x y; reflexivity. Qed.
End Pullback.
