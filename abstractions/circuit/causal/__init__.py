"""Does a high circuit abstract a low one?  Interchange, local consistency, and constructive abstraction.

In reading order: `plan` (the cases of a set of nodes), `interchange` (all of them, counted), `mixture` (where
circuits draw), `matrix`, `perfect`; `local`; `reducing`, `merging`, `constructive`, `coarsest`; `placing`, `search`,
`repair`.
"""
