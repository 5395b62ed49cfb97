"""TCP, written from its RFC, and what a bystander must know of it.

The connection state machine of RFC 9293, figure 5: eleven states, the events that move them, the
segments they send.  An event the figure does not mention is ignored here.
"""

import abstractions as ab

FIGURE_5 = """
CLOSED       passive-open -            LISTEN
CLOSED       active-open  SYN          SYN-SENT
LISTEN       rcv-SYN      SYN+ACK      SYN-RECEIVED
LISTEN       send         SYN          SYN-SENT
LISTEN       close        -            CLOSED
SYN-SENT     rcv-SYN      SYN+ACK      SYN-RECEIVED
SYN-SENT     rcv-SYN+ACK  ACK          ESTABLISHED
SYN-SENT     close        -            CLOSED
SYN-RECEIVED rcv-ACK      -            ESTABLISHED
SYN-RECEIVED close        FIN          FIN-WAIT-1
ESTABLISHED  close        FIN          FIN-WAIT-1
ESTABLISHED  rcv-FIN      ACK          CLOSE-WAIT
FIN-WAIT-1   rcv-ACK      -            FIN-WAIT-2
FIN-WAIT-1   rcv-FIN      ACK          CLOSING
FIN-WAIT-2   rcv-FIN      ACK          TIME-WAIT
CLOSE-WAIT   close        FIN          LAST-ACK
CLOSING      rcv-ACK      -            TIME-WAIT
LAST-ACK     rcv-ACK      -            CLOSED
TIME-WAIT    timeout      -            CLOSED
"""
moves = {(s, e): (t, sent) for s, e, sent, t in (row.split() for row in FIGURE_5.strip().splitlines())}
events = sorted({event for _, event in moves})
tcp = ab.System.from_function(
    lambda state, event: moves.get((state, event), (state, "-"))[0], ["CLOSED"], letters=events
)
assert tcp.states == 11
names = list(tcp.state_names)

# A firewall wants to know whether data may flow.  To know it after any event it must follow the
# whole machine: no two states of TCP can be confused.
FLOWING = ("ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT")
may_flow = ab.Abstraction.of(lambda s: s in FLOWING, names)
m = ab.minimal_complete(tcp, may_flow)
assert m.check()
assert m.abstraction == ab.Abstraction.identity(11)

# For any two states there is a word that tells them apart: this is how one fingerprints a stack.
word = m.distinguish(names.index("CLOSED"), names.index("LISTEN"))
assert word.replay()
print(word)

# Leave the timer out, and less need be known: what we wait for no longer matters.
timeless = [e for e in events if e != "timeout"]
patient = ab.System.deterministic(
    tcp.table[:, [events.index(e) for e in timeless]], state_names=names, letter_names=timeless
)
m = ab.minimal_complete(patient, may_flow)
together = [[names[s] for s in block] for block in m.abstraction.blocks() if len(block) > 1]
print("without the timer these can be confused:", together)
assert {frozenset(block) for block in together} == {
    frozenset({"FIN-WAIT-1", "FIN-WAIT-2"}),
    frozenset({"CLOSING", "TIME-WAIT"}),
}
assert m.check()

# Three phases, as textbooks draw them, are not a machine: the phase does not determine the phase.
phase = dict.fromkeys(names, "closing") | {"CLOSED": "closed", "ESTABLISHED": "open"}
phase |= dict.fromkeys(["LISTEN", "SYN-SENT", "SYN-RECEIVED"], "opening")
verdict = ab.is_complete(tcp, ab.Abstraction.of(phase, names))
assert not verdict
print(verdict)
