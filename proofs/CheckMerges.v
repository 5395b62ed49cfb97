(** * Checking the core by a trace of merges

    Each merge is of two states that the given abstraction identifies, or of the successors of an
    earlier merge; so every complete abstraction below the given one makes it ([forced] in
    Certificate.v).  The merges connect the classes of the labels: a search from the first state of each
    class, along merges, meets every state.

    Mirrors abstractions/checker/merges.py. *)

From Coq Require Import ZArith Lia List Bool Relation_Operators.
From Abstractions Require Import Abstraction Certificate Arrays CheckComplete.
Import ListNotations.
Open Scope Z_scope.

(** ** Search in a graph *)

(** The edges between two lists of vertices, item by item, both ways. *)
Fixpoint both_ways (ls rs : list Z) (done : list (Z * Z)) : list (Z * Z) :=
  match ls, rs with
  | x :: ls, y :: rs => both_ways ls rs ((x, y) :: (y, x) :: done)
  | _, _ => done
  end.

(** For each vertex the vertices to which edges lead. *)
Fixpoint targets (edges : list (Z * Z)) (out : array (list Z)) : array (list Z) :=
  match edges with
  | [] => out
  | (s, t) :: edges => targets edges (set s (t :: get [] out s) out)
  end.

(** The vertices met, from those met before and those still [todo]; a visit takes one tick of the clock. *)
Fixpoint search {A} (clock : list A) (out : Z -> list Z) (met : array bool) (todo : list Z) : array bool :=
  match clock, todo with
  | _ :: clock, s :: todo =>
      if get false met s then search clock out met todo
      else search clock out (set s true met) (rev_append (out s) todo)
  | _, _ => met
  end.

Lemma both_ways_in ls rs : size ls = size rs -> forall done s t,
  In (s, t) (both_ways ls rs done) <->
  (exists i, 0 <= i < size ls /\
     (item 0 ls i = s /\ item 0 rs i = t \/ item 0 ls i = t /\ item 0 rs i = s)) \/ In (s, t) done.
