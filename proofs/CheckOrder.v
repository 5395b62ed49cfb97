(** * Checking minimality by an order of the classes

    The law is [ordered] in Certificate.v; here the places are numbers, [rank] of the labels, and the
    checker decides it: runs by a sweep with a stack, boundaries by a tree of least times (Row.v).

    Mirrors abstractions/checker/order.py. *)

From Coq Require Import ZArith Lia List Bool.
From Abstractions Require Import Abstraction Certificate Arrays Row CheckComplete.
Import ListNotations.
Open Scope Z_scope.

(** ** Permutations *)

(** Each of [0 .. m-1] once. *)
Record permutation (l : list Z) : Prop := {
  permutation_range i : 0 <= i < size l -> 0 <= item 0 l i < size l;
  permutation_injective i j : 0 <= i < size l -> 0 <= j < size l -> item 0 l i = item 0 l j -> i = j;
  permutation_onto k : 0 <= k < size l -> exists i, 0 <= i < size l /\ item 0 l i = k
}.

(** Where each number stands in a list, whose positions begin at [i]. *)
Fixpoint invert (i : Z) (l : list Z) (r : array Z) : array Z :=
  match l with
  | [] => r
  | k :: l => invert (i + 1) l (set k i r)
  end.

Definition inverse (l : list Z) : array Z := invert 0 l nothing.

(** [back] inverts [l] (which is what [forth] reads). *)
Definition inverts (l : list Z) (forth back : Z -> Z) : bool :=
  let m := count l in
  every (fun i k => within m k && (back k =? i) && within m (back i) && (forth (back i) =? i)) 0 l.

Lemma get_invert_absent d k l : 0 <= k -> (forall x, In x l -> 0 <= x /\ x <> k) ->
  forall i r, get d (invert i l r) k = get d r k.
Proof.
  intros P; induction l as [|x l IH]; intros H i r; [reflexivity|]; cbn.
  destruct (H x) as [Px N]; [left; reflexivity|].
  rewrite IH by (intros; apply H; right; assumption).
  rewrite get_set by assumption; destruct (Z.eqb_spec k x); [congruence | reflexivity].
Qed.

Lemma get_invert d l : (forall x, In x l -> 0 <= x) -> NoDup l ->
  forall i r j, 0 <= j < size l -> get d (invert i l r) (item 0 l j) = i + j.
