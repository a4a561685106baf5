"""``python -m cli``: the ``simpul`` command."""

from cli.app import main

if __name__ == "__main__":
    main()