Proof.
  revert rs; induction ls as [|x ls IH]; intros [|y rs] E done s t; try discriminate; cbn [both_ways].
  - split; [right; assumption|]; intros [(i & Hi & _)|H]; [rewrite (@size_nil Z) in Hi; lia | assumption].
  - rewrite !size_cons in E; rewrite size_cons, IH by lia; cbn [In]; pose proof (size_nonnegative ls).
    split.
    + intros [(i & Hi & H')|[H'|[H'|H']]]; [left; exists (i + 1) | left; exists 0 | left; exists 0 | tauto].
      * rewrite !item_tail, Z.add_simpl_r by lia; split; [lia | assumption].
      * rewrite !item_head; injection H' as <- <-; split; [lia | tauto].
      * rewrite !item_head; injection H' as <- <-; split; [lia | tauto].
    + intros [(i & Hi & H')|H']; [|tauto]; destruct (Z.eq_dec i 0) as [->|].
      * rewrite !item_head in H'; right; destruct H' as [[-> ->]|[-> ->]]; tauto.
      * rewrite !item_tail in H' by lia; left; exists (i - 1); split; [lia | assumption].
Qed.

Lemma both_ways_length ls rs : size ls = size rs -> forall done,
  size (both_ways ls rs done) = 2 * size ls + size done.
Proof.
  revert rs; induction ls as [|x ls IH]; intros [|y rs] E done; try discriminate; [reflexivity|].
  rewrite !size_cons in E; cbn [both_ways]; rewrite IH, !size_cons by lia; lia.
Qed.

Lemma targets_get edges : (forall s t, In (s, t) edges -> 0 <= s) -> forall out s,
  get [] (targets edges out) s =
  rev_append (map snd (filter (fun e => fst e =? s) edges)) (get [] out s).
Proof.
  induction edges as [|[x y] edges IH]; intros P out s; [reflexivity|]; cbn [targets filter fst].
  assert (Px : 0 <= x) by (apply (P x y); left; reflexivity).
  rewrite IH, get_set by (try assumption; intros u v Q; apply (P u v); right; assumption).
  rewrite (Z.eqb_sym x s); destruct (Z.eqb_spec s x) as [->|]; reflexivity.
Qed.

Section Search.
  Context {A : Type} (edges : list (Z * Z)) (out : Z -> list Z).
  Hypotheses (nonnegative : forall s t, In (s, t) edges -> 0 <= s /\ 0 <= t)
             (Hout : forall s, out s = rev_append (map snd (filter (fun e => fst e =? s) edges)) []).
  Implicit Types (met : array bool) (todo : list Z) (clock : list A).

  Definition is_met met s : Prop := get false met s = true.

  Lemma out_edges s t : In t (out s) <-> In (s, t) edges.
  Proof.
    rewrite Hout, rev_append_rev, app_nil_r, <- in_rev, in_map_iff; split.
    - intros ([u v] & <- & H); apply filter_In in H; cbn in H; destruct H as [H E].
      apply Z.eqb_eq in E; subst; assumption.
    - intros H; exists (s, t); split; [reflexivity|]; apply filter_In; cbn; rewrite Z.eqb_refl; auto.
  Qed.

  Lemma met_set met s t : 0 <= s -> is_met (set s true met) t <-> t = s \/ is_met met t.
  Proof.
    intros P; unfold is_met; rewrite get_set by assumption; destruct (Z.eqb_spec t s); intuition congruence.
  Qed.

  (** Only what edges lead to is met. *)
  Lemma search_sound (good : Z -> Prop) : (forall s t, In (s, t) edges -> good s -> good t) ->
    forall clock met todo,
      (forall s, In s todo -> 0 <= s /\ good s) -> (forall s, is_met met s -> good s) ->
      forall s, is_met (search clock out met todo) s -> good s.
  Proof.
    intros closed; induction clock as [|c clock IH]; intros met [|x todo] T V; cbn [search]; try assumption.
    assert (T' : forall s, In s todo -> 0 <= s /\ good s) by (intros; apply T; right; assumption).
    destruct (T x) as [Px Gx]; [left; reflexivity|].
    destruct (get false met x); apply IH; try assumption.
    - intros s H; rewrite rev_append_rev, in_app_iff, <- in_rev, out_edges in H; destruct H as [H|H]; [|auto].
      split; [apply (nonnegative x s H) | apply (closed x s H Gx)].
    - intros s H; apply met_set in H; [|assumption]; destruct H as [->|H]; auto.
  Qed.

  (** The edges from vertices not met yet. *)
  Definition ahead met : list (Z * Z) := filter (fun e => negb (get false met (fst e))) edges.

  (** A visit takes as many edges from [ahead] as it adds vertices [todo]. *)
  Lemma ahead_visit met x : 0 <= x -> get false met x = false ->
    length (ahead met) = (length (out x) + length (ahead (set x true met)))%nat.
  Proof.
    intros P N; rewrite Hout, rev_append_rev, app_nil_r, rev_length, map_length; unfold ahead; clear -P N.
    induction edges as [|[s t] es IH]; [reflexivity|]; cbn [filter fst].
    rewrite get_set, Z.eqb_sym by assumption; destruct (Z.eqb_spec x s) as [<-|].
    - rewrite N; cbn; rewrite IH; reflexivity.
    - destruct (get false met s); cbn; rewrite IH; [reflexivity | apply plus_n_Sm].
  Qed.

  (** With time enough, all that edges lead to is met. *)
  Lemma search_complete : forall clock met todo,
    (length todo + length (ahead met) <= length clock)%nat ->
    (forall s, In s todo -> 0 <= s) ->
    (forall s t, is_met met s -> In (s, t) edges -> is_met met t \/ In t todo) ->
    let found := search clock out met todo in
    (forall s, is_met met s \/ In s todo -> is_met found s) /\
    (forall s t, is_met found s -> In (s, t) edges -> is_met found t).
  Proof.
    induction clock as [|c clock IH]; intros met [|x todo] time P closed; cbn [search].
    - split; [intros s [H|[]]; assumption | intros s t H E; destruct (closed s t H E) as [|[]]; assumption].
    - cbn in time; lia.
    - split; [intros s [H|[]]; assumption | intros s t H E; destruct (closed s t H E) as [|[]]; assumption].
    - assert (Px : 0 <= x) by (apply P; left; reflexivity); cbn in time.
      destruct (get false met x) eqn:V.
      + destruct (IH met todo) as [all done]; [lia | intros; apply P; right; assumption | |].
        * intros s t H E; destruct (closed s t H E) as [|[<-|]]; auto.
        * split; [|assumption]; intros s [H|[<-|H]]; apply all; auto.
      + pose proof (ahead_visit met x Px V) as visit.
        destruct (IH (set x true met) (rev_append (out x) todo)) as [all done].
        * rewrite rev_append_rev, app_length, rev_length; lia.
        * intros s H; rewrite rev_append_rev, in_app_iff, <- in_rev, out_edges in H.
          destruct H as [H|H]; [apply (nonnegative x s H) | apply P; right; assumption].
        * intros s t H E; rewrite rev_append_rev, in_app_iff, <- in_rev, out_edges, met_set by assumption.
          apply met_set in H; [|assumption]; destruct H as [->|H]; [tauto|].
          destruct (closed s t H E) as [|[<-|]]; auto.
        * split; [|assumption]; intros s H; apply all.
          rewrite met_set, rev_append_rev, in_app_iff by assumption; cbn in H; destruct H as [|[<-|]]; auto.
  Qed.
End Search.

(** ** The law *)

Section Merges.
  Context (g : grid) (seen given labels left right cause letter : list Z).

  (** Merge [i] is given, or of the successors of the states of an earlier merge. *)
  Record traced (i : Z) : Prop := {
    traced_left : 0 <= item 0 left i < states g;
    traced_right : 0 <= item 0 right i < states g;
    traced_cause : -1 <= item 0 cause i < i;
    traced_letter : -1 <= item 0 letter i < width g;
    traced_given : item 0 cause i = -1 -> item 0 given (item 0 left i) = item 0 given (item 0 right i);
    traced_next : item 0 cause i <> -1 ->
      0 <= item 0 letter i /\
      item 0 left i = item 0 (row g (item 0 left (item 0 cause i))) (item 0 letter i) /\
      item 0 right i = item 0 (row g (item 0 right (item 0 cause i))) (item 0 letter i)
  }.

  Definition merge (s t : Z) : Prop :=
    exists i, 0 <= i < size left /\ item 0 left i = s /\ item 0 right i = t.

  Record shows_core : Prop := {
    so_regular : regular g;
    so_seen : size seen = states g;
    so_given : size given = states g;
    so_labels : size labels = states g;
    so_numbered_given : exists m, 0 <= m /\ numbered given m;
    so_numbered : exists m, 0 <= m /\ numbered labels m;
    so_complete : complete (step g) (kernel (value labels));
    so_shown : (kernel (@value (states g) seen) <= kernel (value labels))%abstraction;
    so_below : (kernel (@value (states g) labels) <= kernel (value given))%abstraction;
    so_right : size right = size left;
    so_cause : size cause = size left;
    so_letter : size letter = size left;
    so_traced i : 0 <= i < size left -> traced i;
    so_connected s t : 0 <= s < states g -> 0 <= t < states g ->
      item 0 labels s = item 0 labels t -> clos_refl_sym_trans Z merge s t
  }.

  Definition merged (x y : state (states g)) : Prop := merge (number x) (number y).

  (** A path of merges is one of states. *)
  Lemma path_of_states : (forall i, 0 <= i < size left -> traced i) ->
    forall s t, clos_refl_sym_trans Z merge s t ->
      (0 <= s < states g <-> 0 <= t < states g) /\
      forall x y : state (states g), number x = s -> number y = t -> clos_refl_sym_trans _ merged x y.
  Proof.
    intros T s t K; induction K as [s t (i & Hi & <- & <-) | s | s t _ [B IH] | s t u _ [B IH] _ [B' IH']].
    - split; [pose proof (traced_left i (T i Hi)); pose proof (traced_right i (T i Hi)); tauto|].
      intros x y Ex Ey; apply rst_step; exists i; auto.
    - split; [reflexivity|]; intros x y Ex Ey; rewrite (number_injective x y) by congruence; apply rst_refl.
    - split; [symmetry; assumption|]; intros x y Ex Ey; apply rst_sym; auto.
    - split; [rewrite B; assumption|]; intros x y Ex Ey.
      assert (R : 0 <= t < states g) by (apply B; rewrite <- Ex; apply number_range).
      destruct (number_onto t R) as [z Ez]; apply rst_trans with z; auto.
  Qed.

  (** Every merge is forced: by induction on its place in the trace. *)
  Lemma trace_forced : regular g -> (forall i, 0 <= i < size left -> traced i) ->
    forall x y, merged x y -> forced (step g) (kernel (value given)) x y.
  Proof.
    intros G T; enough (F : forall n i, 0 <= i < size left -> i < Z.of_nat n -> forall x y : state (states g),
      item 0 left i = number x -> item 0 right i = number y -> forced (step g) (kernel (value given)) x y).
    { intros x y (i & Hi & Ex & Ey); apply (F (S (Z.to_nat i)) i); assumption || lia. }
    induction n as [|n IH]; intros i Hi Hn x y Ex Ey; [lia|].
    destruct (T i Hi) as [_ _ C A given_case next_case].
    destruct (Z.eq_dec (item 0 cause i) (-1)) as [E|NE].
    - apply forced_given; cbn; unfold value; rewrite <- Ex, <- Ey; apply given_case, E.
    - destruct (next_case NE) as (Pa & El & Er); set (j := item 0 cause i) in *.
      assert (Hj : 0 <= j < size left) by lia.
      destruct (T j Hj) as [Rl Rr _ _ _ _].
      destruct (number_onto _ Rl) as [u Eu], (number_onto _ Rr) as [v Ev].
      replace x with (step g (item 0 letter i) u)
        by (apply number_injective; rewrite step_letter by (assumption || lia); congruence).
      replace y with (step g (item 0 letter i) v)
        by (apply number_injective; rewrite step_letter by (assumption || lia); congruence).
      apply forced_step, (IH j); congruence || lia.
  Qed.

  (** So merges stay inside the classes of a complete abstraction below. *)
  Lemma merge_same : regular g -> (forall i, 0 <= i < size left -> traced i) ->
    complete (step g) (kernel (value labels)) ->
    (kernel (@value (states g) labels) <= kernel (value given))%abstraction ->
    forall s t, merge s t -> item 0 labels s = item 0 labels t.
  Proof.
    intros G T C B s t (i & Hi & Es & Et).
    pose proof (traced_left i (T i Hi)) as Rs; pose proof (traced_right i (T i Hi)) as Rt;
    rewrite Es in Rs; rewrite Et in Rt.
    destruct (number_onto s Rs) as [x Ex], (number_onto t Rt) as [y Ey]; rewrite <- Ex, <- Ey.
    apply (forced_identified (step g) (kernel (value given)) (kernel (value labels)) C B).
    apply trace_forced; [assumption | assumption |]; exists i; rewrite Ex, Ey; auto.
  Qed.

  (** The labels are the core of [given], and keep what is shown. *)
  Theorem shows_core_sound : shows_core ->
    greatest (step g) (kernel (@value (states g) given)) (kernel (value labels)) /\
    (kernel (@value (states g) seen) <= kernel (value labels))%abstraction.
  Proof.
    intros S; split; [|apply (so_shown S)].
    apply merged_greatest with merged; [apply (so_complete S) | apply (so_below S) | |].
    - apply trace_forced; [apply (so_regular S) | apply (so_traced S)].
    - intros x y E; apply (path_of_states (so_traced S) (number x) (number y)); [|reflexivity|reflexivity].
      apply (so_connected S); [apply number_range | apply number_range | exact E].
  Qed.
End Merges.

(** ** The checker *)

Definition trace_holds (n k : Z) (next : Z -> list Z) (give left right letter : Z -> Z)
                       (cause : list Z) : bool :=
  every (fun i c =>
           let s := left i in let t := right i in let a := letter i in
           within n s && within n t && (-1 <=? c) && (c <? i) && (-1 <=? a) && (a <? k) &&
           (if c =? -1 then give s =? give t
            else (0 <=? a) && (s =? pick 0 (next (left c)) a) && (t =? pick 0 (next (right c)) a)))
        0 cause.

Definition all_met (met : Z -> bool) (labels : list Z) : bool := every (fun s _ => met s) 0 labels.

(** The merges lead from the first states of the classes to all states. *)
Definition connects (firsts labels left right : list Z) : bool :=
  all_met (get false (search (rev_append left (rev_append right firsts))
                             (get [] (targets (both_ways left right []) nothing)) nothing firsts))
          labels.

Definition check_merges (g : grid) (seen given labels left right cause letter : list Z) : bool :=
  is_regular g && (count seen =? count (rows g)) && (count given =? count (rows g)) &&
  (count labels =? count (rows g)) && (count right =? count left) && (count cause =? count left) &&
  (count letter =? count left) &&
  match representatives given, representatives labels with
  | Some firsts_given, Some firsts =>
      let next := get [] (array_of (rows g)) in
      let label := get 0 (array_of labels) in
      let first := get 0 (array_of firsts) in
      shows_alike first (get 0 (array_of seen)) labels && steps_alike next label first (rows g) &&
      shows_alike (get 0 (array_of firsts_given)) label given &&
      trace_holds (count (rows g)) (width g) next (get 0 (array_of given)) (get 0 (array_of left))
                  (get 0 (array_of right)) (get 0 (array_of letter)) cause &&
      connects firsts labels left right
  | _, _ => false
  end.

Section CheckMerges.
  Context (g : grid) (seen given labels left right cause letter : list Z).

  Notation traced := (traced g given left right cause letter).
  Notation merge := (merge left right).

  Lemma trace_holds_spec next give left' right' letter' :
    (forall s, next s = row g s) -> (forall s, give s = item 0 given s) ->
    (forall i, left' i = item 0 left i) -> (forall i, right' i = item 0 right i) ->
    (forall i, letter' i = item 0 letter i) ->
    trace_holds (states g) (width g) next give left' right' letter' cause = true <->
    forall i, 0 <= i < size cause -> traced i.
  Proof.
    intros Hnext Hgive Hleft Hright Hletter; unfold trace_holds; rewrite (every_items 0).
    apply all_positions; intros i Hi.
    rewrite !andb_true_iff, !within_range, !Z.leb_le, !Z.ltb_lt, Hleft, Hright, Hletter.
    destruct (Z.eqb_spec (item 0 cause i) (-1)) as [E|NE].
    - rewrite !Hgive, Z.eqb_eq; split.
      + intros [[[[[[Rl Rr] C] C'] A] A'] E']; split; try assumption; try lia; contradiction.
      + intros [Rl Rr C A E' _]; specialize (E' E); tauto.
    - rewrite !andb_true_iff, !Z.eqb_eq, !pick_item, Z.leb_le, !Hnext, Hleft, Hright; split.
      + intros [[[[[[Rl Rr] C] C'] A] A'] E']; split; try assumption; try lia; tauto.
      + intros [Rl Rr C A _ E']; specialize (E' NE); tauto.
  Qed.

  (** Search meets all states just if merges connect the classes. *)
  Section Connects.
    Context (firsts : list Z).
    Hypotheses (G : regular g) (L : size labels = states g) (N : numbered labels (size firsts))
               (R : represents labels firsts) (E : size right = size left)
               (T : forall i, 0 <= i < size left -> traced i)
               (same : forall s t, merge s t -> item 0 labels s = item 0 labels t).

    Let edges := both_ways left right [].

    Lemma edges_merge s t : In (s, t) edges <-> merge s t \/ merge t s.
    Proof.
      unfold edges; rewrite both_ways_in by congruence; unfold CheckMerges.merge; split.
      - intros [(i & Hi & [H|H])|[]]; [left | right]; exists i; tauto.
      - intros [(i & Hi & H)|(i & Hi & H)]; left; exists i; tauto.
    Qed.

    Lemma edges_range s t : In (s, t) edges -> 0 <= s /\ 0 <= t.
    Proof.
      rewrite edges_merge; intros [(i & Hi & <- & <-)|(i & Hi & <- & <-)];
        pose proof (traced_left _ _ _ _ _ _ i (T i Hi)); pose proof (traced_right _ _ _ _ _ _ i (T i Hi));
        lia.
    Qed.

    Lemma edges_out s : get [] (targets edges nothing) s =
      rev_append (map snd (filter (fun e => fst e =? s) edges)) [].
    Proof.
      rewrite targets_get, get_nothing; [reflexivity|]; intros u v H; apply (edges_range u v H).
    Qed.

    (** The first state of the class of [s]. *)
    Lemma first_state s : 0 <= s < states g ->
      let f := item 0 firsts (item 0 labels s) in
      0 <= f < states g /\ item 0 labels f = item 0 labels s /\ In f firsts.
    Proof.
      intros Hs f; pose proof (numbered_range _ _ N s) as B; rewrite L in B; specialize (B Hs).
      destruct (R _ B) as [Rf Ef]; rewrite L in Rf; split; [exact Rf|]; split; [exact Ef|].
      apply item_in, B.
    Qed.

    Lemma path_same s t : clos_refl_sym_trans Z merge s t -> item 0 labels s = item 0 labels t.
    Proof. induction 1; auto; congruence. Qed.

    Lemma connects_spec : connects firsts labels left right = true <->
      forall s t, 0 <= s < states g -> 0 <= t < states g ->
        item 0 labels s = item 0 labels t -> clos_refl_sym_trans Z merge s t.
    Proof.
      unfold connects, all_met; fold edges; rewrite (every_items 0), L.
      set (clock := rev_append left (rev_append right firsts)).
      set (out := get [] (targets edges nothing)).
      assert (P : forall s, In s firsts -> 0 <= s).
      { intros s Hs; destruct (in_item 0 _ _ Hs) as (c & Hc & <-); apply (R c Hc). }
      split; intros H.
      - assert (K : forall s, 0 <= s < states g -> exists f, In f firsts /\ clos_refl_sym_trans Z merge f s).
        { intros s Hs; refine (search_sound edges out edges_range edges_out
            (fun s => exists f, In f firsts /\ clos_refl_sym_trans Z merge f s) _ clock nothing firsts _ _
            s (H s Hs)).
          - intros u v Q (f & Hf & K); exists f; split; [assumption|]; apply rst_trans with u; [assumption|].
            apply edges_merge in Q; destruct Q; [apply rst_step | apply rst_sym, rst_step]; assumption.
          - intros u Hu; split; [apply P, Hu | exists u; split; [assumption | apply rst_refl]].
          - intros u Hu; unfold is_met in Hu; rewrite get_nothing in Hu; discriminate. }
        intros s t Hs Ht Q; destruct (K s Hs) as (f & Hf & Kf), (K t Ht) as (h & Hh & Kh).
        enough (f = h) by (subst h; apply rst_trans with f; [apply rst_sym|]; assumption).
        destruct (in_item 0 _ _ Hf) as (c & Hc & <-), (in_item 0 _ _ Hh) as (d & Hd & <-).
        pose proof (path_same _ _ Kf); pose proof (path_same _ _ Kh).
        destruct (R c Hc), (R d Hd); f_equal; congruence.
      - intros s Hs; destruct (first_state s Hs) as (Rf & Ef & If);
        set (f := item 0 firsts (item 0 labels s)) in *.
        destruct (search_complete edges out edges_range edges_out clock nothing firsts) as [all closed].
        + unfold ahead, clock; rewrite !rev_append_rev, !app_length, !rev_length.
          pose proof (both_ways_length left right (eq_sym E) []) as B; fold edges in B.
          rewrite size_nil in B; unfold size in B, E.
          enough (length (filter (fun e => negb (get false nothing (fst e))) edges) <= length edges)%nat
            by lia.
          clear; induction edges as [|e es IH]; cbn; [lia|]; destruct (negb _); cbn; lia.
        + exact P.
        + intros u v Hu; unfold is_met in Hu; rewrite get_nothing in Hu; discriminate.
        + set (found := search clock out nothing firsts) in *.
          assert (K : forall u v, clos_refl_sym_trans Z merge u v -> is_met found u <-> is_met found v).
          { intros u v K; induction K as [u v M | u | u v _ IH | u v w _ IH _ IH'].
            - split; intros Hu; apply (closed _ _ Hu), edges_merge; tauto.
            - reflexivity.
            - symmetry; assumption.
            - rewrite IH; assumption. }
          apply (K f s); [apply H; assumption | apply all; right; assumption].
    Qed.
  End Connects.

  Theorem check_merges_spec :
    check_merges g seen given labels left right cause letter = true <->
    shows_core g seen given labels left right cause letter.
  Proof.
    unfold check_merges; pose proof (representatives_spec given) as F0;
    pose proof (representatives_spec labels) as F.
    rewrite !andb_true_iff, is_regular_spec, !count_size, !Z.eqb_eq; fold (states g).
    destruct (representatives given) as [firsts0|]; [destruct (representatives labels) as [firsts|]|].
    - destruct F0 as [N0 R0], F as [N R]; rewrite !andb_true_iff.
      split.
      + intros [[[[[[[G S] L0] L] E] E'] E''] [[[[O C] B] T] K]].
        rewrite (shows_alike_spec g labels firsts seen L N R (get 0 (array_of labels))) in O
        by apply get_array.
        rewrite (steps_alike_spec g G labels firsts L N R) in C by apply get_array.
        rewrite (shows_alike_spec g given firsts0 labels L0 N0 R0 (get 0 (array_of given))) in B
        by apply get_array.
        rewrite trace_holds_spec, E' in T by apply get_array.
        rewrite connects_spec in K; try assumption.
        * split; try assumption; eauto using size_nonnegative.
        * apply (merge_same g given labels left right cause letter); assumption.
      + intros [G S L0 L _ _ C O B E E' E'' T K].
        rewrite (shows_alike_spec g labels firsts seen L N R (get 0 (array_of labels))) by apply get_array.
        rewrite (steps_alike_spec g G labels firsts L N R) by apply get_array.
        rewrite (shows_alike_spec g given firsts0 labels L0 N0 R0 (get 0 (array_of given)))
        by apply get_array.
        rewrite trace_holds_spec, E' by apply get_array.
        rewrite connects_spec; try assumption.
        * tauto.
        * apply (merge_same g given labels left right cause letter); assumption.
    - split; [intros [_ D]; discriminate|].
      intros W; destruct (so_numbered _ _ _ _ _ _ _ _ W) as (m & _ & N); contradict (F _ N).
    - split; [intros [_ D]; discriminate|].
      intros W; destruct (so_numbered_given _ _ _ _ _ _ _ _ W) as (m & _ & N); contradict (F0 _ N).
  Qed.
End CheckMerges.
