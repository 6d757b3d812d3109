"""Run a command as if it were another day: `python -m tests.clock 2027-03-28T01:40 COMMAND…`."""

import subprocess
import sys

from tests.clock import believing

if __name__ == "__main__":
    day, *command = sys.argv[1:]
    with believing(day) as environment:
        sys.exit(subprocess.run(command, env=environment).returncode)
