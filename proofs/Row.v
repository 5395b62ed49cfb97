(** * A row of boundaries: runs and least times

    Two questions about a row of classes with a time for each boundary between neighbours.  Where do
    the classes of the run around a boundary go?  A stack answers for all boundaries in one sweep.  Is
    some boundary between two places earlier than a given time?  A balanced tree of least times answers.

    Mirrors `farthest` and `first_bad_boundary` in abstractions/checker/order.py. *)

From Coq Require Import ZArith Lia List.
From Abstractions Require Import Arrays.
Import ListNotations.
Open Scope Z_scope.

(** ** Runs *)

Section Sweep.
  Context {R : Type} (op : R -> R -> R).
  Hypothesis op_assoc : forall x y z, op (op x y) z = op x (op y z).
  Implicit Types (x y : R) (T t : Z) (h stack : list (R * Z)).

  (** What lies behind, nearest first: a class, and the time of the boundary that follows it.  [join_run]
      joins [x] with the classes up to the first boundary earlier than [T]; the rest stays behind. *)
  Fixpoint join_run T x h : R * list (R * Z) :=
    match h with
    | [] => (x, [])
    | (y, t) :: h' => if T <=? t then join_run T (op x y) h' else (x, h)
    end.

  Definition joined T x h : R := fst (join_run T x h).

  (** For each boundary the join of the run that ends there, the last boundary first.  The stack keeps
      in place of a run its join: what is behind is needed no more precisely. *)
  Fixpoint sweep stack (rows : list R) (times : list Z) (done : list R) : list R :=
    match rows, times with
    | x :: rows, t :: times =>
        let (y, rest) := join_run t x stack in
        sweep ((y, t) :: rest) rows times (y :: done)
    | _, _ => done
    end.

  (** The same without forgetting anything. *)
  Fixpoint slow h (rows : list R) (times : list Z) (done : list R) : list R :=
    match rows, times with
    | x :: rows, t :: times => slow ((x, t) :: h) rows times (joined t x h :: done)
    | _, _ => done
    end.

  Lemma joined_onto T x y h : joined T (op x y) h = op x (joined T y h).
  Proof.
    revert y; induction h as [|(z, t) h IH]; intros y; unfold joined in *; cbn; [reflexivity|].
    destruct (T <=? t); [rewrite op_assoc; apply IH | reflexivity].
  Qed.

  (** Joined up to a later time first, then up to an earlier one. *)
  Lemma joined_twice T t x h : T <= t ->
    joined T (fst (join_run t x h)) (snd (join_run t x h)) = joined T x h.
  Proof.
    intros H; revert x; induction h as [|(y, u) h IH]; intros x; [reflexivity|].
    unfold joined in *; cbn; destruct (Z.leb_spec t u), (Z.leb_spec T u); try lia.
    - apply IH.
    - cbn; destruct (Z.leb_spec T u); [reflexivity | lia].
    - cbn; destruct (Z.leb_spec T u); [lia | reflexivity].
  Qed.

  (** The stack answers every question as what it stands for does. *)
  Lemma sweep_slow stack h : (forall T x, joined T x stack = joined T x h) ->
    forall rows times done, sweep stack rows times done = slow h rows times done.
  Proof.
    intros S rows; revert stack h S; induction rows as [|x rows IH]; intros stack h S [|t times] done;
      try reflexivity; cbn.
    rewrite <- S; unfold joined at 1; destruct (join_run t x stack) as [y rest] eqn:E; cbn.
    apply IH; intros T z.
    unfold joined at 1 2; cbn; destruct (Z.leb_spec T t) as [L|]; [|reflexivity].
    fold (joined T (op z y) rest); fold (joined T (op z x) h).
    rewrite !joined_onto, <- S, <- (joined_twice T t x stack L), E; reflexivity.
  Qed.

  (** What lies behind position [n] of a row. *)
  Fixpoint behind (d : R) (rows : list R) (times : list Z) (n : nat) : list (R * Z) :=
    match n with
    | O => []
    | S n => (item d rows (Z.of_nat n), item 0 times (Z.of_nat n)) :: behind d rows times n
    end.

  Definition run_at d rows times (i : Z) : R :=
    joined (item 0 times i) (item d rows i) (behind d rows times (Z.to_nat i)).

  Lemma sweep_items d rows times : size times <= size rows ->
    size (sweep [] rows times []) = size times /\
    forall i, 0 <= i < size times ->
      item d (sweep [] rows times []) i = run_at d rows times (size times - 1 - i).
  Proof.
    intros H; rewrite (sweep_slow [] []) by reflexivity.
    enough (G : forall rows' times' before before' done,
      rows = before ++ rows' -> times = before' ++ times' -> length before = length before' ->
      size done = size before ->
      (forall i, 0 <= i < size done -> item d done i = run_at d rows times (size done - 1 - i)) ->
      let l := slow (behind d rows times (length before)) rows' times' done in
      size l = size times /\ forall i, 0 <= i < size l -> item d l i = run_at d rows times (size l - 1 - i)).
    { destruct (G rows times [] [] []) as [E I]; try reflexivity.
      - unfold size; cbn; lia.
      - cbn in E, I; rewrite E in I; split; assumption. }
    induction rows' as [|x rows' IH]; intros [|t times'] before before' done Er Et El Ed I.
    - rewrite app_nil_r in Et; subst before'; unfold size in *; cbn; split; [lia | assumption].
    - exfalso; subst; rewrite !size_app in H; unfold size in *; cbn in H; lia.
    - rewrite app_nil_r in Et; subst before'; unfold size in *; cbn; split; [lia | assumption].
    - cbn [slow].
      assert (Ex : item d rows (size before) = x).
      { subst; rewrite item_app, Z.ltb_irrefl, Z.sub_diag; reflexivity. }
      assert (Ey : item 0 times (size before) = t).
      { subst; replace (size before) with (size before') by (unfold size; lia).
        rewrite item_app, Z.ltb_irrefl, Z.sub_diag; reflexivity. }
      replace ((x, t) :: behind d rows times (length before))
        with (behind d rows times (length (before ++ [x]))).
      2: { rewrite app_length, Nat.add_comm; cbn; fold (size before); rewrite Ex, Ey; reflexivity. }
      apply (IH times' (before ++ [x]) (before' ++ [t])).
      + rewrite <- app_assoc; assumption.
      + rewrite <- app_assoc; assumption.
      + rewrite !app_length; cbn; lia.
      + rewrite size_app, size_cons, Ed; reflexivity.
      + intros i Hi; rewrite size_cons in *; destruct (Z.eq_dec i 0) as [->|].
        * rewrite item_head; replace (size done + 1 - 1 - 0) with (size before) by lia.
          unfold run_at; rewrite Ex, Ey; unfold size; rewrite Nat2Z.id; reflexivity.
        * rewrite item_tail by lia; rewrite I by lia; f_equal; lia.
  Qed.

  (** A property that a join has if both sides have it (among those that [fit]) is a property of all
      classes of the run. *)
  Section Property.
    Context (d : R) (rows : list R) (times : list Z) (fit good : R -> Prop).
    Hypothesis fit_op : forall x y, fit x -> fit y -> fit (op x y).
    Hypothesis good_op : forall x y, fit x -> fit y -> (good (op x y) <-> good x /\ good y).

    Lemma joined_good T x n : fit x -> (forall i, 0 <= i < Z.of_nat n -> fit (item d rows i)) ->
      (good (joined T x (behind d rows times n)) <->
       good x /\ forall i, 0 <= i < Z.of_nat n ->
                   (forall k, i <= k < Z.of_nat n -> T <= item 0 times k) -> good (item d rows i)).
    Proof.
      revert x; induction n as [|n IH]; intros x F Fs.
      - cbn; split; [intros G; split; [assumption | intros; lia] | intros [G _]; assumption].
      - unfold joined; cbn [behind join_run]; set (y := item d rows (Z.of_nat n)).
        assert (Fy : fit y) by (apply Fs; lia).
        destruct (Z.leb_spec T (item 0 times (Z.of_nat n))) as [L|L].
        + fold (joined T (op x y) (behind d rows times n)).
          rewrite IH, good_op by (auto; intros; apply Fs; lia).
          split.
          * intros [[Gx Gy] G]; split; [assumption|]; intros i Hi Hk.
            destruct (Z.eq_dec i (Z.of_nat n)) as [->|]; [assumption|].
            apply G; [lia|]; intros; apply Hk; lia.
          * intros [Gx G]; repeat split; [assumption| |].
            -- apply G; [lia|]; intros k Hk; replace k with (Z.of_nat n) by lia; assumption.
            -- intros i Hi Hk; apply G; [lia|]; intros k Hk'.
               destruct (Z.eq_dec k (Z.of_nat n)) as [->|]; [assumption | apply Hk; lia].
        + split; [|intros [G _]; assumption].
          intros G; split; [assumption|]; intros i Hi Hk; specialize (Hk (Z.of_nat n)); lia.
    Qed.

    Lemma run_good i : 0 <= i -> (forall k, 0 <= k <= i -> fit (item d rows k)) ->
      (good (run_at d rows times i) <->
       forall c, 0 <= c <= i -> (forall k, c <= k < i -> item 0 times i <= item 0 times k) ->
                 good (item d rows c)).
    Proof.
      intros H F; unfold run_at; assert (E : Z.of_nat (Z.to_nat i) = i) by lia.
      rewrite joined_good, E; [| apply F; lia | intros; apply F; lia].
      split.
      - intros [G Gs] c Hc Hk; destruct (Z.eq_dec c i) as [->|]; [assumption | apply Gs; [lia | assumption]].
      - intros G; split; [apply G; lia|]; intros c Hc Hk; apply G; [lia | assumption].
    Qed.
  End Property.
End Sweep.

(** ** Least times *)

(** A tree over a list: [Two n t] has [n] items below it, the least of which is [t]. *)
Inductive tree : Type :=
| One (t : Z)
| Two (n t : Z) (l r : tree).

Definition width_of (a : tree) : Z := match a with One _ => 1 | Two n _ _ _ => n end.
Definition least_of (a : tree) : Z := match a with One t => t | Two _ t _ _ => t end.

Definition beside (a b : tree) : tree :=
  Two (width_of a + width_of b) (Z.min (least_of a) (least_of b)) a b.

(** The first [p] items of a list as a tree, and the others. *)
Fixpoint grow (p : positive) (l : list Z) : tree * list Z :=
  match p with
  | xH => match l with [] => (One 0, []) | x :: l => (One x, l) end
  | xO p => let (a, l) := grow p l in let (b, l) := grow p l in (beside a b, l)
  | xI p => let (a, l) := grow p l in let (b, l) := grow p l in
            match l with [] => (beside a b, []) | x :: l => (beside (beside a b) (One x), l) end
  end.

(** Some item at [lo <= i < hi] is less than [T]. *)
Fixpoint earlier (a : tree) (lo hi T : Z) : bool :=
  if (if hi <=? 0 then true else if width_of a <=? lo then true else T <=? least_of a) then false
  else if (if lo <=? 0 then width_of a <=? hi else false) then true
  else match a with
       | One _ => false
       | Two _ _ l r => if earlier l lo hi T then true
                        else earlier r (lo - width_of l) (hi - width_of l) T
       end.

(** What a tree is a tree of. *)
Inductive keeps : tree -> list Z -> Prop :=
| keeps_one t : keeps (One t) [t]
| keeps_beside a b u v : keeps a u -> keeps b v -> keeps (beside a b) (u ++ v).

Lemma grow_keeps p : forall l, Z.pos p <= size l ->
  exists u, l = u ++ snd (grow p l) /\ size u = Z.pos p /\ keeps (fst (grow p l)) u.
Proof.
  induction p as [p IH|p IH|]; intros l H; cbn [grow].
  - destruct (IH l) as (u & E & S & K); [lia|]; destruct (grow p l) as [a l']; cbn in E, K; subst l.
    rewrite size_app in H.
    destruct (IH l') as (v & E & S' & K'); [lia|]; destruct (grow p l') as [b l'']; cbn in E, K'; subst l'.
    rewrite size_app in H; destruct l'' as [|x l]; [unfold size at 3 in H; cbn in H; lia|].
    exists ((u ++ v) ++ [x]); rewrite <- !app_assoc; split; [reflexivity|]; split.
    + rewrite !size_app, size_cons; unfold size at 3; cbn; lia.
    + cbn; rewrite app_assoc; repeat constructor; assumption.
  - destruct (IH l) as (u & E & S & K); [lia|]; destruct (grow p l) as [a l']; cbn in E, K; subst l.
    rewrite size_app in H.
    destruct (IH l') as (v & E & S' & K'); [lia|]; destruct (grow p l') as [b l'']; cbn in E, K'; subst l'.
    exists (u ++ v); rewrite <- !app_assoc; split; [reflexivity|]; split.
    + rewrite !size_app; lia.
    + cbn; constructor; assumption.
  - destruct l as [|x l]; [unfold size in H; cbn in H; lia|].
    exists [x]; repeat split; constructor.
Qed.

Lemma keeps_width a u : keeps a u -> width_of a = size u.
Proof. induction 1; [reflexivity|]; rewrite size_app; cbn; lia. Qed.

(** Positions of [u ++ v], one side after the other. *)
Lemma exists_app (u v : list Z) (P : Z -> Z -> Prop) :
  (exists i, 0 <= i < size (u ++ v) /\ P i (item 0 (u ++ v) i)) <->
  (exists i, 0 <= i < size u /\ P i (item 0 u i)) \/
  (exists i, 0 <= i < size v /\ P (i + size u) (item 0 v i)).
Proof.
  rewrite size_app; split.
  - intros (i & Hi & H); rewrite item_app in H; destruct (Z.ltb_spec i (size u)).
    + left; exists i; split; [lia | assumption].
    + right; exists (i - size u); rewrite Z.sub_add; split; [lia | assumption].
  - pose proof (size_nonnegative u); pose proof (size_nonnegative v).
    intros [(i & Hi & G) | (i & Hi & G)].
    + exists i; split; [lia|]; rewrite item_app; destruct (Z.ltb_spec i (size u)); [assumption | lia].
    + exists (i + size u); split; [lia|]; rewrite item_app; destruct (Z.ltb_spec (i + size u) (size u));
      [lia|].
      rewrite Z.add_simpl_r; assumption.
Qed.

Lemma exists_one (t : Z) (P : Z -> Z -> Prop) :
  (exists i, 0 <= i < size [t] /\ P i (item 0 [t] i)) <-> P 0 t.
Proof.
  unfold size; cbn; split.
  - intros (i & Hi & H); replace i with 0 in H by lia; exact H.
  - intros H; exists 0; split; [lia | exact H].
Qed.

Lemma keeps_least a u : keeps a u ->
  forall T, least_of a < T <-> exists i, 0 <= i < size u /\ item 0 u i < T.
Proof.
  induction 1 as [t | a b u v _ IH _ IH']; intros T.
  - symmetry; exact (exists_one t (fun _ x => x < T)).
  - rewrite (exists_app u v (fun _ x => x < T)), <- IH, <- IH'; cbn; lia.
Qed.

Theorem earlier_items a u : keeps a u -> forall lo hi T,
  earlier a lo hi T = true <-> exists i, 0 <= i < size u /\ lo <= i < hi /\ item 0 u i < T.
Proof.
  intros K; induction K as [t | a b u v K IH K' IH']; intros lo hi T.
  - rewrite (exists_one t (fun i x => lo <= i < hi /\ x < T)); cbn.
    destruct (Z.leb_spec hi 0), (Z.leb_spec 1 lo), (Z.leb_spec T t), (Z.leb_spec lo 0), (Z.leb_spec 1 hi);
      split; try discriminate; lia.
  - pose proof (keeps_beside a b u v K K') as KK.
    pose proof (keeps_least _ _ KK T) as L; pose proof (keeps_width _ _ KK) as W.
    cbn [earlier beside]; fold (beside a b); rewrite W.
    destruct (Z.leb_spec hi 0); [split; [discriminate | intros (i & Hi & H' & _); lia]|].
    destruct (Z.leb_spec (size (u ++ v)) lo); [split; [discriminate | intros (i & Hi & H' & _); lia]|].
    destruct (Z.leb_spec T (least_of (beside a b))).
    { split; [discriminate|]; intros (i & Hi & _ & H'); enough (least_of (beside a b) < T) by lia.
      apply L; exists i; split; assumption. }
    destruct (if lo <=? 0 then size (u ++ v) <=? hi else false) eqn:C.
    + split; [intros _ | reflexivity]; destruct (Z.leb_spec lo 0); [|discriminate].
      apply Z.leb_le in C; destruct (proj1 L) as (i & Hi & H'); [assumption|].
      exists i; repeat split; lia.
    + specialize (IH lo hi T); specialize (IH' (lo - width_of a) (hi - width_of a) T).
      rewrite (exists_app u v (fun i x => lo <= i < hi /\ x < T)), <- IH.
      rewrite (keeps_width _ _ K) in *.
      assert (S : earlier b (lo - size u) (hi - size u) T = true <->
                  exists i, 0 <= i < size v /\ (lo <= i + size u < hi) /\ item 0 v i < T).
      { rewrite IH'; split; intros (i & Hi & H' & H''); exists i; repeat split; lia. }
      rewrite <- S; destruct (earlier a lo hi T); intuition discriminate.
Qed.
