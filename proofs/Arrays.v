(** * Arrays: lists of numbers read by position, fast enough for millions

    The checker reads lists of binary integers of any size, position by position.  What a list has at a
    position is [item]; what runs is a trie ([get]), and loops that leave nothing on the stack.  Each
    definition that runs is followed by the lemma that says what it is in terms of [item].

    Mirrors abstractions/arrays.py. *)

From Coq Require Import ZArith Lia List Bool FMapPositive.
Import ListNotations.
Open Scope Z_scope.

(** ** Size and items *)

Definition size {A} (l : list A) : Z := Z.of_nat (length l).

(** What [l] has at position [i]; [d] if that is outside. *)
Definition item {A} (d : A) (l : list A) (i : Z) : A := if i <? 0 then d else nth (Z.to_nat i) l d.

Definition count {A} (l : list A) : Z := fold_left (fun n _ => Z.succ n) l 0.

Section Items.
  Context {A : Type} (d : A).
  Implicit Types l : list A.

  Lemma size_nonnegative l : 0 <= size l.
  Proof. unfold size; lia. Qed.

  Lemma size_nil : size (@nil A) = 0.
  Proof. reflexivity. Qed.

  Lemma size_one (x : A) : size [x] = 1.
  Proof. reflexivity. Qed.

  Lemma size_cons x l : size (x :: l) = size l + 1.
  Proof. unfold size; cbn; lia. Qed.

  Lemma size_app l l' : size (l ++ l') = size l + size l'.
  Proof. unfold size; rewrite app_length; lia. Qed.

  Lemma count_size l : count l = size l.
  Proof.
    enough (G : forall n, fold_left (fun n _ => Z.succ n) l n = n + size l) by apply G.
    induction l as [|x l IH]; intros n; cbn [fold_left].
    - unfold size; cbn; lia.
    - rewrite IH, size_cons; lia.
  Qed.

  Lemma item_nat l i : item d l (Z.of_nat i) = nth i l d.
  Proof. unfold item; destruct (Z.ltb_spec (Z.of_nat i) 0); [lia|]; rewrite Nat2Z.id; reflexivity. Qed.

  Lemma item_nth l i : 0 <= i -> item d l i = nth (Z.to_nat i) l d.
  Proof. intros H; rewrite <- item_nat, Z2Nat.id by lia; reflexivity. Qed.

  Lemma item_head x l : item d (x :: l) 0 = x.
  Proof. reflexivity. Qed.

  Lemma item_tail x l i : 0 < i -> item d (x :: l) i = item d l (i - 1).
  Proof.
    intros H; rewrite !item_nth by lia; replace (Z.to_nat i) with (S (Z.to_nat (i - 1))) by lia; reflexivity.
  Qed.

  Lemma item_outside l i : i < 0 \/ size l <= i -> item d l i = d.
  Proof.
    unfold item, size; intros H; destruct (Z.ltb_spec i 0); [reflexivity|]; apply nth_overflow; lia.
  Qed.

  Lemma item_app l l' i : item d (l ++ l') i = if i <? size l then item d l i else item d l' (i - size l).
  Proof.
    unfold item, size; destruct (Z.ltb_spec i (Z.of_nat (length l))), (Z.ltb_spec i 0);
      try destruct (Z.ltb_spec (i - Z.of_nat (length l)) 0); try lia; try reflexivity.
    - apply app_nth1; lia.
    - rewrite app_nth2 by lia; f_equal; lia.
  Qed.

  Lemma item_default e l i : 0 <= i < size l -> item d l i = item e l i.
  Proof.
    unfold size, item; intros H; destruct (Z.ltb_spec i 0); [lia|]; apply nth_indep; lia.
  Qed.

  Lemma item_in l i : 0 <= i < size l -> In (item d l i) l.
  Proof. unfold size; intros H; rewrite item_nth by lia; apply nth_In; lia. Qed.

  Lemma in_item l x : In x l -> exists i, 0 <= i < size l /\ item d l i = x.
  Proof.
    intros H; destruct (In_nth _ _ d H) as (i & L & E).
    exists (Z.of_nat i); unfold size; rewrite item_nat; split; [lia | assumption].
  Qed.

  Lemma item_rev l i : 0 <= i < size l -> item d (rev l) i = item d l (size l - 1 - i).
  Proof.
    unfold size; intros H; rewrite !item_nth, rev_nth by lia; f_equal; lia.
  Qed.

  Lemma size_rev l : size (rev l) = size l.
  Proof. unfold size; rewrite rev_length; reflexivity. Qed.

  Lemma same_items l l' :
    size l = size l' -> (forall i, 0 <= i < size l -> item d l i = item d l' i) -> l = l'.
  Proof.
    intros E H; apply (nth_ext l l' d d); unfold size in *; [lia|].
    intros i L; rewrite <- !item_nat; apply H; lia.
  Qed.
End Items.

(** Statements about all positions agree if they agree at each. *)
Lemma all_positions n (P Q : Z -> Prop) : (forall i, 0 <= i < n -> P i <-> Q i) ->
  (forall i, 0 <= i < n -> P i) <-> (forall i, 0 <= i < n -> Q i).
Proof. intros E; split; intros H i Hi; apply E, H; assumption. Qed.

(** ** Loops *)

(** [f] holds of all items and their positions, the first of which is [i]. *)
Fixpoint every {A} (f : Z -> A -> bool) (i : Z) (l : list A) : bool :=
  match l with
  | [] => true
  | x :: l => if f i x then every f (i + 1) l else false
  end.

(** [f] holds of the items of two lists side by side, which are equally long. *)
Fixpoint both {A B} (f : A -> B -> bool) (l : list A) (l' : list B) : bool :=
  match l, l' with
  | [], [] => true
  | x :: l, y :: l' => if f x y then both f l l' else false
  | _, _ => false
  end.

(** As [map], on lists of any length. *)
Definition each {A B} (f : A -> B) (l : list A) : list B :=
  rev_append (fold_left (fun done x => f x :: done) l []) [].

(** Two lists item by item, as far as both go. *)
Fixpoint paired {A B C} (f : A -> B -> C) (l : list A) (l' : list B) : list C :=
  match l, l' with
  | x :: l, y :: l' => f x y :: paired f l l'
  | _, _ => []
  end.

Fixpoint paired_onto {A B C} (f : A -> B -> C) (l : list A) (l' : list B) (done : list C) : list C :=
  match l, l' with
  | x :: l, y :: l' => paired_onto f l l' (f x y :: done)
  | _, _ => done
  end.

Definition pairwise {A B C} (f : A -> B -> C) (l : list A) (l' : list B) : list C :=
  rev_append (paired_onto f l l' []) [].

(** As [item], without a detour through [nat]. *)
Fixpoint pick {A} (d : A) (l : list A) (i : Z) : A :=
  match l with
  | [] => d
  | x :: l => if i =? 0 then x else pick d l (i - 1)
  end.

(** The values of [f] at the positions of [l], in the order of [map] if [done] is empty. *)
Fixpoint tabulate_onto {A B} (f : Z -> B) (i : Z) (l : list A) (done : list B) : list B :=
  match l with
  | [] => done
  | _ :: l => tabulate_onto f (i - 1) l (f i :: done)
  end.

Definition tabulate {A B} (f : Z -> B) (l : list A) : list B := tabulate_onto f (count l - 1) l [].

Section Loops.
  Context {A B C : Type}.

  Lemma size_tabulate (f : Z -> B) (l : list A) : size (tabulate f l) = size l.
  Proof.
    enough (G : forall i done, size (tabulate_onto f i l done) = size l + size done).
    { unfold tabulate; rewrite G, size_nil; lia. }
    induction l as [|x l IH]; intros i done; cbn [tabulate_onto]; [rewrite size_nil; lia|].
    rewrite IH, !size_cons; lia.
  Qed.

  Lemma item_tabulate (d : B) (f : Z -> B) (l : list A) i : 0 <= i < size l -> item d (tabulate f l) i = f i.
  Proof.
    enough (G : forall j done, item d (tabulate_onto f j l done) i =
                if i <? size l then (if 0 <=? i then f (j - (size l - 1) + i) else d) else item d done (i -
                size l)).
    { intros H; unfold tabulate; rewrite G, count_size.
      destruct (Z.ltb_spec i (size l)), (Z.leb_spec 0 i); try lia; f_equal; lia. }
    induction l as [|x l IH]; intros j done; cbn [tabulate_onto].
    - rewrite size_nil, Z.sub_0_r; destruct (Z.ltb_spec i 0); [|reflexivity].
      destruct (Z.leb_spec 0 i); [lia|]; apply item_outside; lia.
    - rewrite IH, size_cons.
      destruct (Z.ltb_spec i (size l)), (Z.ltb_spec i (size l + 1)); try lia.
      + destruct (0 <=? i); [f_equal; lia | reflexivity].
      + pose proof (size_nonnegative l); replace i with (size l) by lia; rewrite Z.sub_diag, item_head.
        destruct (Z.leb_spec 0 (size l)); [f_equal; lia | lia].
      + rewrite item_tail by lia; f_equal; lia.
  Qed.

  Lemma every_items (d : A) f l : every f 0 l = true <-> forall i, 0 <= i < size l -> f i (item d l i) = true.
  Proof.
    enough (G : forall k, every f k l = true <->
                          forall i, 0 <= i < size l -> f (k + i) (item d l i) = true) by apply G.
    induction l as [|x l IH]; intros k; cbn [every].
    - split; [intros _ i H; unfold size in H; cbn in H; lia | reflexivity].
    - rewrite size_cons; destruct (f k x) eqn:E.
      + rewrite IH; split; intros H i Hi.
        * destruct (Z.eq_dec i 0) as [->|]; [rewrite Z.add_0_r; exact E|].
          rewrite item_tail by lia; replace (k + i) with (k + 1 + (i - 1)) by lia; apply H; lia.
        * specialize (H (i + 1)); rewrite item_tail in H by lia.
          replace (i + 1 - 1) with i in H by lia; replace (k + (i + 1)) with (k + 1 + i) in H by lia.
          apply H; lia.
      + split; [discriminate|]; intros H; specialize (H 0); rewrite Z.add_0_r in H.
        rewrite <- E; apply H; pose proof (size_nonnegative l); lia.
  Qed.

  Lemma both_items (d : A) (e : B) f l l' :
    both f l l' = true <->
    size l = size l' /\ forall i, 0 <= i < size l -> f (item d l i) (item e l' i) = true.
  Proof.
    revert l'; induction l as [|x l IH]; intros [|y l']; cbn [both].
    - split; [intros _; split; [reflexivity | unfold size; cbn; lia] | reflexivity].
    - rewrite size_cons; split; [discriminate|]; intros [E _]; pose proof (size_nonnegative l').
      unfold size in *; cbn in *; lia.
    - rewrite size_cons; split; [discriminate|]; intros [E _]; pose proof (size_nonnegative l).
      unfold size in *; cbn in *; lia.
    - rewrite !size_cons; destruct (f x y) eqn:E.
      + rewrite IH; split; intros [S H]; (split; [lia|]); intros i Hi.
        * destruct (Z.eq_dec i 0) as [->|]; [exact E|].
          rewrite !item_tail by lia; apply H; lia.
        * specialize (H (i + 1)); rewrite !item_tail in H by lia.
          replace (i + 1 - 1) with i in H by lia; apply H; lia.
      + split; [discriminate|]; intros [_ H]; rewrite <- E.
        apply (H 0); pose proof (size_nonnegative l); lia.
  Qed.

  Lemma each_map (f : A -> B) l : each f l = map f l.
  Proof.
    unfold each.
    enough (G : forall done, fold_left (fun done x => f x :: done) l done = rev_append (map f l) done).
    { rewrite G, !rev_append_rev, !app_nil_r, rev_involutive; reflexivity. }
    induction l as [|x l IH]; intros done; [reflexivity | apply IH].
  Qed.

  Lemma size_map (f : A -> B) l : size (map f l) = size l.
  Proof. unfold size; rewrite map_length; reflexivity. Qed.

  Lemma item_map (d : A) (e : B) f l i : 0 <= i < size l -> item e (map f l) i = f (item d l i).
  Proof.
    unfold size; intros H; rewrite !item_nth by lia.
    rewrite (nth_indep _ _ (f d)) by (rewrite map_length; lia); apply map_nth.
  Qed.

  Lemma pairwise_paired (f : A -> B -> C) l l' : pairwise f l l' = paired f l l'.
  Proof.
    unfold pairwise.
    enough (G : forall done, paired_onto f l l' done = rev_append (paired f l l') done).
    { rewrite G, !rev_append_rev, !app_nil_r, rev_involutive; reflexivity. }
    revert l'; induction l as [|x l IH]; intros [|y l'] done; try reflexivity; apply IH.
  Qed.

  Lemma size_paired (f : A -> B -> C) l l' : size l = size l' -> size (paired f l l') = size l.
  Proof.
    unfold size; revert l'; induction l as [|x l IH]; intros [|y l'] E; cbn in *; try lia.
    specialize (IH l'); lia.
  Qed.

  Lemma item_paired (d : A) (e : B) (c : C) f l l' i : 0 <= i < size l -> i < size l' ->
    item c (paired f l l') i = f (item d l i) (item e l' i).
  Proof.
    revert l' i; induction l as [|x l IH]; intros [|y l'] i H H'; try (unfold size in *; cbn in *; lia).
    rewrite size_cons in H; rewrite size_cons in H'; cbn [paired].
    destruct (Z.eq_dec i 0) as [->|]; [reflexivity|].
    rewrite !item_tail by lia; apply IH; lia.
  Qed.

  Lemma pick_item (d : A) l i : pick d l i = item d l i.
  Proof.
    revert i; induction l as [|x l IH]; intros i; cbn [pick].
    - unfold item; destruct (i <? 0), (Z.to_nat i); reflexivity.
    - destruct (Z.eqb_spec i 0) as [->|]; [reflexivity|]; rewrite IH.
      destruct (Z_lt_le_dec i 0); [rewrite !item_outside by lia; reflexivity|].
      rewrite (item_tail d x l i) by lia; reflexivity.
  Qed.
End Loops.

(** ** Arrays *)

(** The bits of [p] in front of those of [q], last bit first; so [flip] reads a number from its first bit,
    and the tries keep neighbours near to each other. *)
Fixpoint flip_onto (p q : positive) : positive :=
  match p with
  | xH => q
  | xO p => flip_onto p (xO q)
  | xI p => flip_onto p (xI q)
  end.

Definition flip (p : positive) : positive := flip_onto p xH.

Lemma flip_flip p : flip (flip p) = p.
Proof.
  enough (G : forall q, flip_onto (flip_onto p q) xH = flip_onto q p) by apply G.
  induction p as [p IH|p IH|]; intros q; [exact (IH (xI q)) | exact (IH (xO q)) | reflexivity].
Qed.

(** A trie over the positive positions, and what is at position 0. *)
Record array (A : Type) : Type := { zeroth : option A; others : PositiveMap.t A }.

Arguments zeroth {A}.
Arguments others {A}.

Section Arrays.
  Context {A : Type}.
  Implicit Types (r : array A) (l : list A).

  Definition nothing : array A := {| zeroth := None; others := PositiveMap.empty A |}.

  Definition find r (i : Z) : option A :=
    match i with
    | Z0 => zeroth r
    | Zpos p => PositiveMap.find (flip p) (others r)
    | Zneg _ => None
    end.

  Definition get (d : A) r (i : Z) : A := match find r i with Some x => x | None => d end.

  Definition set (i : Z) (x : A) r : array A :=
    match i with
    | Z0 => {| zeroth := Some x; others := others r |}
    | Zpos p => {| zeroth := zeroth r; others := PositiveMap.add (flip p) x (others r) |}
    | Zneg _ => r
    end.

  (** The items of [l] from position [i] on. *)
  Fixpoint store (i : Z) l r : array A :=
    match l with
    | [] => r
    | x :: l => store (i + 1) l (set i x r)
    end.

  Definition array_of l : array A := store 0 l nothing.

  Lemma get_nothing d i : get d nothing i = d.
  Proof.
    unfold get; destruct i as [|p|p]; cbn -[PositiveMap.find PositiveMap.empty]; try reflexivity.
    rewrite PositiveMap.gempty; reflexivity.
  Qed.

  Lemma get_set d i x r j : 0 <= i -> get d (set i x r) j = if j =? i then x else get d r j.
  Proof.
    intros H; unfold get; destruct i as [|p|p], j as [|q|q]; try reflexivity; try lia.
    cbn -[PositiveMap.find PositiveMap.add]; destruct (Pos.eqb_spec q p) as [->|N].
    - rewrite PositiveMap.gss; reflexivity.
    - rewrite PositiveMap.gso by (intros E; apply N; rewrite <- (flip_flip q), E; apply flip_flip);
      reflexivity.
  Qed.

  Lemma get_store d l : forall i r j, 0 <= i ->
    get d (store i l r) j = if (i <=? j) && (j <? i + size l) then item d l (j - i) else get d r j.
  Proof.
    induction l as [|x l IH]; intros i r j H; cbn [store].
    - unfold size; cbn; destruct (Z.leb_spec i j), (Z.ltb_spec j (i + 0)); cbn; lia || reflexivity.
    - rewrite IH, get_set, size_cons by lia.
      destruct (Z.eqb_spec j i) as [->|N].
      + pose proof (size_nonnegative l).
        destruct (Z.leb_spec (i + 1) i), (Z.leb_spec i i), (Z.ltb_spec i (i + (size l + 1))); try lia.
        cbn; rewrite Z.sub_diag; reflexivity.
      + destruct (Z.leb_spec (i + 1) j), (Z.ltb_spec j (i + 1 + size l)), (Z.leb_spec i j),
          (Z.ltb_spec j (i + (size l + 1))); cbn; try lia; try reflexivity.
        rewrite item_tail by lia; f_equal; lia.
  Qed.

  Theorem get_array d l i : get d (array_of l) i = item d l i.
  Proof.
    unfold array_of; rewrite get_store, get_nothing, Z.sub_0_r by lia.
    destruct (Z.leb_spec 0 i), (Z.ltb_spec i (0 + size l)); cbn; try reflexivity;
      rewrite item_outside by lia; reflexivity.
  Qed.
End Arrays.
