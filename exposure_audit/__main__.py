"""Run the command line with `python -m exposure_audit`."""

from exposure_audit.cli.main import main

if __name__ == "__main__":
    main()
