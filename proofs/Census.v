(** * How many complete abstractions all maps have together

    The last proof in proofs/README.md.  Count the pairs of a map [f] and a partition that [f] respects, by
    the partition: for each block B choose the block C that receives it, then any of the |C|^|B| maps from
    B to C.  Hence

      sum over f of |Con f|  =  sum over P of  product over B in P of  sum over C in P of |C|^|B|.

    Mirrors abstractions/census/. *)

From Coq Require Import Arith Lia List Permutation FinFun.
From Abstractions Require Import Abstraction Coalgebra.
Import ListNotations.

Local Open Scope nat_scope.

(** ** Sums, products and choices *)

Definition sum {A} (f : A -> nat) (xs : list A) : nat := list_sum (map f xs).
Definition product {A} (f : A -> nat) (xs : list A) : nat := fold_right Nat.mul 1 (map f xs).

(** One of each list, in all ways. *)
Fixpoint choices {A} (xss : list (list A)) : list (list A) :=
  match xss with
  | [] => [[]]
  | xs :: xss => flat_map (fun x => map (cons x) (choices xss)) xs
  end.

Lemma sum_cons {A} (f : A -> nat) x xs : sum f (x :: xs) = f x + sum f xs.
Proof. reflexivity. Qed.

Lemma product_cons {A} (f : A -> nat) x xs : product f (x :: xs) = f x * product f xs.
Proof. reflexivity. Qed.

Lemma sum_ext {A} (f g : A -> nat) xs : (forall x, In x xs -> f x = g x) -> sum f xs = sum g xs.
Proof. intros E; unfold sum; rewrite (map_ext_in f g xs E); reflexivity. Qed.

Lemma product_ext {A} (f g : A -> nat) xs : (forall x, In x xs -> f x = g x) -> product f xs = product g xs.
Proof. intros E; unfold product; rewrite (map_ext_in f g xs E); reflexivity. Qed.

Lemma sum_app {A} (f : A -> nat) xs ys : sum f (xs ++ ys) = sum f xs + sum f ys.
Proof. unfold sum; rewrite map_app; apply list_sum_app. Qed.

Lemma sum_scale {A} (f : A -> nat) k xs : sum (fun x => k * f x) xs = k * sum f xs.
Proof. induction xs as [|x xs IH]; [cbn | rewrite !sum_cons, IH]; lia. Qed.

Lemma sum_flat_map {A B} (f : B -> nat) (g : A -> list B) xs :
  sum f (flat_map g xs) = sum (fun x => sum f (g x)) xs.
Proof. induction xs as [|x xs IH]; [|cbn [flat_map]; rewrite sum_app, IH]; reflexivity. Qed.

Lemma length_flat_map {A B} (g : A -> list B) xs : length (flat_map g xs) = sum (fun x => length (g x)) xs.
Proof. induction xs as [|x xs IH]; [|cbn [flat_map]; rewrite app_length, IH]; reflexivity. Qed.

Lemma choices_length {A} (xss : list (list A)) : length (choices xss) = product (@length A) xss.
Proof.
  induction xss as [|xs xss IH]; [reflexivity|]; cbn [choices].
  rewrite length_flat_map, product_cons, <- IH.
  induction xs as [|x xs IH']; [|rewrite sum_cons, IH', map_length]; reflexivity.
Qed.

Lemma in_choices {A} (ys : list A) xss : In ys (choices xss) <-> Forall2 (@In A) ys xss.
Proof.
  revert ys; induction xss as [|xs xss IH]; intros ys; cbn.
  - split; [intros [<-|[]]; constructor | inversion 1; left; reflexivity].
  - rewrite in_flat_map; split.
    + intros [x [X Y]]; apply in_map_iff in Y as [zs [<- Z]]; constructor; [exact X | apply IH, Z].
    + inversion 1; subst; exists x; split; [assumption | apply in_map, IH; assumption].
Qed.

Lemma nodup_app {A} (xs ys : list A) :
  NoDup xs -> NoDup ys -> (forall x, In x xs -> ~ In x ys) -> NoDup (xs ++ ys).
Proof.
  induction 1 as [|x xs N _ IH]; intros D S; [exact D | cbn; constructor].
  - intros I; apply in_app_or in I as [I|I]; [exact (N I) | apply (S x); [left; reflexivity | exact I]].
  - apply IH; [exact D | intros y Y; apply S; right; exact Y].
Qed.