Proof.
  induction l as [|x l IH]; intros P D i r j Hj; [rewrite (@size_nil Z) in Hj; lia|].
  rewrite size_cons in Hj; inversion D as [|? ? A D']; subst; cbn [invert].
  assert (Px : 0 <= x) by (apply P; left; reflexivity).
  destruct (Z.eq_dec j 0) as [->|].
  - assert (Q : forall y, In y l -> 0 <= y /\ y <> x).
    { intros y Hy; split; [apply P; right; assumption | intros ->; contradiction]. }
    rewrite item_head, (get_invert_absent d x l Px Q), get_set, Z.eqb_refl by assumption; lia.
  - rewrite item_tail, IH by (try assumption; try lia; intros; apply P; right; assumption); lia.
Qed.

Lemma permutation_nodup l : permutation l -> NoDup l.
Proof.
  intros [_ I _]; apply (NoDup_nth l 0); intros i j Hi Hj E.
  rewrite <- !item_nat in E; enough (Z.of_nat i = Z.of_nat j) by lia.
  apply I; [unfold size; lia | unfold size; lia | assumption].
Qed.

Section Inverse.
  Context (l : list Z) (forth back : Z -> Z).
  Hypothesis Hforth : forall i, forth i = item 0 l i.

  Lemma inverts_sound : inverts l forth back = true ->
    permutation l /\ forall j, 0 <= j < size l -> 0 <= back j < size l /\ item 0 l (back j) = j.
  Proof.
    unfold inverts; rewrite (every_items 0), count_size; intros H.
    assert (K : forall i, 0 <= i < size l ->
      ((0 <= item 0 l i < size l /\ back (item 0 l i) = i) /\ 0 <= back i < size l) /\ item 0 l (back i) = i).
    { intros i Hi; specialize (H i Hi); rewrite !andb_true_iff, !within_range, !Z.eqb_eq, Hforth in H;
      exact H. }
    split; [split|].
    - intros i Hi; apply K, Hi.
    - intros i j Hi Hj E; destruct (K i Hi) as [[[_ B] _] _], (K j Hj) as [[[_ B'] _] _]; congruence.
    - intros k Hk; exists (back k); split; apply K, Hk.
    - intros j Hj; split; apply K, Hj.
  Qed.

  Lemma inverts_complete : permutation l -> (forall k, back k = get 0 (inverse l) k) ->
    inverts l forth back = true.
  Proof.
    intros P Hback; unfold inverts; rewrite (every_items 0), count_size; intros i Hi.
    assert (B : forall j, 0 <= j < size l -> back (item 0 l j) = j).
    { intros j Hj; rewrite Hback; unfold inverse.
      rewrite get_invert; [lia | | apply permutation_nodup, P | assumption].
      intros x Hx; destruct (in_item 0 _ _ Hx) as (k & Hk & <-); apply (permutation_range l P k Hk). }
    rewrite !andb_true_iff, !within_range, !Z.eqb_eq, Hforth.
    pose proof (permutation_range l P i Hi).
    destruct (permutation_onto l P i Hi) as (k & Hk & E).
    pose proof (B k Hk) as Bk; rewrite E in Bk; rewrite Bk, B by assumption; auto.
  Qed.
End Inverse.

(** ** Boundaries *)

(** The letter of a boundary of time [t > 0] sends the farthest images of its run to two sides of an
    earlier one: [near j] has the first on its right, and [far], counted from the [last] boundary, the
    last on its left. *)
Definition cut_by (earliest : tree) (far near : Z -> list Z) (last : Z) (letter : Z -> Z) (j t : Z) : bool :=
  if t =? 0 then true
  else earlier earliest (pick 0 (far (last - j)) (letter j)) (pick 0 (near j) (letter j)) t.

Definition tree_of (l : list Z) : tree :=
  match count l with
  | Zpos p => fst (grow p l)
  | _ => One 0
  end.

(** [images]: for each place the places of its successors. *)
Definition cuts_earlier (images : list (list Z)) (time : list Z) (letter : Z -> Z) : bool :=
  every (cut_by (tree_of time)
                (get [] (array_of (sweep (pairwise Z.max) [] images time [])))
                (get [] (array_of (sweep (pairwise Z.min) [] (rev_append images []) (rev_append time []) [])))
                (count time - 1) letter)
        0 time.

Lemma paired_assoc f : (forall x y z : Z, f (f x y) z = f x (f y z)) ->
  forall l l' l'' : list Z, pairwise f (pairwise f l l') l'' = pairwise f l (pairwise f l' l'').
Proof.
  intros A l l' l''; rewrite !pairwise_paired.
  revert l' l''; induction l as [|x l IH]; intros [|y l'] [|z l'']; cbn; try reflexivity.
  rewrite A, IH; reflexivity.
Qed.

Lemma tree_keeps l : 0 < size l -> keeps (tree_of l) l.
Proof.
  intros H; unfold tree_of; rewrite count_size; destruct (size l) as [|p|p] eqn:E; try lia.
  destruct (grow_keeps p l) as (u & El & S & K); [lia|].
  enough (N : snd (grow p l) = []) by (rewrite El, N, app_nil_r; rewrite N, app_nil_r in El; subst;
    assumption).
  assert (Z0 : size (snd (grow p l)) = 0) by (pose proof (size_app u (snd (grow p l))); rewrite <- El in *;
    lia).
  unfold size in Z0; destruct (snd (grow p l)); [reflexivity | discriminate].
Qed.

Section Cuts.
  Context (k : Z) (images : list (list Z)) (time : list Z).
  Hypotheses (times : size time = size images - 1)
             (full : forall c, 0 <= c < size images -> size (item [] images c) = k).

  (** The image of class [c] under letter [a]. *)
  Let image c a := item 0 (item [] images c) a.

  Lemma paired_fits (f : Z -> Z -> Z) (l l' : list Z) : size l = k -> size l' = k ->
    size (pairwise f l l') = k.
  Proof. intros E E'; rewrite pairwise_paired, size_paired; congruence. Qed.

  (** The last image of [lo .. j]. *)
  Lemma far_spec j a b : 0 <= j < size time -> 0 <= a < k ->
    item 0 (item [] (sweep (pairwise Z.max) [] images time []) (size time - 1 - j)) a <= b <->
    forall c, 0 <= c <= j -> (forall i, c <= i < j -> item 0 time j <= item 0 time i) -> image c a <= b.
  Proof.
    intros Hj Ha; destruct (sweep_items _ (paired_assoc _ (fun x y z => eq_sym (Z.max_assoc x y z))) []
    images time)
      as [_ I]; [lia|].
    rewrite I by lia; replace (size time - 1 - (size time - 1 - j)) with j by lia.
    apply (run_good _ [] images time (fun r => size r = k) (fun r => item 0 r a <= b)); try lia.
    - apply paired_fits.
    - intros l l' E E'; rewrite pairwise_paired, (item_paired 0 0) by lia; lia.
    - intros; apply full; lia.
  Qed.

  (** The first image of [j + 1 .. hi]: as before, in the row read backwards. *)
  Lemma near_spec j a b : 0 <= j < size time -> 0 <= a < k ->
    b < item 0 (item [] (sweep (pairwise Z.min) [] (rev_append images []) (rev_append time []) []) j) a <->
    forall c, j < c < size images -> (forall i, j < i < c -> item 0 time j <= item 0 time i) -> b < image c a.
  Proof.
    intros Hj Ha; rewrite !rev_append_rev, !app_nil_r.
    destruct (sweep_items _ (paired_assoc _ (fun x y z => eq_sym (Z.min_assoc x y z))) [] (rev images) (rev
    time))
      as [_ I]; [rewrite !size_rev; lia|].
    rewrite I, size_rev by (rewrite ?size_rev; lia).
    rewrite (run_good _ [] (rev images) (rev time) (fun r => size r = k) (fun r => b < item 0 r a)); try lia.
    - split; intros H c Hc Hr.
      + specialize (H (size images - 1 - c)); rewrite !item_rev in H by lia.
        replace (size images - 1 - (size images - 1 - c)) with c in H by lia; apply H; [lia|].
        intros i Hi; rewrite item_rev by lia.
        replace (size time - 1 - (size time - 1 - j)) with j by lia; apply Hr; lia.
      + rewrite item_rev by lia; apply H; [lia|]; intros i Hi.
        specialize (Hr (size time - 1 - i)); rewrite !item_rev in Hr by lia.
        replace (size time - 1 - (size time - 1 - j)) with j in Hr by lia.
        replace (size time - 1 - (size time - 1 - i)) with i in Hr by lia; apply Hr; lia.
    - apply paired_fits.
    - intros l l' E E'; rewrite pairwise_paired, (item_paired 0 0) by lia; lia.
    - intros; rewrite item_rev by lia; apply full; lia.
  Qed.

  (** What the law asks of a boundary of time [t > 0]. *)
  Definition cut_at (a j : Z) : Prop :=
    exists b, 0 <= b < size time /\ item 0 time b < item 0 time j /\
      (forall c, 0 <= c <= j -> (forall i, c <= i < j -> item 0 time j <= item 0 time i) -> image c a <= b) /\
      (forall c, j < c < size images -> (forall i, j < i < c -> item 0 time j <= item 0 time i) ->
        b < image c a).

  Lemma cuts_earlier_spec letter :
    (forall j, 0 <= j < size time -> item 0 time j <> 0 -> 0 <= letter j < k) ->
    cuts_earlier images time letter = true <->
    forall j, 0 <= j < size time -> item 0 time j <> 0 -> cut_at (letter j) j.
  Proof.
    intros fits; unfold cuts_earlier; rewrite (every_items 0).
    apply all_positions; intros j Hj; unfold cut_by, cut_at.
    destruct (Z.eqb_spec (item 0 time j) 0) as [|T]; [split; [contradiction | reflexivity]|].
    specialize (fits j Hj T).
    rewrite !pick_item, !get_array, count_size, (earlier_items _ time) by (apply tree_keeps; lia).
    split.
    - intros (b & Hb & [F N] & L) _; exists b; split; [lia|]; split; [lia|]; split.
      + apply far_spec; assumption || lia.
      + apply near_spec; assumption || lia.
    - intros H; destruct (H T) as (b & Hb & L & F & N); exists b; split; [lia|]; split; [split|lia].
      + apply far_spec; assumption.
      + apply near_spec; assumption.
  Qed.
End Cuts.

(** ** The law, for lists *)

Section Order.
  Context (g : grid) (seen labels rank time letter : list Z).

  (** The number of classes. *)
  Let m := size rank.

  Definition place (s : state (states g)) : Z := item 0 rank (value labels s).

  Record shows_minimal : Prop := {
    sm_regular : regular g;
    sm_seen : size seen = states g;
    sm_labels : size labels = states g;
    sm_numbered : numbered labels m;
    sm_rank : permutation rank;
    sm_times : size time = Z.max 0 (m - 1);
    sm_letters : size letter = Z.max 0 (m - 1);
    sm_letter j : 0 <= j < m - 1 -> -1 <= item 0 letter j < width g;
    sm_zero j : 0 <= j < m - 1 -> (item 0 letter j = -1 <-> item 0 time j = 0);
    sm_ordered : ordered (step g) (value seen) m place (item 0 time) (item 0 letter)
  }.

  Lemma place_label : numbered labels m -> permutation rank -> size labels = states g ->
    kernel place == kernel (value labels).
  Proof.
    intros N P L x y; cbn; unfold place; split; [|congruence].
    pose proof (number_range x); pose proof (number_range y).
    apply (permutation_injective rank P); apply (numbered_range _ _ N); lia.
  Qed.

  (** The labels are the least complete abstraction above what is seen, and it has [m] classes. *)
  Theorem shows_minimal_sound : shows_minimal ->
    least (step g) (kernel (value seen)) (kernel (value labels)) /\
    (forall s : state (states g), 0 <= value labels s < m) /\
    (forall c, 0 <= c < m -> exists s : state (states g), value labels s = c).
  Proof.
    intros S; pose proof (sm_numbered S) as [range onto _].
    rewrite (sm_labels S) in *; split; [|split].
    - apply (least_equal _ _ (kernel place)).
      + apply place_label; apply S.
      + apply (ordered_least _ _ _ _ _ _ (sm_ordered S)).
    - intros s; apply range, number_range.
    - intros c Hc; destruct (onto c Hc) as (s & Hs & <-); destruct (number_onto s Hs) as [x <-].
      exists x; reflexivity.
  Qed.
End Order.

(** ** The checker *)

(** Times are not negative; what is seen grows at a boundary of time 0 and stays the same at a later
    one.  [stand j] is a state at place [j]. *)
Definition seen_in_order (see stand : Z -> Z) (time : list Z) : bool :=
  every (fun j t => let x := see (stand j) in let y := see (stand (j + 1)) in
                    (0 <=? t) && (if t =? 0 then x <? y else x =? y)) 0 time.

(** Letters are letters, and -1 just where the time is 0. *)
Definition letters_fit (k : Z) (time : Z -> Z) (letter : list Z) : bool :=
  every (fun j a => (-1 <=? a) && (a <? k) && eqb (a =? -1) (time j =? 0)) 0 letter.

(** For each place, the places of its successors. *)
Definition images_in_order (next : Z -> list Z) (to stand : Z -> Z) (rank : list Z) : list (list Z) :=
  tabulate (fun j => each to (next (stand j))) rank.

Definition check_row (k : Z) (next : Z -> list Z) (see to stand : Z -> Z)
                     (rank time letter : list Z) : bool :=
  let boundaries := Z.max 0 (count rank - 1) in
  (count time =? boundaries) && (count letter =? boundaries) && seen_in_order see stand time &&
  letters_fit k (get 0 (array_of time)) letter &&
  cuts_earlier (images_in_order next to stand rank) time (get 0 (array_of letter)).

(** [first]: a state of each class; [rank], [back]: the place of each class, the class at each place. *)
Definition check_classes (g : grid) (next : Z -> list Z) (see label first rank' back : Z -> Z)
                         (labels rank time letter : list Z) : bool :=
  shows_alike first see labels && steps_alike next label first (rows g) && inverts rank rank' back &&
  check_row (width g) next see (get 0 (array_of (each rank' labels))) (fun j => first (back j))
            rank time letter.

Definition check_minimality (g : grid) (seen labels rank time letter : list Z) : bool :=
  is_regular g && (count seen =? count (rows g)) && (count labels =? count (rows g)) &&
  match representatives labels with
  | None => false
  | Some firsts =>
      (count firsts =? count rank) &&
      check_classes g (get [] (array_of (rows g))) (get 0 (array_of seen)) (get 0 (array_of labels))
                    (get 0 (array_of firsts)) (get 0 (array_of rank)) (get 0 (inverse rank))
                    labels rank time letter
  end.

Section CheckRow.
  Context (g : grid) (seen labels rank time letter : list Z).
  Hypotheses (G : regular g) (L : size labels = states g) (N : numbered labels (size rank))
             (P : permutation rank) (C : complete (step g) (kernel (value labels)))
             (O : (kernel (@value (states g) seen) <= kernel (value labels))%abstraction).
  Context (next : Z -> list Z) (see to stand : Z -> Z).
  Hypotheses (Hnext : forall s, next s = row g s) (Hsee : forall s, see s = item 0 seen s)
             (Hto : forall s, 0 <= s < states g -> to s = item 0 rank (item 0 labels s))
             (Hstand : forall j, 0 <= j < size rank -> 0 <= stand j < states g /\ to (stand j) = j).

  Notation m := (size rank).
  Notation place := (place g labels rank).

  Lemma place_to (x : state (states g)) : place x = to (number x).
  Proof. symmetry; apply Hto, number_range. Qed.

  Lemma place_in_row x : 0 <= place x < m.
  Proof.
    apply (permutation_range rank P), (numbered_range _ _ N); rewrite L; apply number_range.
  Qed.

  (** A state that stands at place [j]. *)
  Lemma standing j : 0 <= j < m -> exists x : state (states g), number x = stand j /\ place x = j.
  Proof.
    intros Hj; destruct (Hstand j Hj) as [R E]; destruct (number_onto _ R) as [x Ex].
    exists x; rewrite place_to, Ex; split; [reflexivity | assumption].
  Qed.

  Lemma seen_at j x : 0 <= j < m -> place x = j -> value seen x = see (stand j).
  Proof.
    intros Hj E; destruct (standing j Hj) as (y & Ey & Py); rewrite Hsee, <- Ey.
    apply O, (place_label g labels rank); [assumption | assumption | assumption | cbn; congruence].
  Qed.

  Lemma seen_in_order_spec : size time = m - 1 ->
    seen_in_order see stand time = true <->
    forall j, 0 <= j < m - 1 -> 0 <= item 0 time j /\
      forall x y, place x = j -> place y = j + 1 ->
        (item 0 time j = 0 -> value seen x < value seen y) /\
        (0 < item 0 time j -> value seen x = value seen y).
  Proof.
    intros T; unfold seen_in_order; rewrite (every_items 0), T; apply all_positions; intros j Hj.
    rewrite andb_true_iff, Z.leb_le; split.
    - intros [H H']; split; [assumption|]; intros x y Px Py.
      rewrite (seen_at j x), (seen_at (j + 1) y) by (assumption || lia).
      destruct (Z.eqb_spec (item 0 time j) 0); [apply Z.ltb_lt in H' | apply Z.eqb_eq in H']; split; lia.
    - intros [H H']; split; [assumption|].
      destruct (standing j) as (x & _ & Px); [lia|]; destruct (standing (j + 1)) as (y & _ & Py); [lia|].
      specialize (H' x y Px Py); rewrite (seen_at j x), (seen_at (j + 1) y) in H' by (assumption || lia).
      destruct (Z.eqb_spec (item 0 time j) 0); [apply Z.ltb_lt | apply Z.eqb_eq]; apply H'; lia.
  Qed.

  Lemma letters_fit_spec time' : (forall j, time' j = item 0 time j) -> size letter = m - 1 ->
    letters_fit (width g) time' letter = true <->
    forall j, 0 <= j < m - 1 ->
      -1 <= item 0 letter j < width g /\ (item 0 letter j = -1 <-> item 0 time j = 0).
  Proof.
    intros E T; unfold letters_fit; rewrite (every_items 0), T; apply all_positions; intros j Hj.
    rewrite !andb_true_iff, Z.leb_le, Z.ltb_lt, eqb_true_iff, E.
    destruct (Z.eqb_spec (item 0 letter j) (-1)), (Z.eqb_spec (item 0 time j) 0); intuition discriminate.
  Qed.

  (** The image of a place is that of each state there. *)
  Lemma image_place j a x : 0 <= j < m -> 0 <= a < width g -> place x = j ->
    item 0 (item [] (images_in_order next to stand rank) j) a = place (step g a x).
  Proof.
    intros Hj Ha E; destruct (standing j Hj) as (y & Ey & Py).
    unfold images_in_order; rewrite item_tabulate, each_map, Hnext, <- Ey by assumption.
    rewrite (item_map 0) by (rewrite (regular_width g G) by apply number_range; assumption).
    rewrite <- step_letter, <- place_to by assumption.
    assert (K : kernel place == kernel (value labels)) by (apply place_label; assumption).
    apply K, C, K; cbn; congruence.
  Qed.

  Lemma images_full j : 0 <= j < m -> size (item [] (images_in_order next to stand rank) j) = width g.
  Proof.
    intros Hj; destruct (Hstand j Hj) as [R _]; unfold images_in_order.
    rewrite item_tabulate, each_map, size_map, Hnext by assumption; apply (regular_width g G), R.
  Qed.

  (** The law in terms of places is the law in terms of states. *)
  Lemma cut_at_spec j : 0 <= j < m - 1 -> size time = m - 1 -> 0 <= item 0 letter j < width g ->
    cut_at (images_in_order next to stand rank) time (item 0 letter j) j <->
    exists b, 0 <= b < m - 1 /\ item 0 time b < item 0 time j /\
              sent_apart (step g) place (item 0 time) (item 0 letter) j b.
  Proof.
    intros Hj T Ha; unfold cut_at, sent_apart, left_run, right_run.
    rewrite T; unfold images_in_order at 2; rewrite size_tabulate.
    split; intros (b & Hb & E & F & H); exists b; split; [lia| |lia|]; (split; [assumption|]); split.
    - intros x [Lx Rx]; pose proof (place_in_row x).
      rewrite <- (image_place (place x)) by (assumption || reflexivity || lia); apply F; [lia | assumption].
    - intros x [Lx Rx]; pose proof (place_in_row x).
      rewrite <- (image_place (place x)) by (assumption || reflexivity || lia); apply H; [lia | assumption].
    - intros c Hc Rc; destruct (standing c) as (x & _ & Px); [lia|].
      rewrite (image_place c _ x) by (assumption || lia); apply F; rewrite Px; split; [lia | assumption].
    - intros c Hc Rc; destruct (standing c) as (x & _ & Px); [lia|].
      rewrite (image_place c _ x) by (assumption || lia); apply H; rewrite Px; split; [lia | assumption].
  Qed.

  Lemma cuts_spec letter' : (forall j, letter' j = item 0 letter j) -> size time = m - 1 ->
    (forall j, 0 <= j < m - 1 -> item 0 time j <> 0 -> 0 <= item 0 letter j < width g) ->
    cuts_earlier (images_in_order next to stand rank) time letter' = true <->
    forall j, 0 <= j < m - 1 -> item 0 time j <> 0 ->
      exists b, 0 <= b < m - 1 /\ item 0 time b < item 0 time j /\
                sent_apart (step g) place (item 0 time) (item 0 letter) j b.
  Proof.
    intros E T fits; rewrite (cuts_earlier_spec (width g)).
    - rewrite T; apply all_positions; intros j Hj; rewrite E; split; intros H NZ; apply cut_at_spec; auto.
    - unfold images_in_order; rewrite size_tabulate; assumption.
    - intros c Hc; unfold images_in_order in Hc; rewrite size_tabulate in Hc; apply images_full, Hc.
    - intros j Hj NZ; rewrite E; apply fits; [lia | assumption].
  Qed.

  (** What the law says of boundaries is all there is to check. *)
  Lemma ordered_boundaries :
    ordered (step g) (value seen) m place (item 0 time) (item 0 letter) <->
    (forall j, 0 <= j < m - 1 -> 0 <= item 0 time j /\
       forall x y, place x = j -> place y = j + 1 ->
         (item 0 time j = 0 -> value seen x < value seen y) /\
         (0 < item 0 time j -> value seen x = value seen y)) /\
    (forall j, 0 <= j < m - 1 -> 0 < item 0 time j ->
       exists b, 0 <= b < m - 1 /\ item 0 time b < item 0 time j /\
                 sent_apart (step g) place (item 0 time) (item 0 letter) j b).
  Proof.
    assert (K : kernel place == kernel (value labels)) by (apply place_label; assumption).
    split.
    - intros [_ _ _ _ T S S' E]; split; [|assumption].
      intros j Hj; split; [apply T, Hj|]; intros x y Px Py; split; intros; eauto.
    - intros [S E]; split; try assumption.
      + intros a x y Q; apply K, C, K, Q.
      + intros x y Q; apply O, K, Q.
      + apply place_in_row.
      + intros j Hj; destruct (standing j Hj) as (x & _ & Px); exists x; assumption.
      + intros j Hj; apply S, Hj.
      + intros j x y Hj T Px Py; apply (proj2 (S j Hj) x y Px Py), T.
      + intros j x y Hj T Px Py; apply (proj2 (S j Hj) x y Px Py), T.
  Qed.

  Theorem check_row_spec :
    check_row (width g) next see to stand rank time letter = true <->
    size time = Z.max 0 (m - 1) /\ size letter = Z.max 0 (m - 1) /\
    (forall j, 0 <= j < m - 1 ->
       -1 <= item 0 letter j < width g /\ (item 0 letter j = -1 <-> item 0 time j = 0)) /\
    ordered (step g) (value seen) m place (item 0 time) (item 0 letter).
  Proof.
    unfold check_row; rewrite !andb_true_iff, !count_size, !Z.eqb_eq, ordered_boundaries.
    pose proof (size_nonnegative rank); destruct (Z.eq_dec m 0) as [Z0|NZ].
    - rewrite Z0; cbn [Z.max Z.sub Z.opp Z.add Z.compare]; split.
      + intros [[[[T T'] _] _] _]; repeat split; try assumption; intros; lia.
      + intros (T & T' & _); unfold size in T, T'.
        destruct time; [|discriminate]; destruct letter; [|discriminate]; repeat split.
    - replace (Z.max 0 (m - 1)) with (m - 1) by lia.
      assert (F : forall j, 0 <= j < m - 1 -> 0 <= item 0 time j -> item 0 time j <> 0 <->
        0 < item 0 time j) by lia.
      split.
      + intros [[[[T T'] S] A] E]; rewrite seen_in_order_spec in S by assumption.
        rewrite letters_fit_spec in A by (assumption || apply get_array).
        rewrite cuts_spec in E; [| apply get_array | assumption |].
        * repeat split; try assumption; try (intros; apply A; assumption).
          -- intros; apply S; assumption.
          -- intros; apply S with j; assumption.
          -- intros; apply S with j; assumption.
          -- intros j Hj Pj; apply E; [assumption | lia].
        * intros j Hj NZ'; specialize (A j Hj); lia.
      + intros (T & T' & A & S & E).
        rewrite seen_in_order_spec by assumption.
        rewrite letters_fit_spec by (assumption || apply get_array).
        rewrite cuts_spec; [| apply get_array | assumption |].
        * repeat split; try assumption; try (intros; apply A; assumption); try (intros; apply S; assumption).
          -- intros; apply S with j; assumption.
          -- intros; apply S with j; assumption.
          -- intros j Hj NZ'; destruct (S j Hj); apply E; [assumption | lia].
        * intros j Hj NZ'; specialize (A j Hj); lia.
  Qed.
End CheckRow.

Theorem check_minimality_spec g seen labels rank time letter :
  check_minimality g seen labels rank time letter = true <-> shows_minimal g seen labels rank time letter.
Proof.
  unfold check_minimality, check_classes; pose proof (representatives_spec labels) as F.
  rewrite !andb_true_iff, is_regular_spec, !count_size, !Z.eqb_eq; fold (states g).
  assert (Hto : size labels = states g -> forall s, 0 <= s < states g ->
    get 0 (array_of (each (get 0 (array_of rank)) labels)) s = item 0 rank (item 0 labels s)).
  { intros L s Hs; rewrite get_array, each_map, (item_map 0), get_array by lia; reflexivity. }
  destruct (representatives labels) as [firsts|].
  - destruct F as [N R].
    rewrite !andb_true_iff, !count_size, Z.eqb_eq; split.
    + intros [[[G S] L] [M [[[O C] I] W]]]; specialize (Hto L).
      rewrite (shows_alike_spec g labels firsts seen L N R (get 0 (array_of labels))) in O by apply get_array.
      rewrite (steps_alike_spec g G labels firsts L N R) in C by apply get_array.
      destruct (inverts_sound rank _ _ (get_array 0 rank) I) as [P B].
      rewrite M in N.
      rewrite (check_row_spec g seen labels) in W; try assumption; try apply get_array.
      * destruct W as (T & T' & A & Law); split; try assumption; intros; apply A; assumption.
      * intros j Hj; destruct (B j Hj) as [Bj Ej]; rewrite (get_array 0 firsts).
        destruct (R (get 0 (inverse rank) j)) as [Rj Fj]; [lia|].
        rewrite Hto, Fj, Ej by lia; split; [lia | reflexivity].
    + intros [G S L N' P T T' A A' Law]; specialize (Hto L).
      assert (M : size firsts = size rank) by (apply (numbered_unique labels); auto using size_nonnegative).
      assert (K : kernel (place g labels rank) == kernel (value labels)) by (apply place_label; assumption).
      assert (I : inverts rank (get 0 (array_of rank)) (get 0 (inverse rank)) = true).
      { apply inverts_complete; [apply get_array | assumption | reflexivity]. }
      destruct (inverts_sound rank _ _ (get_array 0 rank) I) as [_ B].
      assert (C : complete (step g) (kernel (value labels))).
      { intros a x y Q; apply K, (place_complete _ _ _ _ _ _ Law), K, Q. }
      assert (O : (kernel (@value (states g) seen) <= kernel (value labels))%abstraction).
      { intros x y Q; apply (place_seen _ _ _ _ _ _ Law), K, Q. }
      rewrite (shows_alike_spec g labels firsts seen L N R (get 0 (array_of labels))) by apply get_array.
      rewrite (steps_alike_spec g G labels firsts L N R) by apply get_array.
      rewrite (check_row_spec g seen labels); try assumption; try apply get_array.
      * assert (AA : forall j, 0 <= j < size rank - 1 ->
          -1 <= item 0 letter j < width g /\ (item 0 letter j = -1 <-> item 0 time j = 0)) by auto.
        tauto.
      * intros j Hj; destruct (B j Hj) as [Bj Ej]; rewrite (get_array 0 firsts).
        destruct (R (get 0 (inverse rank) j)) as [Rj Fj]; [lia|].
        rewrite Hto, Fj, Ej by lia; split; [lia | reflexivity].
  - split; [intros [_ D]; discriminate | intros W; contradict (F _ (sm_numbered _ _ _ _ _ _ W))].
Qed.
