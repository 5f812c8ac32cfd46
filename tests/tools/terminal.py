"""Runs a program in a pseudo-terminal, and types a line after each prompt.

    terminal.py LINE .. -- PROGRAM ARGUMENT ..

A prompt is text that ends in `: `. Prints the program's output, and exits with its exit code.
"""

import os
import pty
import select
import sys

split = sys.argv.index("--")
lines, command = sys.argv[1:split], sys.argv[split + 1 :]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
shown = b""
while True:
    ready, _, _ = select.select([terminal], [], [], 60)
    try:
        read = os.read(terminal, 4096) if ready else b""
    except OSError:  # The program has left its terminal.
        read = b""
    if not read:
        break
    shown += read
    if shown.endswith(b": ") and lines:
        os.write(terminal, lines.pop(0).encode() + b"\n")
        shown += b" "
sys.stdout.write(shown.decode().replace("\r\n", "\n"))
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
