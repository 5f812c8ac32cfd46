// Runs the TextMate grammar as VS Code does.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { snapshotOf } from './snapshot.mjs';

const require = createRequire(import.meta.url);
const oniguruma = require('vscode-oniguruma');
const { INITIAL, Registry, parseRawGrammar } = require('vscode-textmate');

export async function checkTextMate(report, root, fixtures, others) {
  const grammar = await load(join(root, 'vscode/syntaxes/gw.tmLanguage.json'));
  for (const file of [...fixtures, ...others]) {
    const { looks, faults } = tokenize(grammar, readFileSync(file));
    report.expectNone(`TextMate: ${file}`, faults);
    if (!fixtures.includes(file)) continue;
    const snapshot = join(root, 'vscode/test/snapshots', `${basename(file)}.snap`);
    report.expectSnapshot(`TextMate: scopes of ${basename(file)}`, snapshot, snapshotOf(readFileSync(file), looks));
  }
}

async function load(file) {
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(readFileSync(file, 'utf8'), file),
  });
  return registry.loadGrammar('source.gw');
}

/** The scopes of every byte; a fault is an illegal token, or a block that is still open at the end of the file. */
function tokenize(grammar, bytes) {
  const looks = [];
  const faults = [];
  let stack = INITIAL;
  bytes
    .toString()
    .split('\n')
    .forEach((line, index) => {
      const result = grammar.tokenizeLine(line, stack);
      for (const { startIndex, endIndex, scopes } of result.tokens) {
        const look = scopes.slice(1).join(' ');
        const words = line.slice(startIndex, endIndex);
        if (look.includes('invalid')) faults.push(`line ${index + 1}: \`${words}\` is illegal`);
        looks.push(...new Array(Buffer.byteLength(words)).fill(look));
      }
      // The newline itself; a token may claim one column more than the line has.
      looks.length = Buffer.byteLength(bytes.toString().split('\n').slice(0, index + 1).join('\n')) + 1;
      stack = result.ruleStack;
    });
  if (stack.depth > 1) faults.push('a block is open at the end of the file');
  return { looks, faults };
}
