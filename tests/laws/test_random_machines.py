"""The laws beyond what can be enumerated, on every shape of deterministic step."""

from hypothesis import given
from hypothesis import strategies as st

from abstractions.testing import laws
from abstractions.testing.enumerate import partitions
from abstractions.testing.strategies import abstractions, computations, questions, systems


@given(st.integers(0, 30).flatmap(lambda n: st.tuples(*[abstractions(n)] * 3)))
def test_lattice_laws(pqr):
    p, q, r = pqr
    laws.order_is_partial(p, q, r)
    laws.order_is_being_a_function_of(p, q)
    laws.sup_is_least(p, q, r)
    laws.inf_is_greatest(p, q, r)
    laws.absorption(p, q)


@given(st.data())
def test_pullback_preserves_sups(data):
    n = data.draw(st.integers(1, 20))
    g = data.draw(st.lists(st.integers(0, n - 1), max_size=30))
    laws.pullback_preserves_sups(data.draw(abstractions(n)), data.draw(abstractions(n)), g)


@given(questions(max_states=12), st.data())
def test_completion_laws(question, data):
    s, p = question
    q = data.draw(abstractions(s.states))
    laws.omega_is_monotone_and_inflationary(s, p, q)
    laws.pullback_is_monotone(s, p, q)
    laws.complete_iff_fixed_by_omega(s, p)
    laws.omega_is_what_the_functor_says(s, p)
    laws.complete_iff_a_commuting_square_exists(s, p)
    laws.quotient_map_commutes(s, p)
    laws.completion_closes(s, p, q)


@given(systems(max_states=12))
def test_reachability(s):
    laws.reachable_is_the_least_closed_part(s, s.initial.tolist())
    laws.shortest_runs_are_runs_and_shortest(s, s.initial.tolist())


@given(questions(max_states=6))
def test_minimal_complete_is_least_and_core_greatest(question):
    s, p = question
    every = list(partitions(s.states))
    laws.minimal_complete_is_the_least_complete_abstraction_above(s, p, every)
    laws.core_is_the_greatest_complete_abstraction_below(s, p, every)


@given(questions(max_states=40))
def test_engines_agree(question):
    laws.engines_agree(*question)
    laws.rounds_are_bounded(*question)


@given(questions(max_states=12))
def test_every_distinction_replays(question):
    laws.every_distinction_replays(*question)


@given(computations(), st.data())
def test_execution_theorem(c, data):
    laws.run_reads_the_end_of_the_trace(c)
    laws.execution_theorem(c, data.draw(abstractions(c.system.states)))


@given(computations(max_states=5))
def test_finish_the_computation(c):
    laws.finish_is_complete_for_the_stopped_step(c)
    laws.steps_left_and_output_is_minimal(c)


@given(computations(max_states=5, halt_always=True))
def test_finish_is_least_among_those_that_keep_the_output(c):
    laws.finish_is_least_that_keeps_the_output(c, partitions(c.system.states))


@given(systems())
def test_reading_undoes_writing(tmp_path_factory, s):
    laws.reading_undoes_writing(s, tmp_path_factory.mktemp("files"))
