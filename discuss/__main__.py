"""`python -m discuss`."""

from discuss.cli import main

main()
