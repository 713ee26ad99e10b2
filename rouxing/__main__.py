"""`python -m rouxing` is the same command as `rouxing`."""

from rouxing.commands import main

if __name__ == "__main__":
    main()
