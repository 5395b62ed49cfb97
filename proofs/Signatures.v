(** * Signatures: certificates that classes are the least complete abstraction

    Theory, sections 4.3 and 5; "An order of sums" and "An order of signatures" in proofs/README.md.  The
    classes stand in a row.  Every boundary between neighbours has a time, at which the two were told
    apart: at time 0 by what is seen, later by a measure of what is left of their steps when states are
    replaced by the classes of that time: the sum of the weights into some of these classes, or the whole
    signature.  What the checker demands of neighbours proves that every complete abstraction above what
    is seen tells any two classes apart.

    Mirrors abstractions/checker/sums.py and abstractions/checker/signatures.py. *)

From Coq Require Import Arith Lia Setoid Morphisms.
From Abstractions Require Import Abstraction Coalgebra Branching.

Local Open Scope nat_scope.

(** ** Walks along a row *)

Section Walk.
  Context {V : Type} (lt : V -> V -> Prop) {strict : StrictOrder lt} (f : nat -> V).

  (** From [b] to the next, [f] stays or grows. *)
  Definition rises b : Prop := f b = f (S b) \/ lt (f b) (f (S b)).

  Lemma walk_rises i k : i <= k -> (forall b, i <= b < k -> rises b) -> f i = f k \/ lt (f i) (f k).
  Proof.
    induction 1 as [|k L IH]; intros W; [left; reflexivity|].
    assert (K : rises k) by (apply W; lia).
    destruct IH as [E|G]; [intros; apply W; lia | rewrite E; exact K | right].
    destruct K as [<-|G']; [exact G | transitivity (f k); assumption].
  Qed.

  Lemma walk_grows i b k : i <= b < k -> (forall b, i <= b < k -> rises b) ->
    lt (f b) (f (S b)) -> lt (f i) (f k).
  Proof.
    intros B W G; assert (G' : lt (f i) (f (S b))).
    - destruct (walk_rises i b) as [->|L]; [lia | intros; apply W; lia | exact G |].
      transitivity (f b); assumption.
    - destruct (walk_rises (S b) k) as [<-|L]; [lia | intros; apply W; lia | exact G' |].
      transitivity (f (S b)); assumption.
  Qed.
End Walk.

(** ** Boundaries and their times *)

Section Row.
  Context (time : nat -> nat).

  (** Going left from [j], going right from [j] over [k] boundaries: the first time earlier than [t]; 0 if
      there is none. *)
  Fixpoint leftwards t j : nat :=
    match j with
    | 0 => 0
    | S j => if time j <? t then time j else leftwards t j
    end.

  Fixpoint rightwards t j k : nat :=
    match k with
    | 0 => 0
    | S k => if time j <? t then time j else rightwards t (S j) k
    end.

  (** Such a time is no earlier than all on the way to some boundary earlier than [t]. *)
  Lemma leftwards_late t T c j :
    c < j -> time c < t -> (forall b, c <= b < j -> T <= time b) -> T <= leftwards t j.
  Proof.
    induction j as [|j IH]; intros C E A; [lia|]; cbn [leftwards rightwards].
    destruct (Nat.ltb_spec (time j) t).
    - apply A; lia.
    - destruct (Nat.eq_dec c j) as [->|]; [lia | apply IH; [lia | exact E | intros; apply A; lia]].
  Qed.

  Lemma rightwards_late t T c k : forall j,
    j <= c < j + k -> time c < t -> (forall b, j <= b <= c -> T <= time b) -> T <= rightwards t j k.
  Proof.
    induction k as [|k IH]; intros j C E A; [lia|]; cbn [leftwards rightwards].
    destruct (Nat.ltb_spec (time j) t).
    - apply A; lia.
    - destruct (Nat.eq_dec c j) as [->|]; [lia | apply IH; [lia | exact E | intros; apply A; lia]].
  Qed.

  Lemma earliest i k : i < k -> exists b, i <= b < k /\ forall c, i <= c < k -> time b <= time c.
  Proof.
    induction 1 as [|k L [b [B E]]].
    - exists i; split; [lia | intros c C; replace c with i by lia; reflexivity].
    - exists (if time k <? time b then k else b); destruct (Nat.ltb_spec (time k) (time b)) as [K|K].
      + split; [lia | intros c C; destruct (Nat.eq_dec c k) as [->|]; [reflexivity|]].
        transitivity (time b); [lia | apply E; lia].
      + split; [lia | intros c C; destruct (Nat.eq_dec c k) as [->|]; [exact K | apply E; lia]].
  Qed.
End Row.

(** ** An order of sums, or of other measures *)

Section Measures.
  Context {F : Shape} {M : Type} (step : M -> F M) {Seen Measure : Type} (see : M -> Seen).
  Context (shown_before : Seen -> Seen -> Prop) {strict_seen : StrictOrder shown_before}.
  Context (precedes : Measure -> Measure -> Prop) {strict : StrictOrder precedes}.

  (** The row: [n] classes, the place of the class of each state, a member of the class at each place,
      and the time of the boundary between the places [j] and [j + 1]. *)
  Context (n : nat) (place : M -> nat) (member : nat -> M) (time : nat -> nat).
  Hypothesis place_range : forall x, place x < n.
  Hypothesis member_place : forall j, j < n -> place (member j) = j.

  Definition between x y b : Prop := place x <= b < place y \/ place y <= b < place x.

  (** Runs of classes with no boundary of a time earlier than [t]: the classes at that time. *)
  Program Definition level (t : nat) : Abstraction M :=
    {| same x y := forall b, between x y b -> t <= time b |}.
  Next Obligation.
    split; unfold between.
    - intros x b B; lia.
    - intros x y E b B; apply E; lia.
    - intros x y z E E' b B; destruct (le_lt_dec (place y) b), B; (apply E; lia) || (apply E'; lia).
  Qed.

  Lemma level_monotone t t' : t <= t' -> (level t <= level t')%abstraction.
  Proof. intros L x y E b B; transitivity t'; [exact L | apply E, B]. Qed.

  Lemma level_below t : (level t <= kernel place)%abstraction.
  Proof. intros x y E b B; unfold between in B; cbn in E; lia. Qed.

  (** [measure t x]: of the step of [x], something that [level t] leaves; for example, the sum of the weights
      of the edges into a union of its classes. *)
  Context (measure : nat -> M -> Measure).
  Hypothesis measured : forall t x y, see x = see y -> next step (level t) x y -> measure t x = measure t y.

  (** What the checker demands: the classes are stable, and of the neighbours [j] and [j + 1], *)
  Hypothesis stable : complete step (kernel place).
  Hypothesis alike : (kernel see <= kernel place)%abstraction.
  (** at time 0 what is seen grows, *)
  Hypothesis seen_grow : forall j, S j < n -> time j = 0 ->
    shown_before (see (member j)) (see (member (S j))).
  (** later it does not change, *)
  Hypothesis seen_stay : forall j, S j < n -> 0 < time j -> see (member j) = see (member (S j)).
  (** the measures of that time grow, *)
  Hypothesis measures_grow : forall j, S j < n -> 0 < time j ->
    precedes (measure (time j) (member j)) (measure (time j) (member (S j))).
  (** and those of an earlier time [t] do not change at [b], if a boundary [c] of that time lies in the same
      run of classes, from [i] to [k], between boundaries of earlier times. *)
  Hypothesis measures_stay : forall t b c i k, k < n -> (forall d, i <= d < k -> t <= time d) ->
    i <= c < k -> time c = t -> i <= b < k -> 0 < t < time b ->
    measure t (member b) = measure t (member (S b)).

  Lemma measured_finer r t x y :
    see x = see y -> (level t <= r)%abstraction -> next step r x y -> measure t x = measure t y.
  Proof. intros E B N; apply measured; [exact E | exact (next_monotone step _ _ B x y N)]. Qed.

  Lemma member_of x : kernel place (member (place x)) x.
  Proof. apply member_place, place_range. Qed.

  Lemma seen_of_class x : see (member (place x)) = see x.
  Proof. apply alike, member_of. Qed.

  Lemma measure_of_class t x : measure t (member (place x)) = measure t x.
  Proof.
    assert (E := member_of x).
    exact (measured_finer (kernel place) t _ _ (alike _ _ E) (level_below t) (stable _ _ E)).
  Qed.

  Section Apart.
    (** Any other complete abstraction above what is seen, *)
    Context (r : Abstraction M).
    Hypothesis r_complete : complete step r.
    Hypothesis r_above : (kernel see <= r)%abstraction.

    (** tells classes apart between which there is a boundary. *)
    Lemma apart t : forall x y c, place x <= c < place y -> time c = t ->
      (forall b, place x <= b < place y -> t <= time b) -> ~ r x y.
    Proof.
      induction t as [t IH] using (well_founded_ind lt_wf); intros x y c C T A R.
      assert (L : (level t <= r)%abstraction).
      { assert (L : forall u v b, r u v -> place u <= b < place v -> t <= time b).
        { intros u v b E B; destruct (le_lt_dec t (time b)) as [|K]; [assumption|exfalso].
          destruct (earliest time (place u) (place v)) as [e [I V]]; [lia|].
          apply (IH (time e)) with u v e; auto. specialize (V b B); lia. }
        intros u v E b [B|B]; [exact (L u v b E B) | exact (L v u b (symmetry E) B)]. }
      assert (Y := place_range y).
      assert (N : forall b, place x <= b < place y -> S b < n) by (intros; lia).
      destruct (Nat.eq_dec t 0) as [->|P].
      - assert (G : shown_before (see (member (place x))) (see (member (place y)))).
        { apply (walk_grows _ (fun j => see (member j))) with c; [exact C | | apply seen_grow; auto].
          intros b B; destruct (Nat.eq_dec (time b) 0).
          - right; apply seen_grow; auto.
          - left; apply seen_stay; [auto | lia]. }
        rewrite !seen_of_class, (r_above x y R) in G; exact (irreflexivity G).
      - assert (G : precedes (measure t (member (place x))) (measure t (member (place y)))).
        { apply (walk_grows _ (fun j => measure t (member j))) with c; [exact C | |].
          - intros b B; destruct (Nat.eq_dec (time b) t) as [<-|K].
            + right; apply measures_grow; [auto | lia].
            + left; apply (measures_stay t b c _ _ Y A C T B); specialize (A b B); lia.
          - rewrite <- T; apply measures_grow; [auto | lia]. }
        rewrite !measure_of_class in G.
        rewrite (measured_finer r t x y (r_above x y R) L (r_complete x y R)) in G.
        exact (irreflexivity G).
    Qed.

    Theorem accepted_below : (kernel place <= r)%abstraction.
    Proof.
      assert (N : forall x y, r x y -> ~ place x < place y).
      { intros x y E L; destruct (earliest time _ _ L) as [c [C A]].
        exact (apart (time c) x y c C eq_refl A E). }
      intros x y E; assert (N' := N x y E); assert (N'' := N y x (symmetry E)); cbn; lia.
    Qed.
  End Apart.

  (** The classes of an accepted certificate are the least complete abstraction above what is seen, *)
  Theorem accepted_minimal : kernel place == minimal step (kernel see).
  Proof.
    apply minimal_unique; [exact stable | exact alike | intros r C B; exact (accepted_below r C B)].
  Qed.

  (** and above [p], if what is seen is [p] and what every complete abstraction keeps. *)
  Theorem accepted_minimal_above p : (p <= kernel see)%abstraction ->
    (forall r, complete step r -> p <= r -> kernel see <= r)%abstraction ->
    kernel place == minimal step p.
  Proof.
    intros B K; apply minimal_unique; [exact stable | transitivity (kernel see); assumption |].
    intros r C B'; apply accepted_below; [exact C | apply K; assumption].
  Qed.
End Measures.

(** ** An order of sums *)

Section Sums.
  Context {K : Monoid} {M : Type} (step : M -> Weighted K M) {Seen : Type} (see : M -> Seen).
  Context (shown_before : Seen -> Seen -> Prop) {strict_seen : StrictOrder shown_before}.
  Context (precedes : K -> K -> Prop) {strict : StrictOrder precedes}.
  Context (n : nat) (place : M -> nat) (member : nat -> M) (time : nat -> nat).
  Hypothesis place_range : forall x, place x < n.
  Hypothesis member_place : forall j, j < n -> place (member j) = j.

  (** [into t]: some classes between boundaries earlier than [t]; the sum of time [t] is into them. *)
  Context (into : nat -> M -> bool).
  Hypothesis into_level : forall t, (kernel (into t) <= level place time t)%abstraction.

  Definition sum_at t x : K := total (into t) (step x).

  Hypothesis stable : complete step (kernel place).
  Hypothesis alike : (kernel see <= kernel place)%abstraction.
  Hypothesis seen_grow : forall j, S j < n -> time j = 0 ->
    shown_before (see (member j)) (see (member (S j))).
  Hypothesis seen_stay : forall j, S j < n -> 0 < time j -> see (member j) = see (member (S j)).
  Hypothesis sums_grow : forall j, S j < n -> 0 < time j ->
    precedes (sum_at (time j) (member j)) (sum_at (time j) (member (S j))).
  Hypothesis sums_stay : forall t b c i k, k < n -> (forall d, i <= d < k -> t <= time d) ->
    i <= c < k -> time c = t -> i <= b < k -> 0 < t < time b ->
    sum_at t (member b) = sum_at t (member (S b)).

  (** What the abstraction leaves of a step says all sums into unions of its classes. *)
  Theorem accepted_sums : kernel place == minimal step (kernel see).
  Proof.
    refine (accepted_minimal step see shown_before precedes n place member time place_range member_place
      sum_at _ stable alike seen_grow seen_stay sums_grow sums_stay).
    intros t x y _ N; exact (N (exist _ (into t) (into_level t))).
  Qed.
End Sums.

(** ** An order of signatures *)

Section Signatures.
  Context {F : Shape} {M : Type} (step : M -> F M) {Seen Signature : Type} (see : M -> Seen).
  Context (shown_before : Seen -> Seen -> Prop) {strict_seen : StrictOrder shown_before}.
  Context (precedes : Signature -> Signature -> Prop) {strict : StrictOrder precedes}.
  Context (n : nat) (place : M -> nat) (member : nat -> M) (time : nat -> nat).
  Hypothesis place_range : forall x, place x < n.
  Hypothesis member_place : forall j, j < n -> place (member j) = j.

  (** [signature t x]: of the step of [x], what [level t] leaves and is not seen. *)
  Context (signature : nat -> M -> Signature).
  Hypothesis signatures_are_images : forall t x y, see x = see y ->
    signature t x = signature t y <-> next step (level place time t) x y.

  (** The latest of the two nearest times around the boundary [j] that are earlier than its own. *)
  Definition earlier j : nat :=
    Nat.max (leftwards time (time j) j) (rightwards time (time j) (S j) (n - S (S j))).

  (** The checker demands what it demands of measures, but the signatures of [j] and [j + 1] need only
      be equal at one time, the latest at which they were in a class that was split. *)
  Hypothesis stable : complete step (kernel place).
  Hypothesis alike : (kernel see <= kernel place)%abstraction.
  Hypothesis seen_grow : forall j, S j < n -> time j = 0 ->
    shown_before (see (member j)) (see (member (S j))).
  Hypothesis seen_stay : forall j, S j < n -> 0 < time j -> see (member j) = see (member (S j)).
  Hypothesis signatures_grow : forall j, S j < n -> 0 < time j ->
    precedes (signature (time j) (member j)) (signature (time j) (member (S j))).
  Hypothesis signatures_stay : forall j, S j < n -> 0 < earlier j ->
    signature (earlier j) (member j) = signature (earlier j) (member (S j)).

  (** Coarser classes leave less: signatures that were equal later are equal at all times before. *)
  Lemma signatures_late t b c i k : k < n -> (forall d, i <= d < k -> t <= time d) ->
    i <= c < k -> time c = t -> i <= b < k -> 0 < t < time b ->
    signature t (member b) = signature t (member (S b)).
  Proof.
    intros K A C E B T; assert (U : t <= earlier b).
    { apply Nat.max_le_iff; destruct (Nat.lt_trichotomy b c) as [|[->|]]; [right | lia | left].
      - apply rightwards_late with c; [ | | intros; apply A]; lia.
      - apply leftwards_late with c; [ | | intros; apply A]; lia. }
    assert (V : see (member b) = see (member (S b))) by (apply seen_stay; lia).
    apply signatures_are_images; [exact V|].
    apply (next_monotone step _ _ (level_monotone place time t (earlier b) U)).
    apply signatures_are_images; [exact V | apply signatures_stay; lia].
  Qed.

  Theorem accepted_signatures : kernel place == minimal step (kernel see).
  Proof.
    refine (accepted_minimal step see shown_before precedes n place member time place_range member_place
      signature _ stable alike seen_grow seen_stay signatures_grow signatures_late).
    intros t x y E; apply signatures_are_images, E.
  Qed.
End Signatures.
