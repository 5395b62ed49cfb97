"""The theory as functions that assert: one law, one name, cited by docstrings and proofs.

Each takes values and fails with an AssertionError if the law does not hold of them.  `LAWS` lists
them by name.  A law says nothing of how its values were made: feed it all small machines
(`abstractions.testing.enumerate`), random ones (`abstractions.testing.strategies`), or your own.
"""

from .completion import (
    complete_abstractions_are_a_sublattice,
    complete_iff_a_commuting_square_exists,
    complete_iff_fixed_by_omega,
    completion_closes,
    core_is_the_greatest_complete_abstraction_below,
    minimal_complete_is_the_least_complete_abstraction_above,
    omega_is_monotone_and_inflationary,
    omega_is_what_the_functor_says,
    pullback_is_monotone,
    quotient_map_commutes,
    reachable_is_the_least_closed_part,
    shortest_runs_are_runs_and_shortest,
)
from .computation import (
    execution_theorem,
    finish_is_complete_for_the_stopped_step,
    finish_is_least_that_keeps_the_output,
    reading_undoes_writing,
    run_reads_the_end_of_the_trace,
    steps_left_and_output_is_minimal,
)
from .lattice import (
    atoms_and_join_irreducibles_are_dichotomies,
    bounds_are_least_and_greatest,
    coatoms_and_meet_irreducibles_are_principal,
    complete_abstractions_are_listed_once,
    complete_abstractions_form_a_sublattice,
    covers_generate_the_order,
    distributive_and_modular_by_definition,
    principal_loses_least,
    shells_and_cores_are_counted,
    simple_iff_two_complete_abstractions,
    totals_are_sums_over_all_machines,
)
from .order import (
    absorption,
    inf_is_greatest,
    labels_blocks_and_representatives_agree,
    order_is_being_a_function_of,
    order_is_partial,
    pullback_preserves_sups,
    sup_is_least,
)
from .reasons import (
    engines_agree,
    every_distinction_replays,
    no_certificate_accepts_a_false_claim,
    rounds_are_bounded,
)
from .registry import LAWS
from .shape import (
    functors_preserve_composition,
    parsing_undoes_printing,
)

__all__ = [
    "LAWS",
    "absorption",
    "atoms_and_join_irreducibles_are_dichotomies",
    "bounds_are_least_and_greatest",
    "coatoms_and_meet_irreducibles_are_principal",
    "complete_abstractions_are_a_sublattice",
    "complete_abstractions_are_listed_once",
    "complete_abstractions_form_a_sublattice",
    "complete_iff_a_commuting_square_exists",
    "complete_iff_fixed_by_omega",
    "completion_closes",
    "core_is_the_greatest_complete_abstraction_below",
    "covers_generate_the_order",
    "distributive_and_modular_by_definition",
    "engines_agree",
    "every_distinction_replays",
    "execution_theorem",
    "finish_is_complete_for_the_stopped_step",
    "finish_is_least_that_keeps_the_output",
    "functors_preserve_composition",
    "inf_is_greatest",
    "labels_blocks_and_representatives_agree",
    "minimal_complete_is_the_least_complete_abstraction_above",
    "no_certificate_accepts_a_false_claim",
    "omega_is_monotone_and_inflationary",
    "omega_is_what_the_functor_says",
    "order_is_being_a_function_of",
    "order_is_partial",
    "parsing_undoes_printing",
    "principal_loses_least",
    "pullback_is_monotone",
    "pullback_preserves_sups",
    "quotient_map_commutes",
    "reachable_is_the_least_closed_part",
    "reading_undoes_writing",
    "rounds_are_bounded",
    "run_reads_the_end_of_the_trace",
    "shells_and_cores_are_counted",
    "shortest_runs_are_runs_and_shortest",
    "simple_iff_two_complete_abstractions",
    "steps_left_and_output_is_minimal",
    "sup_is_least",
    "totals_are_sums_over_all_machines",
]
