"""``python -m abstractions``: the command line."""

from .cli import main

main()
