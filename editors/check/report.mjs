// Counts what passed and failed, and keeps snapshots.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

export class Report {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  #root;
  #update;

  constructor(root, { update }) {
    this.#root = root;
    this.#update = update;
  }

  pass() {
    this.#passed += 1;
  }

  fail(what, detail) {
    this.#failed += 1;
    console.log(`FAIL ${what}`);
    for (const line of String(detail ?? '').split('\n').filter(Boolean).slice(0, 40)) console.log(`     ${line}`);
  }

  skip(what, why) {
    this.#skipped += 1;
    console.log(`SKIP ${what}: ${why}`);
  }

  /** Passes where there are no faults. */
  expectNone(what, faults) {
    if (faults.length === 0) this.pass();
    else this.fail(what, faults.join('\n'));
  }

  /** Compares a text with its snapshot, or writes it. */
  expectSnapshot(what, file, actual) {
    if (this.#update) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, actual);
    }
    if (!existsSync(file)) {
      this.fail(what, `${relative(this.#root, file)} is missing: look at the output of --update and commit it`);
      return;
    }
    this.expectNone(`${what}: differs from ${relative(this.#root, file)}`, difference(readFileSync(file, 'utf8'), actual));
  }

  close() {
    const skipped = this.#skipped ? `, ${this.#skipped} skipped` : '';
    console.log(`${this.#passed} passed, ${this.#failed} failed${skipped}`);
    process.exitCode = this.#failed ? 1 : 0;
  }
}

/** The first lines that differ, the wanted one marked with `-`. */
export function difference(wanted, actual) {
  if (wanted === actual) return [];
  const before = wanted.split('\n');
  const after = actual.split('\n');
  const faults = [];
  for (let i = 0; i < Math.max(before.length, after.length) && faults.length < 12; i++) {
    if (before[i] === after[i]) continue;
    faults.push(`line ${i + 1}:`, `- ${before[i] ?? '(end)'}`, `+ ${after[i] ?? '(end)'}`);
  }
  return faults;
}
