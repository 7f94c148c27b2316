"""The command line: ``python -m neuralite``."""

from neuralite.cli import main

if __name__ == "__main__":
    main()
