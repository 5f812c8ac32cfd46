// Runs a program in a terminal without a window: keys go in, and the screen is read, as text and colors.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import xterm from '@xterm/headless';

const PATIENCE = 30_000;

/** What a terminal sends for the keys that have no sign. */
const KEYS = { '<esc>': '\x1b', '<ret>': '\r', '<tab>': '\t', '<c-u>': '\x15', '<c-x>': '\x18' };

export class Terminal {
  #child;
  #screen;

  /** Starts a program; it needs Python for the pseudo-terminal, which Node does not have. */
  constructor([program, ...words], { rows, columns, ...options }) {
    this.#screen = new xterm.Terminal({ rows, cols: columns, allowProposedApi: true });
    const relay = 'import pty, sys; pty.spawn(sys.argv[1:])';
    const sized = `stty rows ${rows} columns ${columns}; exec "$0" "$@"`;
    this.#child = spawn('python3', ['-c', relay, 'sh', '-c', sized, program, ...words], options);
    this.#child.stdin.on('error', () => {}); // It ended.
    this.#child.stdout.on('data', (data) => this.#screen.write(data));
    // The program asks the terminal what it can do.
    this.#screen.onData((answer) => this.#child.stdin.write(answer));
  }

  /** Types text, in which `<ret>` is a key. `<esc>` has to be typed alone, or it is read as Alt and the next key. */
  type(keys) {
    this.#child.stdin.write(keys.replace(/<[a-z-]+>/g, (key) => KEYS[key] ?? key));
  }

  /** The lines that the screen shows, without the white space at their ends. */
  text() {
    const rows = Array.from({ length: this.#screen.rows }, (_, row) => this.#screen.buffer.active.getLine(row));
    return rows.map((line) => line.translateToString(true).trimEnd()).join('\n');
  }

  /** The foreground color of a cell: a number 0xRRGGBB, or undefined for one of the terminal's own colors. */
  color(row, column) {
    const cell = this.#screen.buffer.active.getLine(row).getCell(column);
    return cell.isFgRGB() ? cell.getFgColor() : undefined;
  }

  /** Waits until the screen shows what is wanted, and types `again` now and then; throws with the text that it shows. */
  async until(what, wanted, { again = '' } = {}) {
    const start = Date.now();
    for (let asked = 1; Date.now() - start < PATIENCE; await sleep(20)) {
      if (wanted(this.text())) return;
      if (Date.now() - start > asked * 3_000) {
        asked += 1;
        this.type(again);
      }
    }
    throw new Error(`waited in vain for ${what}; the screen shows\n${this.text().replace(/\n+/g, '\n')}`);
  }

  /** Closes the terminal, which ends the program. */
  async stop() {
    if (this.#child.exitCode === null) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await ended;
    }
    this.#screen.dispose();
  }
}
