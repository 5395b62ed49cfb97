(** * Computations: a memory, its step, and the way in and out

    Theory, sections 1, 3 and 4.7.  [m = load x; while not (halts m): m = step m; return (read m)].  The
    execution theorem: if all squares commute, the high computation gives the output of the low one, in
    as many steps.  The output-only case is trivial: to finish the computation inside the abstraction
    is least among all abstractions that keep the output; with the termination square as well, the least
    complete one is the pair (steps left, output).

    Mirrors abstractions/computation.py. *)

From Coq Require Import List Lia.
From Abstractions Require Import Abstraction Completion Diagram.
Import ListNotations.

Record Computation (M I O : Type) := {
  step : M -> M;
  halts : M -> bool;
  load : I -> M;
  read : M -> O
}.

Arguments step {M I O}.
Arguments halts {M I O}.
Arguments load {M I O}.
Arguments read {M I O}.

(** ** Runs *)

Section Run.
  Context {M I O : Type} (c : Computation M I O).

  (** A halted computation stays as it is. *)
  Definition stopped (m : M) : M := if halts c m then m else step c m.

  (** From [m] the computation halts after exactly [k] steps, with output [o]. *)
  Inductive yields : nat -> M -> O -> Prop :=
  | yields_halted m : halts c m = true -> yields 0 m (read c m)
  | yields_step k m o : halts c m = false -> yields k (step c m) o -> yields (S k) m o.

  (** From [m] the computation halts some time, with output [o]. *)
  Definition ends (m : M) (o : O) : Prop := exists k, yields k m o.

  Lemma yields_now k m o : halts c m = true -> yields k m o <-> k = 0 /\ read c m = o.
  Proof. intros H; split; [destruct 1; split; congruence | intros [-> <-]; constructor; exact H]. Qed.

  Lemma yields_later k m o : halts c m = false -> yields k m o <-> exists j, k = S j /\ yields j (step c m) o.
  Proof.
    intros H; split; [destruct 1; [congruence | eauto] | intros (j & -> & Y); constructor; assumption].
  Qed.

  Lemma yields_next k m o : halts c m = false -> yields (S k) m o <-> yields k (step c m) o.
  Proof. intros H; split; [inversion 1; assumption | constructor; assumption]. Qed.

  (** The stopped dynamics, [i] steps on. *)
  Definition trace (m : M) (i : nat) : M := Nat.iter i stopped m.

  Lemma trace_running m i : halts c m = false -> trace m (S i) = trace (step c m) i.
  Proof.
    intros H; unfold trace; rewrite <- PeanoNat.Nat.add_1_r, iter_add; cbn; unfold stopped at 2.
    rewrite H; reflexivity.
  Qed.

  (** What can be seen of a state: its output, once it has halted. *)
  Definition show (m : M) : option O := if halts c m then Some (read c m) else None.

  Lemma show_none m : show m = None <-> halts c m = false.
  Proof. unfold show; destruct (halts c m); split; congruence. Qed.

  Lemma show_some m o : show m = Some o <-> yields 0 m o.
  Proof.
    unfold show; split; [destruct (halts c m) eqn:H; intros [= <-]; constructor; exact H|].
    inversion 1 as [m' H' |]; rewrite H'; reflexivity.
  Qed.

  (** The output is the first thing that the trace shows. *)
  Theorem yields_trace k m o :
    yields k m o <-> show (trace m k) = Some o /\ forall i, i < k -> show (trace m i) = None.
  Proof.
    split.
    - induction 1 as [m H|k m o H _ [E B]]; [split; [apply show_some; constructor; exact H | lia]|].
      rewrite trace_running by exact H; split; [exact E | intros [|i] L; [apply show_none, H|]].
      rewrite trace_running by exact H; apply B; lia.
    - revert m; induction k as [|k IH]; intros m [E B]; [apply show_some, E|].
      assert (halts c m = false) as H by (apply show_none, (B 0); lia).
      rewrite trace_running in E by exact H; constructor; [exact H | apply IH; split; [exact E|]].
      intros i L; rewrite <- trace_running by exact H; apply B; lia.
  Qed.

  Theorem yields_deterministic k k' m o o' : yields k m o -> yields k' m o' -> k = k' /\ o = o'.
  Proof.
    intros Y; revert k' o'; induction Y as [m H|k m o H _ IH]; intros k' o' Y'.
    - apply yields_now in Y' as [-> <-]; auto.
    - apply yields_later in Y' as (j & -> & Y'); [|exact H].
      destruct (IH _ _ Y') as [<- <-]; auto.
  Qed.

  Theorem ends_deterministic m o o' : ends m o -> ends m o' -> o = o'.
  Proof. intros (k & Y) (k' & Y'); exact (proj2 (yields_deterministic k k' m o o' Y Y')). Qed.

  Lemma ends_stopped m o : ends (stopped m) o <-> ends m o.
  Proof.
    unfold stopped; destruct (halts c m) eqn:H; [reflexivity|]; split.
    - intros (k & Y); exists (S k); constructor; assumption.
    - intros (k & Y); apply yields_later in Y as (j & _ & Y); [exists j|]; assumption.
  Qed.

  (** No state comes twice on the way to the end: of [n] states, a run halts before time [n], or never. *)
  Theorem yields_soon (states : list M) k m o :
    (forall m, In m states) -> yields k m o -> k < length states.
  Proof.
    intros all Y; assert (exists l, NoDup l /\ length l = S k /\ forall m', In m' l ->
                            exists j o', yields j m' o' /\ j < S k) as (l & N & L & _).
    - induction Y as [m H|k m o H Y (l & N & L & E)].
      + exists [m]; split; [|split; [reflexivity|]].
        * repeat constructor; intros [].
        * intros m' [<-|[]]; exists 0, (read c m); split; [constructor; exact H | auto].
      + exists (m :: l); split; [|split; [cbn; congruence|]].
        * constructor; [intros X | exact N]; destruct (E m X) as (j & o' & Y' & J).
          destruct (yields_deterministic j (S k) m o' o Y'); [constructor; assumption | lia].
        * intros m' [<-|X]; [exists (S k), o; split; [constructor; assumption | auto]|].
          destruct (E m' X) as (j & o' & Y' & J); exists j, o'; auto.
    - unfold lt; rewrite <- L; apply NoDup_incl_length; [exact N | intros m' _; apply all].
  Qed.

  (** A part of the memory that no run leaves. *)
  Definition closed (part : M -> Prop) : Prop :=
    (forall x, part (load c x)) /\ forall m, part m -> halts c m = false -> part (step c m).

  (** The states that runs come by: the least such part. *)
  Definition reachable (m : M) : Prop := exists x i, trace (load c x) i = m.

  Theorem reachable_closed : closed reachable.
  Proof.
    split; [intros x; exists x, 0; reflexivity | intros m (x & i & <-) H; exists x, (S i)].
    change (stopped (trace (load c x) i) = step c (trace (load c x) i)).
    unfold stopped; rewrite H; reflexivity.
  Qed.

  Theorem reachable_least part m : closed part -> reachable m -> part m.
  Proof.
    intros [L K] (x & i & <-); induction i as [|i IH]; [apply L|].
    change (part (stopped (trace (load c x) i))); unfold stopped.
    destruct (halts c (trace (load c x) i)) eqn:H; [exact IH | apply K; assumption].
  Qed.
End Run.

(** ** The execution theorem *)

Section Execution.
  Context {M I O B J P : Type} (low : Computation M I O) (high : Computation B J P).
  Context (alpha : M -> B) (alpha_I : I -> J) (alpha_O : O -> P).

  (** The four squares, on a part of the memory: all states, say, or those that are reachable. *)
  Record Commuting (part : M -> Prop) : Prop := {
    input_square x : alpha (load low x) = load high (alpha_I x);
    termination_square m : part m -> halts low m = halts high (alpha m);
    step_square m : part m -> halts low m = false -> alpha (step low m) = step high (alpha m);
    output_square m : part m -> halts low m = true -> alpha_O (read low m) = read high (alpha m)
  }.

  Context (part : M -> Prop) (K : closed low part) (C : Commuting part).

  (** Both runs go on for equally long, one square after the other. *)
  Lemma commuting_yields k m o' :
    part m -> yields high k (alpha m) o' <-> exists o, yields low k m o /\ alpha_O o = o'.
  Proof.
    revert m; induction k as [|k IH]; intros m X; destruct (halts low m) eqn:H;
      pose proof H as H'; rewrite (termination_square _ C m X) in H'.
    - rewrite yields_now, <- (output_square _ C m X H) by exact H'; split.
      + intros [_ E]; exists (read low m); split; [constructor; exact H | exact E].
      + intros (o & Y & E); apply yields_now in Y as [_ <-]; auto.
    - split; [inversion 1 | intros (o & Y & E); inversion Y]; congruence.
    - split; [inversion 1 | intros (o & Y & E); inversion Y]; congruence.
    - rewrite yields_next, <- (step_square _ C m X H), IH by (exact H' || apply K; assumption).
      split; intros (o & Y & E); exists o; (split; [apply (yields_next low k m o H), Y | exact E]).
  Qed.

  (** The abstract computation on the abstract input gives the abstract output, in as many steps,
      and no other. *)
  Theorem execution k x o' :
    yields high k (load high (alpha_I x)) o' <-> exists o, yields low k (load low x) o /\ alpha_O o = o'.
  Proof. rewrite <- (input_square _ C x); apply commuting_yields, K. Qed.

  Corollary execution_output k x o :
    yields low k (load low x) o -> yields high k (load high (alpha_I x)) (alpha_O o).
  Proof. intros Y; apply execution; exists o; auto. Qed.

  Corollary execution_halts k x :
    (exists o, yields low k (load low x) o) <-> exists o', yields high k (load high (alpha_I x)) o'.
  Proof.
    split; [intros (o & Y); exists (alpha_O o); apply execution_output, Y|].
    intros (o' & Y); apply execution in Y as (o & Y & _); exists o; exact Y.
  Qed.
End Execution.

(** ** Finish the computation: least, if only the output matters *)

(** States of which the same is true. *)
Program Definition agreement {M O} (P : M -> O -> Prop) : Abstraction M :=
  {| same x y := forall o, P x o <-> P y o |}.
Next Obligation.
  split.
  - intros x o; reflexivity.
  - intros x y E o; symmetry; apply E.
  - intros x y z E F o; rewrite (E o); apply F.
Qed.

Section Finish.
  Context {M I O : Type} (c : Computation M I O).
  Implicit Types (p : Abstraction M).

  (** Know what the run yields in the end, if anything. *)
  Definition finished : Abstraction M := agreement (ends c).

  (** The abstract step is the identity. *)
  Theorem finished_stopped m : finished (stopped c m) m.
  Proof. intros o; apply ends_stopped. Qed.

  Theorem finished_complete : complete (single (stopped c)) finished.
  Proof. apply complete_single; intros x y E; cbn; intros o; rewrite !ends_stopped; apply E. Qed.

  (** Complete or not, a map whose values determine the output is above. *)
  Theorem finished_least {B} (alpha : M -> B) (tells : B -> O -> Prop) :
    (forall m o, ends c m o <-> tells (alpha m) o) -> finished <= kernel alpha.
  Proof. intros T x y E o; cbn in E; rewrite !T, E; reflexivity. Qed.

  (** In particular every computation that gives the same outputs, in any number of steps. *)
  Corollary finished_least_computation {B J} (high : Computation B J O) (alpha : M -> B) :
    (forall m o, ends c m o <-> ends high (alpha m) o) -> finished <= kernel alpha.
  Proof. apply finished_least. Qed.

  (** ** Steps left and output: least, with the termination square *)

  (** Know whether the state has halted, and if so, with which output. *)
  Definition shown : Abstraction M := kernel (show c).

  (** Know after how many steps the run halts, if ever, and with which output. *)
  Definition remaining : Abstraction M := sup (fun k => agreement (yields c k)).

  Lemma remaining_above : shown <= remaining.
  Proof.
    intros x y E; assert (forall o, show c x = Some o <-> show c y = Some o) as S
      by (intros o; rewrite !show_some; apply (E 0 o)).
    cbn; destruct (show c x); [symmetry; apply S; reflexivity|].
    destruct (show c y); [apply S|]; reflexivity.
  Qed.

  (** One step takes one off what is left, unless nothing was. *)
  Lemma remaining_complete : complete (single (stopped c)) remaining.
  Proof.
    apply complete_single; intros x y E k o; pose proof (remaining_above x y E) as V; cbn in V.
    unfold stopped; unfold show in V; destruct (halts c x) eqn:X, (halts c y) eqn:Y; try discriminate.
    - apply E.
    - rewrite <- (yields_next c k x o X), <- (yields_next c k y o Y); apply E.
  Qed.

  (** Equal states show the same at all times. *)
  Lemma remaining_below p : complete (single (stopped c)) p -> shown <= p -> remaining <= p.
  Proof.
    intros C B x y E k o; assert (forall i, show c (trace c x i) = show c (trace c y i)) as S.
    { intros i; apply B; unfold trace; rewrite <- (repeat_length tt i), <- !(run_single (stopped c)).
      apply complete_run; assumption. }
    rewrite !yields_trace, S; split; intros [X F]; (split; [exact X|]); intros i L.
    - rewrite <- S; apply F, L.
    - rewrite S; apply F, L.
  Qed.

  Theorem remaining_is_least : is_least (single (stopped c)) shown remaining.
  Proof. split; [apply remaining_complete | split; [apply remaining_above | apply remaining_below]]. Qed.

  Corollary least_shown : least (single (stopped c)) shown == remaining.
  Proof. symmetry; apply least_unique, remaining_is_least. Qed.

  Theorem finished_below_remaining : finished <= remaining.
  Proof. intros x y E o; split; intros (k & Y); exists k; apply E, Y. Qed.

  (** States that never halt are one class. *)
  Theorem remaining_never x y : (forall o, ~ ends c x o) -> (forall o, ~ ends c y o) -> remaining x y.
  Proof. intros X Y k o; split; intros E; [contradiction (X o) | contradiction (Y o)]; exists k; exact E. Qed.

  (** So to be complete and show the outputs of halted states is enough to tell all outputs. *)
  Corollary complete_tells_output p : complete (single (stopped c)) p -> shown <= p -> finished <= p.
  Proof. intros C B; rewrite finished_below_remaining; apply remaining_below; assumption. Qed.

  (** ** If every run halts *)

  Section Total.
    Context (left : M -> nat) (output : M -> O) (total : forall m, yields c (left m) m (output m)).

    Lemma yields_total k m o : yields c k m o <-> left m = k /\ output m = o.
    Proof. split; [apply yields_deterministic, total | intros [<- <-]; apply total]. Qed.

    Lemma ends_total m o : ends c m o <-> output m = o.
    Proof. split; [intros (k & Y); apply (yields_total k), Y | intros <-; exists (left m); apply total]. Qed.

    Theorem finished_total : finished == kernel output.
    Proof.
      intros x y; cbn; split; [intros E; apply ends_total, E, ends_total; reflexivity|].
      intros E o; rewrite !ends_total, E; reflexivity.
    Qed.

    Theorem remaining_total : remaining == kernel (fun m => (left m, output m)).
    Proof.
      intros x y; cbn; split; intros E.
      - destruct (proj1 (yields_total _ x _) (proj2 (E _ _) (total y))) as [<- <-]; reflexivity.
      - injection E as L R; intros k o; rewrite !yields_total, L, R; reflexivity.
    Qed.

    (** To finish is to abstract to the outputs, where nothing moves. *)
    Theorem output_commutes : commutes (single (stopped c)) (fun _ o => o) output.
    Proof. intros a m; apply finished_total, finished_stopped. Qed.
  End Total.
End Finish.
