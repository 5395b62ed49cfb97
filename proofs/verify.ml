(* Reads claims with their certificates and says of each whether the checker accepts it.

   All that is decided is decided by Checker, which is extracted from CheckComplete.v, CheckOrder.v and
   CheckMerges.v; here is only reading.  Input: words apart by white space, a claim after another.

     minimality-by-order   table seen labels rank time letter
     completeness          table seen given labels next
     merges                table seen given labels left right cause letter

   A claim is its kind, these sections in this order, and the word "end".  A section is its name, how
   many numbers it has, and the numbers; for table and next, how many rows and how many columns, and the
   numbers row by row.  Numbers are decimal, of any size.  seen and given have a number for each state,
   equal for states that are seen to be the same, or that are identified.

   Output: "accepted" or "refused", a line for each claim.  Exit status: 0 if all were accepted, 1 if one
   was refused, 2 if the input cannot be read. *)

exception Malformed of string

let malformed message = raise (Malformed message)

(* ---- words ---- *)

let buffer = Buffer.create 32

let rec skip_space () =
  match input_char stdin with
  | ' ' | '\t' | '\n' | '\r' -> skip_space ()
  | c -> c

let rec read_word () =
  match input_char stdin with
  | ' ' | '\t' | '\n' | '\r' -> ()
  | c -> Buffer.add_char buffer c; read_word ()
  | exception End_of_file -> ()

(* The next word; none at the end of the input. *)
let next_word () =
  match skip_space () with
  | exception End_of_file -> None
  | c ->
      Buffer.clear buffer;
      Buffer.add_char buffer c;
      read_word ();
      Some (Buffer.contents buffer)

let word () =
  match next_word () with
  | Some w -> w
  | None -> malformed "the input ends inside a claim"

let expect name =
  let w = word () in
  if w <> name then malformed (Printf.sprintf "expected %S, found %S" name w)

(* ---- numbers ---- *)

let one = Checker.Zpos Checker.XH
let two = Checker.Z.add one one
let ten = Checker.Z.(mul two (add two (add two one)))

(* Digit by digit in the checker's own arithmetic. *)
let digits = Array.make 10 Checker.Z0
let () = for d = 1 to 9 do digits.(d) <- Checker.Z.add digits.(d - 1) one done

let digit w c =
  if c < '0' || c > '9' then malformed (Printf.sprintf "%S is not a number" w);
  Char.code c - Char.code '0'

let decimal w =
  let start = if w.[0] = '-' then 1 else 0 in
  if String.length w = start then malformed (Printf.sprintf "%S is not a number" w);
  let z = ref Checker.Z0 in
  for i = start to String.length w - 1 do
    z := Checker.Z.add (Checker.Z.mul ten !z) digits.(digit w w.[i])
  done;
  if start = 1 then Checker.Z.opp !z else !z

(* Equal words share one number: less to compute, and less to keep. *)
let known : (string, Checker.z) Hashtbl.t = Hashtbl.create 65536

let number () =
  let w = word () in
  match Hashtbl.find_opt known w with
  | Some z -> z
  | None ->
      let z = decimal w in
      if Hashtbl.length known > 10_000_000 then Hashtbl.reset known;
      Hashtbl.add known w z;
      z

(* How many numbers follow: this says how far to read, and nothing else. *)
let count w =
  if String.length w > 10 then malformed (Printf.sprintf "%S numbers are too many" w);
  String.fold_left (fun n c -> (10 * n) + digit w c) 0 w

(* ---- sections ---- *)

let rec numbers n read = if n = 0 then List.rev read else numbers (n - 1) (number () :: read)

let list name =
  expect name;
  let n = count (word ()) in
  numbers n []

let grid name =
  expect name;
  let n = count (word ()) in
  let columns = word () in
  let k = count columns in
  let rec rows n read = if n = 0 then List.rev read else rows (n - 1) (numbers k [] :: read) in
  { Checker.width = decimal columns; rows = rows n [] }

(* ---- claims ---- *)

let minimality () =
  let table = grid "table" in
  let seen = list "seen" in
  let labels = list "labels" in
  let rank = list "rank" in
  let time = list "time" in
  let letter = list "letter" in
  fun () -> Checker.check_minimality table seen labels rank time letter

let completeness () =
  let table = grid "table" in
  let seen = list "seen" in
  let given = list "given" in
  let labels = list "labels" in
  let next = grid "next" in
  fun () -> Checker.check_completeness table seen given labels next

let merges () =
  let table = grid "table" in
  let seen = list "seen" in
  let given = list "given" in
  let labels = list "labels" in
  let left = list "left" in
  let right = list "right" in
  let cause = list "cause" in
  let letter = list "letter" in
  fun () -> Checker.check_merges table seen given labels left right cause letter

let claim kind =
  let check =
    match kind with
    | "minimality-by-order" -> minimality ()
    | "completeness" -> completeness ()
    | "merges" -> merges ()
    | _ -> malformed (Printf.sprintf "%S is no kind of claim" kind)
  in
  expect "end";
  check ()

(* Whether all claims to the end of the input are accepted; there is at least one. *)
let rec claims read all =
  match next_word () with
  | None -> if read = 0 then malformed "there is no claim" else all
  | Some kind ->
      let holds = claim kind in
      print_endline (if holds then "accepted" else "refused");
      claims (read + 1) (all && holds)

let () =
  Gc.set { (Gc.get ()) with minor_heap_size = 8_000_000; space_overhead = 400 };
  match claims 0 true with
  | all -> exit (if all then 0 else 1)
  | exception Malformed message ->
      prerr_endline ("malformed: " ^ message);
      exit 2
  | exception (Stack_overflow | Out_of_memory) ->
      prerr_endline "malformed: the input is too large";
      exit 2
