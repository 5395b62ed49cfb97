(** * Checking that labels are complete

    A machine with finitely many states is a table of numbers; an abstraction of it is a list of labels.
    What the checker wants of them is said in terms of items; what runs is a boolean function, and the
    theorem after it says that it decides just that.

    Mirrors abstractions/checker/complete.py. *)

From Coq Require Import ZArith Lia List Bool.
From Abstractions Require Import Abstraction Certificate Arrays.
Import ListNotations.
Open Scope Z_scope.

(** ** Tables and states *)

(** Rows of [width] numbers each: the successors of a state, one for each letter. *)
Record grid : Type := { width : Z; rows : list (list Z) }.

Definition states (g : grid) : Z := size (rows g).

Definition row (g : grid) (s : Z) : list Z := item [] (rows g) s.

Definition within (n i : Z) : bool := (0 <=? i) && (i <? n).

(** The states are the numbers [0 .. n-1]. *)
Definition state (n : Z) : Type := { s : Z | within n s = true }.

Definition number {n} (s : state n) : Z := proj1_sig s.

(** What a list has for a state. *)
Definition value {n} (l : list Z) (s : state n) : Z := item 0 l (number s).

(** The step under letter [a]; a number that is no letter leaves the state where it is. *)
Definition step (g : grid) (a : Z) (s : state (states g)) : state (states g) :=
  let t := item (number s) (row g (number s)) a in
  match bool_dec (within (states g) t) true with
  | left h => exist _ t h
  | right _ => s
  end.

(** All rows are full, and lead to states. *)
Record regular (g : grid) : Prop := {
  regular_width s : 0 <= s < states g -> size (row g s) = width g;
  regular_range s a : 0 <= s < states g -> 0 <= a < width g -> 0 <= item 0 (row g s) a < states g
}.

Lemma within_range n i : within n i = true <-> 0 <= i < n.
Proof. unfold within; rewrite andb_true_iff, Z.leb_le, Z.ltb_lt; reflexivity. Qed.

Lemma number_range {n} (s : state n) : 0 <= number s < n.
Proof. apply within_range; exact (proj2_sig s). Qed.

Lemma number_onto {n} i : 0 <= i < n -> exists s : state n, number s = i.
Proof. intros H; apply within_range in H; exists (exist _ i H); reflexivity. Qed.

