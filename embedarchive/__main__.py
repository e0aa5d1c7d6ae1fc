"""`python -m embedarchive` is the `embedarchive` command."""

from embedarchive.cli import main

if __name__ == "__main__":
    main()
