"""``python -m abstractions.cli``."""

from . import main

main()
