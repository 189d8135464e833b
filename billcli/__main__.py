"""Run the command line with ``python -m billcli``."""

from billcli.cli.app import main

if __name__ == "__main__":
    main()