Lemma nodup_flat_map {A B} (g : A -> list B) xs : NoDup xs -> (forall x, In x xs -> NoDup (g x)) ->
  (forall x x' y, In x xs -> In x' xs -> In y (g x) -> In y (g x') -> x = x') -> NoDup (flat_map g xs).
Proof.
  induction 1 as [|x xs N _ IH]; intros D S; cbn; [constructor | apply nodup_app].
  - apply D; left; reflexivity.
  - apply IH; [intros; apply D | intros ? ? y ? ?; apply S]; right; assumption.
  - intros y Y I; apply in_flat_map in I as [x' [X' Y']].
    apply N; rewrite (S x x' y); [exact X' | left; reflexivity | right; exact X' | exact Y | exact Y'].
Qed.

Lemma choices_nodup {A} (xss : list (list A)) : Forall (@NoDup A) xss -> NoDup (choices xss).
Proof.
  induction 1 as [|xs xss N _ IH]; cbn; [repeat constructor; intros []|].
  apply nodup_flat_map; [exact N | |].
  - intros x _; apply Injective_map_NoDup; [intros u v E; congruence | exact IH].
  - intros x x' y _ _ Y Y'; apply in_map_iff in Y as [u [<- _]], Y' as [v [E _]]; congruence.
Qed.

(** A product of sums is the sum over all choices of a summand each. *)
Lemma product_of_sums {A B} (t : A -> B -> nat) (cs : list B) (bs : list A) :
  product (fun b => sum (t b) cs) bs =
  sum (fun g => product (fun e => t (fst e) (snd e)) (combine bs g)) (choices (map (fun _ => cs) bs)).
Proof.
  induction bs as [|b bs IH]; [reflexivity|]; cbn [map choices]; rewrite sum_flat_map.
  rewrite product_cons, IH, Nat.mul_comm, <- sum_scale; apply sum_ext; intros c _.
  rewrite Nat.mul_comm, <- sum_scale; unfold sum; rewrite map_map; reflexivity.
Qed.

(** Tables of functions on [n] numbers from [s]: the [i]-th value is chosen from [F (s + i)]. *)
Lemma in_tables f (F : nat -> list nat) n : forall s,
  In f (choices (map F (seq s n))) <-> length f = n /\ forall i, i < n -> In (nth i f 0) (F (s + i)).
Proof.
  revert f; induction n as [|n IH]; intros f s; cbn [seq map]; rewrite in_choices.
  - split; [inversion 1; split; [reflexivity | lia]|].
    intros [E _]; destruct f; [constructor | discriminate E].
  - split.
    + inversion 1 as [|x xs u us X U]; subst; apply in_choices, IH in U as [<- A]; split; [reflexivity|].
      intros [|i] I; [rewrite Nat.add_0_r; exact X | rewrite <- Nat.add_succ_comm; apply A; lia].
    + intros [E A]; destruct f as [|x f]; [discriminate E|]; constructor.
      * specialize (A 0); rewrite Nat.add_0_r in A; apply A; lia.
      * apply in_choices, IH; split; [exact (eq_add_S _ _ E)|]; intros i I.
        rewrite Nat.add_succ_comm; apply (A (S i)); lia.
Qed.

Lemma product_combine (t : nat -> nat -> nat) g : forall s,
  product (fun e => t (fst e) (snd e)) (combine (seq s (length g)) g) =
  product (fun i => t (s + i) (nth i g 0)) (seq 0 (length g)).
Proof.
  induction g as [|y g IH]; intros s; [reflexivity|]; cbn [length seq combine].
  rewrite !product_cons, IH, <- seq_shift, Nat.add_0_r; f_equal; unfold product; rewrite map_map.
  f_equal; apply map_ext; intros i; rewrite <- Nat.add_succ_comm; reflexivity.
Qed.

Lemma product_times {A} (f g : A -> nat) xs : product (fun x => f x * g x) xs = product f xs * product g xs.
Proof. induction xs as [|x xs IH]; [|rewrite !product_cons, IH]; [reflexivity | lia]. Qed.

Lemma product_one {A} (xs : list A) : product (fun _ => 1) xs = 1.
Proof. induction xs as [|x xs IH]; [|rewrite product_cons, IH]; reflexivity. Qed.

Lemma product_pick (h : nat -> nat) a xs : NoDup xs -> In a xs ->
  product (fun x => if a =? x then h x else 1) xs = h a.
Proof.
  induction 1 as [|x xs N _ IH]; intros I; [destruct I | rewrite product_cons].
  destruct (Nat.eqb_spec a x) as [->|D].
  - rewrite (product_ext _ (fun _ => 1)), product_one; [lia|].
    intros y Y; destruct (Nat.eqb_spec x y) as [->|]; [contradiction | reflexivity].
  - rewrite IH; [lia | destruct I; [congruence | assumption]].
Qed.

Lemma nth_map_seq (F : nat -> nat) n i : i < n -> nth i (map F (seq 0 n)) 0 = F i.
Proof.
  intros I; rewrite (nth_indep _ 0 (F 0)) by (rewrite map_length, seq_length; exact I).
  rewrite map_nth, seq_nth; [reflexivity | exact I].
Qed.

(** ** Maps that respect a partition *)

Section Partition.
  (** The block of each of [n] states, one of [b]; each block has a state. *)
  Context (n b : nat) (block : nat -> nat).
  Hypothesis block_range : forall i, i < n -> block i < b.
  Hypothesis inhabited : forall B, B < b -> exists i, i < n /\ block i = B.

  Definition members (B : nat) (xs : list nat) : list nat := filter (fun i => block i =? B) xs.
  Definition size (B : nat) : nat := length (members B (seq 0 n)).

  (** All maps, as tables. *)
  Definition maps : list (list nat) := choices (map (fun _ => seq 0 n) (seq 0 n)).

  Definition respects (f : list nat) : bool :=
    forallb (fun i => forallb (fun j =>
      implb (block i =? block j) (block (nth i f 0) =? block (nth j f 0))) (seq 0 n)) (seq 0 n).

  Lemma respects_spec f : respects f = true <->
    forall i j, i < n -> j < n -> block i = block j -> block (nth i f 0) = block (nth j f 0).
  Proof.
    unfold respects; rewrite forallb_forall; split.
    - intros R i j I J E; specialize (R i); rewrite forallb_forall in R.
      rewrite !in_seq in R; specialize (R ltac:(lia) j); rewrite in_seq, E, Nat.eqb_refl in R.
      apply Nat.eqb_eq, R; lia.
    - intros R i I; apply forallb_forall; intros j J; apply in_seq in I, J.
      destruct (Nat.eqb_spec (block i) (block j)) as [E|]; [apply Nat.eqb_eq, R; lia | reflexivity].
  Qed.

  (** To respect a partition is to have it as a complete abstraction. *)
  Theorem respects_complete (f : {i | i < n} -> {i | i < n}) (t : list nat) :
    (forall x, nth (proj1_sig x) t 0 = proj1_sig (f x)) ->
    respects t = true <-> complete (F := X) f (kernel (fun x => block (proj1_sig x))).
  Proof.
    intros T; rewrite respects_spec; split.
    - intros R x y E; cbn; rewrite <- !T; apply R; [apply proj2_sig | apply proj2_sig | exact E].
    - intros C i j I J E; assert (V := C (exist _ i I) (exist _ j J) E).
      cbn in V; rewrite <- !T in V; exact V.
  Qed.

  (** The block that receives each block; and the maps that follow such a choice. *)
  Definition receivers : list (list nat) := choices (map (fun _ => seq 0 b) (seq 0 b)).
  Definition following (g : list nat) : list (list nat) :=
    choices (map (fun i => members (nth (block i) g 0) (seq 0 n)) (seq 0 n)).

  Lemma in_following g f : In f (following g) <->
    length f = n /\ forall i, i < n -> nth i f 0 < n /\ block (nth i f 0) = nth (block i) g 0.
  Proof.
    unfold following, members; rewrite in_tables; split; intros [L A]; split; try exact L; intros i I.
    - specialize (A i I); apply filter_In in A as [A E]; apply in_seq in A; apply Nat.eqb_eq in E.
      split; [lia | exact E].
    - destruct (A i I) as [A' E]; apply filter_In; rewrite in_seq, Nat.eqb_eq; split; [lia | exact E].
  Qed.

  (** A state of each block. *)
  Definition first (B : nat) : nat := hd 0 (members B (seq 0 n)).

  Lemma first_member B : B < b -> first B < n /\ block (first B) = B.
  Proof.
    intros U; assert (V : In (first B) (members B (seq 0 n))).
    { unfold first; destruct (members B (seq 0 n)) eqn:W; [|left; reflexivity].
      destruct (inhabited B U) as [i I]; apply (in_nil (a := i)); rewrite <- W.
      apply filter_In; rewrite in_seq, Nat.eqb_eq; lia. }
    apply filter_In in V as [V E]; apply in_seq in V; apply Nat.eqb_eq in E; lia.
  Qed.

  (** Each map that respects the partition follows exactly one choice. *)
  Lemma respecting_follow : length (filter respects maps) = length (flat_map following receivers).
  Proof.
    apply Permutation_length, NoDup_Permutation.
    - apply NoDup_filter, choices_nodup, Forall_map, Forall_forall; intros; apply seq_NoDup.
    - apply nodup_flat_map.
      + apply choices_nodup, Forall_map, Forall_forall; intros; apply seq_NoDup.
      + intros g _; apply choices_nodup, Forall_map, Forall_forall; intros; apply NoDup_filter, seq_NoDup.
      + intros g g' f G G' I I'; apply in_tables in G as [L _], G' as [L' _].
        apply in_following in I as [_ A], I' as [_ A'].
        apply nth_ext with 0 0; [congruence|]; intros B U; destruct (inhabited B) as [i [V <-]]; [lia|].
        destruct (A i V) as [_ <-], (A' i V) as [_ <-]; reflexivity.
    - intros f; rewrite filter_In, in_flat_map, respects_spec; split.
      + intros [T R]; apply in_tables in T as [L A].
        assert (A' : forall i, i < n -> nth i f 0 < n)
          by (intros i I; specialize (A i I); apply in_seq in A; lia).
        exists (map (fun B => block (nth (first B) f 0)) (seq 0 b)); split.
        * apply in_tables; rewrite map_length, seq_length; split; [reflexivity|]; intros B U.
          rewrite nth_map_seq by exact U; apply in_seq; split; [lia|].
          apply block_range, A', first_member, U.
        * apply in_following; split; [exact L|]; intros i I; split; [apply A', I|].
          assert (U := block_range i I); destruct (first_member _ U); rewrite nth_map_seq by exact U.
          apply R; auto.
      + intros [g [G I]]; apply in_following in I as [L A]; split.
        * apply in_tables; split; [exact L|]; intros i I; apply in_seq; destruct (A i I); lia.
        * intros i j I J E; destruct (A i I) as [_ ->], (A j J) as [_ ->]; rewrite E; reflexivity.
  Qed.

  (** The factors of the states, block by block. *)
  Lemma product_by_blocks (h : nat -> nat) xs : (forall x, In x xs -> block x < b) ->
    product (fun x => h (block x)) xs = product (fun B => h B ^ length (members B xs)) (seq 0 b).
  Proof.
    induction xs as [|x xs IH]; intros R; [symmetry; apply product_one | rewrite product_cons].
    rewrite IH by (intros; apply R; right; assumption).
    rewrite <- (product_pick h (block x) (seq 0 b)), <- product_times.
    - apply product_ext; intros B _; unfold members; cbn [filter].
      destruct (Nat.eqb_spec (block x) B); cbn; lia.
    - apply seq_NoDup.
    - apply in_seq; specialize (R x (or_introl eq_refl)); lia.
  Qed.

  Theorem respecting_maps : length (filter respects maps) =
    product (fun B => sum (fun C => size C ^ size B) (seq 0 b)) (seq 0 b).
  Proof.
    rewrite respecting_follow, length_flat_map, product_of_sums; apply sum_ext; intros g G.
    apply in_tables in G as [L _]; rewrite <- L.
    rewrite (product_combine (fun B C => size C ^ size B)), L.
    unfold following; rewrite choices_length; unfold product at 1; rewrite map_map.
    apply (product_by_blocks (fun B => size (nth B g 0))).
    intros x I; apply block_range; apply in_seq in I; lia.
  Qed.
End Partition.

(** ** All maps together *)

Lemma sum_plus {A} (f g : A -> nat) xs : sum (fun x => f x + g x) xs = sum f xs + sum g xs.
Proof. induction xs as [|x xs IH]; [reflexivity | rewrite !sum_cons, IH; lia]. Qed.

(** Pairs counted by the first are pairs counted by the second. *)
Lemma count_pairs {A B} (r : A -> B -> bool) xs ys :
  sum (fun x => length (filter (r x) ys)) xs = sum (fun y => length (filter (fun x => r x y) xs)) ys.
Proof.
  induction ys as [|y ys IH]; [induction xs as [|x xs IH]; [reflexivity | exact IH]|].
  rewrite sum_cons, <- IH.
  replace (length (filter (fun x => r x y) xs)) with (sum (fun x => if r x y then 1 else 0) xs).
  - rewrite <- sum_plus; apply sum_ext; intros x _; cbn; destruct (r x y); reflexivity.
  - clear IH; induction xs as [|x xs IH]; [reflexivity|].
    rewrite sum_cons, IH; cbn; destruct (r x y); reflexivity.
Qed.

(** A partition of the numbers below [n] into blocks, none of them empty. *)
Record Partition (n : nat) := {
  blocks : nat;
  block : nat -> nat;
  block_range : forall i, i < n -> block i < blocks;
  block_inhabited : forall B, B < blocks -> exists i, i < n /\ block i = B
}.

Arguments blocks {n} P : rename.
Arguments block {n} P i : rename.

(** For any list of partitions; in particular for one with each of them once. *)
Theorem lattice_total n (Ps : list (Partition n)) :
  sum (fun f => length (filter (fun P => respects n (block P) f) Ps)) (maps n) =
  sum (fun P => product (fun B => sum (fun C => size n (block P) C ^ size n (block P) B)
    (seq 0 (blocks P))) (seq 0 (blocks P))) Ps.
Proof.
  rewrite count_pairs; apply sum_ext; intros P _.
  apply respecting_maps; [apply block_range | apply block_inhabited].
Qed.
