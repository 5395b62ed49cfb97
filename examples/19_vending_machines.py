"""A vending machine with an unfair choice.

After a coin one machine lets you choose tea or coffee; the other has chosen already.  What they can do,
as lists of words, is the same.  What can be done *with* them is not.
"""

from abstractions import System, commutes, equivalent, is_complete

fair = System.labelled(
    [("idle", "coin", "ready"), ("ready", "tea", "idle"), ("ready", "coffee", "idle")], initial=["idle"]
)
unfair = System.labelled(
    [
        ("idle", "coin", "only tea"),
        ("idle", "coin", "only coffee"),
        ("only tea", "tea", "idle"),
        ("only coffee", "coffee", "idle"),
    ],
    initial=["idle"],
)

# The words are the same: coin, then tea or coffee, and so on.
verdict = equivalent(fair, unfair)
assert not verdict
print(verdict)  # after some coin, both tea and coffee are possible

# To call the two chosen states "ready" is therefore no abstraction.
assert not is_complete(unfair, lambda state: state == "idle")

# A machine that has two coin slots, side by side, *is* the fair one, seen from outside.
two_slots = System.labelled(
    [("idle", "coin", "left"), ("idle", "coin", "right")]
    + [(side, drink, "idle") for side in ("left", "right") for drink in ("tea", "coffee")],
    initial=["idle"],
)
meaning = {"idle": "idle", "left": "ready", "right": "ready"}
assert commutes(two_slots, fair, meaning)
assert equivalent(two_slots, fair)
