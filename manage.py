#!/usr/bin/env python3
"""Django's command line. `demo`, `serve` and `verify` first make .venv match the locks and run again inside it."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
