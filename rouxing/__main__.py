"""Where a process starts: `rouxing`, and `python -m rouxing`, which is the same command."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line and exit."""
    # Imports and records make hardly any cyclic garbage: to look for it takes a tenth of a short command,
    # and to look through everything once more at the end another tenth.
    gc.set_threshold(100_000, 50, 100)
    from rouxing.commands import main as command_line

    try:
        command_line()
    finally:
        gc.freeze()


if __name__ == "__main__":
    main()
