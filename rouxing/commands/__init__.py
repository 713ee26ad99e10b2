"""What a person types: each file here is one command; only this floor prints, asks the clock and exits."""

from rouxing.commands._door import main

__all__ = ["main"]
