#!/usr/bin/env python3
"""Django's command line, run inside .venv. `demo`, `serve` and `verify` first make .venv match the locks."""

import os
import sys

from config import bootstrap


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command in {"demo", "serve", "verify"}:
        bootstrap.set_up(dev=command == "verify")
    bootstrap.enter()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if command in {"demo", "serve"}:
        from config import serving

        serving.main(sys.argv[2:], demo=command == "demo")
    elif command == "verify":
        from config import verifying

        verifying.main()
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
