(** * Diagrams: maps that commute with the step

    Theory, section 3.  A map [alpha] from the states of one machine to those of another commutes if
    it makes no difference whether one steps and then abstracts, or abstracts and then steps.  Such a
    second machine exists if and only if the kernel of [alpha] is complete; it is then unique where
    [alpha] leads.

    Mirrors abstractions/diagram.py. *)

From Coq Require Import List.
From Abstractions Require Import Abstraction Completion.
Import ListNotations.

(** [low] and [high] take the same letters, and [alpha] leads from one to the other. *)
Definition commutes {M B A} (low : A -> M -> M) (high : A -> B -> B) (alpha : M -> B) : Prop :=
  forall a m, alpha (low a m) = high a (alpha m).

(** ** Complete means that a commuting square exists *)

Section Square.
  Context {M B A : Type} (low : A -> M -> M) (alpha : M -> B).

  Theorem commutes_complete high : commutes low high alpha -> complete low (kernel alpha).
  Proof. intros C; apply complete_step; cbn; intros a x y E; rewrite !C, E; reflexivity. Qed.

  (** Without a way to choose a state for an abstract one, the abstract step is still a relation... *)
  Definition arrow (a : A) (b b' : B) : Prop := exists m, alpha m = b /\ alpha (low a m) = b'.

  Theorem arrow_total a m : exists b', arrow a (alpha m) b'.
  Proof. exists (alpha (low a m)), m; auto. Qed.

  (** ...and a function of the states that have some. *)
  Theorem complete_iff_arrow_functional :
    complete low (kernel alpha) <-> forall a b b' b'', arrow a b b' -> arrow a b b'' -> b' = b''.
  Proof.
    rewrite complete_step; split.
    - intros C a b b' b'' (x & X & <-) (y & Y & <-); apply (C a x y); cbn; congruence.
    - intros F a x y E; apply (F a (alpha x)); [exists x | exists y]; auto.
  Qed.

  (** [state] chooses a state for every value of [alpha]. *)
  Definition chooses (state : B -> M) : Prop := forall m, alpha (state (alpha m)) = alpha m.

  (** The abstract machine: choose a state, step, abstract. *)
  Definition quotient (state : B -> M) (a : A) (b : B) : B := alpha (low a (state b)).

  Theorem quotient_commutes state :
    chooses state -> complete low (kernel alpha) -> commutes low (quotient state) alpha.
  Proof. intros S C a m; exact (C m (state (alpha m)) (eq_sym (S m)) a). Qed.

  Theorem complete_iff_commutes state :
    chooses state -> complete low (kernel alpha) <-> exists high, commutes low high alpha.
  Proof.
    intros S; split; [exists (quotient state); apply quotient_commutes; assumption|].
    intros (high & C); exact (commutes_complete high C).
  Qed.

  (** The abstract step is determined by the square. *)
  Theorem commutes_unique high high' :
    commutes low high alpha -> commutes low high' alpha -> forall a m, high a (alpha m) = high' a (alpha m).
  Proof. intros C C' a m; rewrite <- C, <- C'; reflexivity. Qed.

  Theorem commutes_unique_onto high high' :
    (forall b, exists m, alpha m = b) ->
    commutes low high alpha -> commutes low high' alpha -> forall a b, high a b = high' a b.
  Proof. intros S C C' a b; destruct (S b) as (m & <-); apply commutes_unique; assumption. Qed.
End Square.

(** ** Finitely many states *)

Section Finite.
  Context {M B A : Type} (low : A -> M -> M) (alpha : M -> B).
  Context (states : list M) (all : forall m, In m states).
  Context (decide : forall b b' : B, {b = b'} + {b <> b'}).

  (** Choose the first state of the list with the given value; if there is none, any. *)
  Lemma choice (m0 : M) : exists state, chooses alpha state.
  Proof.
    pose (has b m := if decide (alpha m) b then true else false).
    assert (forall b m, has b m = true <-> alpha m = b) as H
      by (intros b m; unfold has; destruct (decide (alpha m) b); split; congruence).
    exists (fun b => match find (has b) states with Some m => m | None => m0 end); intros m.
    destruct (find (has (alpha m)) states) as [m'|] eqn:F.
    - apply find_some in F as [_ F]; apply H, F.
    - pose proof (find_none _ _ F m (all m)) as N; rewrite (proj2 (H _ m) eq_refl) in N; discriminate.
  Qed.

  Theorem complete_iff_a_commuting_square_exists :
    complete low (kernel alpha) <-> exists high, commutes low high alpha.
  Proof.
    assert ((M -> False) \/ exists m : M, In m states) as [E|(m0 & _)]
      by (destruct states as [|m0 rest]; [left; exact all | right; exists m0; left; reflexivity]).
    - split; [exists (fun _ b => b); intros a m; destruct (E m) | intros _ x; destruct (E x)].
    - destruct (choice m0) as (state & S); exact (complete_iff_commutes low alpha state S).
  Qed.
End Finite.

(** ** Squares side by side *)

Section Paste.
  Context {M B D A : Type} (low : A -> M -> M) (middle : A -> B -> B) (high : A -> D -> D).
  Context (alpha : M -> B) (beta : B -> D).

  Theorem commutes_id : commutes low low (fun m => m).
  Proof. intros a m; reflexivity. Qed.

  Theorem commutes_after :
    commutes low middle alpha -> commutes middle high beta -> commutes low high (fun m => beta (alpha m)).
  Proof. intros C D' a m; rewrite C; apply D'. Qed.

  Context (C : commutes low middle alpha).

  (** What happens to a state happens to its image. *)
  Theorem commutes_run w m : alpha (run low w m) = run middle w (alpha m).
  Proof. revert m; induction w as [|a w IH]; intros m; cbn; [|rewrite IH, C]; reflexivity. Qed.

  (** What is complete above is complete below. *)
  Theorem commutes_pullback r : complete middle r -> complete low (pullback alpha r).
  Proof. rewrite !complete_step; intros R a x y E; cbn; rewrite !C; apply R, E. Qed.

  (** To minimise, one may abstract first. *)
  Theorem commutes_least r : least low (pullback alpha r) == pullback alpha (least middle r).
  Proof. intros x y; split; intros E w; specialize (E w); cbn in *; rewrite !commutes_run in *; exact E. Qed.
End Paste.