(** A state is its number: no two proofs that it is in range differ. *)
Lemma number_injective {n} (s t : state n) : number s = number t -> s = t.
Proof.
  destruct s as [i h], t as [j h']; cbn; intros <-; f_equal; apply Eqdep_dec.UIP_dec, bool_dec.
Qed.

Lemma step_letter g a (s : state (states g)) : regular g -> 0 <= a < width g ->
  number (step g a s) = item 0 (row g (number s)) a.
Proof.
  intros G H; pose proof (number_range s) as R.
  unfold step; rewrite (item_default _ 0) by (rewrite (regular_width g G); lia).
  destruct (bool_dec _ true) as [h|h]; [reflexivity|].
  contradict h; apply within_range; apply (regular_range g G); assumption.
Qed.

Lemma step_nowhere g a (s : state (states g)) : regular g -> ~ 0 <= a < width g -> step g a s = s.
Proof.
  intros G H; pose proof (number_range s) as R; apply number_injective.
  unfold step; rewrite item_outside by (rewrite (regular_width g G); lia).
  destruct (bool_dec _ true); reflexivity.
Qed.

(** [is_regular] decides [regular]. *)
Definition is_regular (g : grid) : bool :=
  let n := count (rows g) in
  forallb (fun r => (count r =? width g) && forallb (within n) r) (rows g).

Lemma is_regular_spec g : is_regular g = true <-> regular g.
Proof.
  unfold is_regular; rewrite count_size, forallb_forall; split.
  - intros H; split.
    + intros s Hs; specialize (H _ (item_in [] (rows g) s Hs)).
      rewrite andb_true_iff, count_size, Z.eqb_eq in H; apply H.
    + intros s a Hs Ha; specialize (H _ (item_in [] (rows g) s Hs)).
      rewrite andb_true_iff, count_size, Z.eqb_eq, forallb_forall in H; destruct H as [E H].
      apply within_range, H, item_in; unfold row; lia.
  - intros G r Hr; destruct (in_item [] _ _ Hr) as (s & Hs & <-).
    pose proof (regular_width g G s Hs) as E.
    rewrite andb_true_iff, count_size, Z.eqb_eq, forallb_forall; split; [exact E|].
    intros t Ht; destruct (in_item 0 _ _ Ht) as (a & Ha & <-).
    apply within_range, (regular_range g G s a Hs); rewrite <- E; exact Ha.
Qed.

(** ** Labels numbered by first occurrence *)

(** The labels are [0 .. m-1], and before one occurs all smaller ones have occurred. *)
Record numbered (labels : list Z) (m : Z) : Prop := {
  numbered_range s : 0 <= s < size labels -> 0 <= item 0 labels s < m;
  numbered_onto c : 0 <= c < m -> exists s, 0 <= s < size labels /\ item 0 labels s = c;
  numbered_order s c : 0 <= s < size labels -> 0 <= c < item 0 labels s ->
    exists t, 0 <= t < s /\ item 0 labels t = c
}.

(** A state of each class. *)
Definition represents (labels firsts : list Z) : Prop :=
  forall c, 0 <= c < size firsts ->
    0 <= item 0 firsts c < size labels /\ item 0 labels (item 0 firsts c) = c.

(** The first state of each class, if the labels are numbered by first occurrence: the labels are those
    of the states from [s] on, [m] classes are known, and [found] has their first states, last class first. *)
Fixpoint first_states (s m : Z) (labels found : list Z) : option (list Z) :=
  match labels with
  | [] => Some (rev_append found [])
  | c :: labels => if c =? m then first_states (s + 1) (m + 1) labels (s :: found)
                   else if within m c then first_states (s + 1) m labels found else None
  end.

Definition representatives (labels : list Z) : option (list Z) := first_states 0 0 labels [].

(** What [m] known classes of the states [before] are. *)
Definition known before m found : Prop :=
  numbered before m /\ size found = m /\ represents before (rev found).

(** One more state, of a new class or of a known one. *)
Lemma numbered_more before m c : numbered before m -> 0 <= c <= m ->
  numbered (before ++ [c]) (if c =? m then m + 1 else m).
Proof.
  intros N Hc; pose proof (size_nonnegative before).
  assert (S : size (before ++ [c]) = size before + 1) by (rewrite size_app; reflexivity).
  assert (I : forall s, 0 <= s < size before -> item 0 (before ++ [c]) s = item 0 before s).
  { intros s Hs; rewrite item_app; destruct (Z.ltb_spec s (size before)); [reflexivity | lia]. }
  assert (L : item 0 (before ++ [c]) (size before) = c).
  { rewrite item_app, Z.ltb_irrefl, Z.sub_diag; reflexivity. }
  split.
  - intros s Hs; destruct (Z.eq_dec s (size before)) as [->|].
    + rewrite L; destruct (Z.eqb_spec c m); lia.
    + rewrite I by lia; pose proof (numbered_range before m N s); destruct (Z.eqb_spec c m); lia.
  - intros d Hd; destruct (Z.eq_dec d c) as [->|].
    + exists (size before); split; [lia | assumption].
    + destruct (numbered_onto before m N d) as (s & Hs & E); [destruct (Z.eqb_spec c m); lia|].
      exists s; rewrite I by lia; split; [lia | assumption].
  - intros s d Hs Hd; destruct (Z.eq_dec s (size before)) as [->|].
    + rewrite L in Hd; destruct (numbered_onto before m N d) as (t & Ht & E); [lia|].
      exists t; rewrite I by lia; split; assumption.
    + rewrite I in Hd by lia.
      destruct (numbered_order before m N s d) as (t & Ht & E); [lia | lia |].
      exists t; rewrite I by lia; split; assumption.
Qed.

Lemma represents_more before firsts c : represents before firsts -> represents (before ++ [c]) firsts.
Proof.
  intros R d Hd; destruct (R d Hd) as [B E]; rewrite size_app, size_one, item_app.
  destruct (Z.ltb_spec (item 0 firsts d) (size before)); [|lia]; split; [lia | assumption].
Qed.

Lemma represents_new before firsts c : represents before firsts -> c = size firsts ->
  represents (before ++ [c]) (firsts ++ [size before]).
Proof.
  intros R -> d Hd; rewrite size_app, size_one in Hd; rewrite (item_app 0 firsts).
  pose proof (size_nonnegative before).
  destruct (Z.ltb_spec d (size firsts)).
  - apply represents_more; [assumption | lia].
  - replace (d - size firsts) with 0 by lia; rewrite item_head.
    rewrite size_app, size_one, item_app, Z.ltb_irrefl, Z.sub_diag, item_head; lia.
Qed.

Lemma first_states_spec labels : forall before found m, known before m found ->
  match first_states (size before) m labels found with
  | Some firsts => numbered (before ++ labels) (size firsts) /\ represents (before ++ labels) firsts
  | None => forall m', ~ numbered (before ++ labels) m'
  end.
Proof.
  induction labels as [|c labels IH]; intros before found m (N & E & R); cbn [first_states].
  - rewrite <- rev_alt, app_nil_r, size_rev, E; split; assumption.
  - assert (S : size before + 1 = size (before ++ [c])) by (rewrite size_app; reflexivity).
    replace (before ++ c :: labels) with ((before ++ [c]) ++ labels) by (rewrite <- app_assoc; reflexivity).
    pose proof (size_nonnegative found).
    destruct (Z.eqb_spec c m) as [->|NE]; [|destruct (within m c) eqn:W].
    + rewrite S; apply IH; split; [|split].
      * replace (m + 1) with (if m =? m then m + 1 else m) by (rewrite Z.eqb_refl; reflexivity).
        apply numbered_more; [assumption | lia].
      * rewrite size_cons; lia.
      * apply represents_new; [assumption |  unfold size in *; rewrite rev_length; lia].
    + rewrite S; apply within_range in W; apply IH; split; [|split; [assumption | apply represents_more, R]].
      replace m with (if c =? m then m + 1 else m) by (destruct (Z.eqb_spec c m); lia).
      apply numbered_more; [assumption | lia].
    + rewrite <- app_assoc; cbn [app]; intros m' N'.
      pose proof (size_nonnegative before); pose proof (size_nonnegative labels).
      assert (Hs : 0 <= size before < size (before ++ c :: labels)) by (rewrite size_app, size_cons; lia).
      assert (I : item 0 (before ++ c :: labels) (size before) = c).
      { rewrite item_app, Z.ltb_irrefl, Z.sub_diag; reflexivity. }
      pose proof (numbered_range _ _ N' _ Hs) as P; rewrite I in P.
      assert (L : ~ 0 <= c < m) by (rewrite <- within_range, W; discriminate).
      destruct (numbered_order _ _ N' (size before) m Hs) as (t & Ht & Et); [lia|].
      rewrite item_app in Et; destruct (Z.ltb_spec t (size before)); [|lia].
      pose proof (numbered_range _ _ N t); lia.
Qed.

Theorem representatives_spec labels :
  match representatives labels with
  | Some firsts => numbered labels (size firsts) /\ represents labels firsts
  | None => forall m, ~ numbered labels m
  end.
Proof.
  apply (first_states_spec labels [] [] 0); split; [split | split]; unfold represents, size; cbn; intros; lia.
Qed.

Lemma numbered_unique labels m m' : 0 <= m -> 0 <= m' -> numbered labels m -> numbered labels m' -> m = m'.
Proof.
  assert (G : forall m m', 0 <= m' -> numbered labels m -> numbered labels m' -> ~ m' < m).
  { intros k k' P N N' L; destruct (numbered_onto labels k N k') as (s & Hs & E); [lia|].
    pose proof (numbered_range labels k' N' s Hs); lia. }
  intros P P' N N'; pose proof (G m m' P' N N'); pose proof (G m' m P N' N); lia.
Qed.

(** ** States like the first of their class *)

Section Alike.
  Context (g : grid) (G : regular g) (labels : list Z).

  (** In terms of items: equal labels have equal labels next. *)
  Lemma complete_items :
    complete (step g) (kernel (value labels)) <->
    forall s t a, 0 <= s < states g -> 0 <= t < states g -> 0 <= a < width g ->
      item 0 labels s = item 0 labels t ->
      item 0 labels (item 0 (row g s) a) = item 0 labels (item 0 (row g t) a).
  Proof.
    split.
    - intros C s t a Hs Ht Ha E; destruct (number_onto s Hs) as [x <-], (number_onto t Ht) as [y <-].
      specialize (C a x y E); cbn in C; unfold value in C; rewrite !step_letter in C; assumption.
    - intros C a x y E; cbn; unfold value.
      destruct (Z_le_dec 0 a), (Z_lt_le_dec a (width g));
      try (rewrite !step_nowhere by (assumption || lia); exact E).
      rewrite !step_letter by (assumption || lia); apply C; try apply number_range; [lia | exact E].
  Qed.

  Lemma kernel_items (seen l : list Z) :
    (kernel (@value (states g) seen) <= kernel (value l))%abstraction <->
    forall s t, 0 <= s < states g -> 0 <= t < states g ->
      item 0 l s = item 0 l t -> item 0 seen s = item 0 seen t.
  Proof.
    split.
    - intros B s t Hs Ht E; destruct (number_onto s Hs) as [x <-], (number_onto t Ht) as [y <-]; apply B, E.
    - intros B x y E; apply B; [apply number_range | apply number_range | exact E].
  Qed.
End Alike.

(** Every state shows what the first of its class shows. *)
Definition shows_alike (first see : Z -> Z) (labels : list Z) : bool :=
  every (fun s c => see s =? see (first c)) 0 labels.

(** Every state steps to the classes that the first of its class steps to. *)
Definition steps_alike (next : Z -> list Z) (label first : Z -> Z) (rows : list (list Z)) : bool :=
  every (fun s r => let f := first (label s) in
                    if s =? f then true else both (fun t u => label t =? label u) r (next f)) 0 rows.

Section AlikeSpec.
  Context (g : grid) (G : regular g) (labels firsts seen : list Z).
  Hypotheses (L : size labels = states g) (N : numbered labels (size firsts)) (R : represents labels firsts).
  Context (next : Z -> list Z) (label first see : Z -> Z).
  Hypotheses (Hnext : forall s, next s = row g s) (Hlabel : forall s, label s = item 0 labels s)
             (Hfirst : forall c, first c = item 0 firsts c) (Hsee : forall s, see s = item 0 seen s).

  (** The first state of a class is a state of it. *)
  Lemma first_of s : 0 <= s < states g ->
    0 <= first (label s) < states g /\ label (first (label s)) = label s.
  Proof. intros Hs; rewrite !Hlabel, Hfirst, <- L; apply R, (numbered_range _ _ N); lia. Qed.

  Lemma shows_alike_spec :
    shows_alike first see labels = true <->
    (kernel (@value (states g) seen) <= kernel (value labels))%abstraction.
  Proof.
    unfold shows_alike; rewrite (every_items 0), kernel_items, L; split.
    - intros H s t Hs Ht E; pose proof (H s Hs) as S; pose proof (H t Ht) as T.
      rewrite Z.eqb_eq in S, T; rewrite <- !Hsee, S, T, E; reflexivity.
    - intros H s Hs; apply Z.eqb_eq; rewrite <- Hlabel, !Hsee; destruct (first_of s Hs) as [F E].
      rewrite !Hlabel in *; apply H; [lia | lia | symmetry; exact E].
  Qed.

  Lemma steps_alike_spec :
    steps_alike next label first (rows g) = true <-> complete (step g) (kernel (value labels)).
  Proof.
    unfold steps_alike; rewrite (every_items []), complete_items by assumption; fold (states g).
    assert (B : forall s, 0 <= s < states g ->
      let t := first (label s) in
      (if s =? t then true else both (fun t u => label t =? label u) (row g s) (next t)) = true <->
      forall a, 0 <= a < width g ->
        item 0 labels (item 0 (row g s) a) = item 0 labels (item 0 (row g t) a)).
    { intros s Hs t; destruct (first_of s Hs) as [F _]; fold t in F.
      destruct (Z.eqb_spec s t) as [<-|_]; [split; reflexivity|].
      rewrite Hnext, (both_items 0 0), !(regular_width g G) by assumption; split.
      - intros [_ H] a Ha; rewrite <- !Hlabel; apply Z.eqb_eq, H, Ha.
      - intros H; split; [reflexivity|]; intros a Ha; rewrite !Hlabel; apply Z.eqb_eq, H, Ha. }
    split.
    - intros H s t a Hs Ht Ha E; rewrite <- !Hlabel in E.
      rewrite (proj1 (B s Hs) (H s Hs) a Ha), (proj1 (B t Ht) (H t Ht) a Ha), E; reflexivity.
    - intros H s Hs; apply B; [exact Hs|]; intros a Ha; destruct (first_of s Hs) as [F E].
      rewrite !Hlabel in E; rewrite !Hlabel in F.
      apply H; rewrite ?Hlabel; [lia | lia | assumption | symmetry; exact E].
  Qed.
End AlikeSpec.

(** ** Completeness, by a table of the classes *)

(** Every successor is in the class that the table says. *)
Definition steps_by (next : Z -> list Z) (label : Z -> Z) (rows : list (list Z)) : bool :=
  every (fun s r => both (fun t c => label t =? c) r (next (label s))) 0 rows.

Section Completeness.
  Context (g : grid) (seen given labels : list Z) (next : grid).

  (** The labels are those [given], and [next] is a table of the classes that their successors are in. *)
  Record shows_complete : Prop := {
    sc_regular : regular g;
    sc_seen : size seen = states g;
    sc_labels : size labels = states g;
    sc_given : labels = given;
    sc_numbered : numbered labels (size (rows next));
    sc_width : width next = width g;
    sc_rows c : 0 <= c < size (rows next) -> size (row next c) = width g;
    sc_next s a : 0 <= s < states g -> 0 <= a < width g ->
      item 0 labels (item 0 (row g s) a) = item 0 (row next (item 0 labels s)) a;
    sc_shown : (kernel (@value (states g) seen) <= kernel (value labels))%abstraction
  }.

  Theorem shows_complete_sound : shows_complete ->
    complete (step g) (kernel (value given)) /\
    (kernel (@value (states g) seen) <= kernel (value given))%abstraction.
  Proof.
    intros C; rewrite <- (sc_given C); split; [|apply (sc_shown C)].
    apply complete_items; [apply (sc_regular C)|]; intros s t a Hs Ht Ha E.
    rewrite !(sc_next C) by assumption; rewrite E; reflexivity.
  Qed.

  Definition check_completeness : bool :=
    is_regular g && (count seen =? count (rows g)) && (count labels =? count (rows g)) &&
    both Z.eqb labels given && (width next =? width g) &&
    forallb (fun r => count r =? width g) (rows next) &&
    match representatives labels with
    | None => false
    | Some firsts =>
        let label := get 0 (array_of labels) in
        (count firsts =? count (rows next)) &&
        steps_by (get [] (array_of (rows next))) label (rows g) &&
        shows_alike (get 0 (array_of firsts)) (get 0 (array_of seen)) labels
    end.

  Lemma steps_by_spec next' label :
    (forall c, next' c = row next c) -> (forall s, label s = item 0 labels s) ->
    regular g -> size labels = states g -> numbered labels (size (rows next)) ->
    (forall c, 0 <= c < size (rows next) -> size (row next c) = width g) ->
    steps_by next' label (rows g) = true <->
    forall s a, 0 <= s < states g -> 0 <= a < width g ->
      item 0 labels (item 0 (row g s) a) = item 0 (row next (item 0 labels s)) a.
  Proof.
    intros Hnext Hlabel G L N W; unfold steps_by; rewrite (every_items []); fold (states g).
    assert (B : forall s, 0 <= s < states g ->
      both (fun t c => label t =? c) (row g s) (next' (label s)) = true <->
      forall a, 0 <= a < width g ->
        item 0 labels (item 0 (row g s) a) = item 0 (row next (item 0 labels s)) a).
    { intros s Hs; rewrite Hnext, (both_items 0 0), Hlabel, (regular_width g G), W
        by (assumption || apply (numbered_range _ _ N); lia).
      split.
      - intros [_ H] a Ha; rewrite <- Hlabel; apply Z.eqb_eq, H, Ha.
      - intros H; split; [reflexivity|]; intros a Ha; rewrite Hlabel; apply Z.eqb_eq, H, Ha. }
    split.
    - intros H s a Hs Ha; apply B; [assumption | exact (H s Hs) | assumption].
    - intros H s Hs; apply B; [assumption|]; intros a Ha; apply H; assumption.
  Qed.

  Theorem check_completeness_spec : check_completeness = true <-> shows_complete.
  Proof.
    unfold check_completeness; pose proof (representatives_spec labels) as F.
    rewrite !andb_true_iff, is_regular_spec, !count_size, !Z.eqb_eq, (both_items 0 0), forallb_forall.
    assert (W : (forall r, In r (rows next) -> (count r =? width g) = true) <->
                forall c, 0 <= c < size (rows next) -> size (row next c) = width g).
    { split.
      - intros H c Hc; rewrite <- count_size; apply Z.eqb_eq, H, item_in, Hc.
      - intros H r Hr; destruct (in_item [] _ _ Hr) as (c & Hc & <-); rewrite count_size;
        apply Z.eqb_eq, H, Hc. }
    rewrite W; clear W.
    assert (E : (size labels = size given /\
                 forall i, 0 <= i < size labels -> (item 0 labels i =? item 0 given i) = true) <->
                   labels = given).
    { split; [|intros <-; split; [reflexivity | intros; apply Z.eqb_refl]].
      intros [S H]; apply (same_items 0); [assumption|]; intros i Hi; apply Z.eqb_eq, H, Hi. }
    rewrite E; clear E; fold (states g).
    destruct (representatives labels) as [firsts|].
    - destruct F as [N R].
      rewrite !andb_true_iff, !count_size, Z.eqb_eq; split.
      + intros ((((((G & S) & L) & E) & W) & C) & ((M & T) & O)).
        rewrite M in N.
        rewrite steps_by_spec in T by (assumption || apply get_array).
        rewrite (shows_alike_spec g labels firsts seen) in O
          by (assumption || apply get_array || (rewrite M; assumption)).
        split; assumption.
      + intros [G S L E M W C T O].
        assert (Q : size firsts = size (rows next))
          by (apply (numbered_unique labels); auto using size_nonnegative).
        rewrite steps_by_spec by (assumption || apply get_array).
        rewrite (shows_alike_spec g labels firsts seen L N R (get 0 (array_of labels)))
          by (assumption || apply get_array).
        tauto.
    - split; [intros [_ D]; discriminate | intros C; contradict (F _ (sc_numbered C))].
  Qed.
End Completeness.
