// Runs the TextMate grammar as VS Code does.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { snapshotOf } from './snapshot.mjs';

const require = createRequire(import.meta.url);
const oniguruma = require('vscode-oniguruma');
const { INITIAL, Registry, parseRawGrammar } = require('vscode-textmate');

export async function checkTextMate(report, root, fixtures, others) {
  const registry = await open(join(root, 'vscode/syntaxes'));
  const grammar = await registry.loadGrammar('source.gw');
  for (const file of [...fixtures, ...others]) {
    const { looks, faults } = tokenize(grammar, readFileSync(file));
    report.expectNone(`TextMate: ${file}`, faults);
    if (!fixtures.includes(file)) continue;
    const snapshot = join(root, 'vscode/test/snapshots', `${basename(file)}.snap`);
    report.expectSnapshot(`TextMate: scopes of ${basename(file)}`, snapshot, snapshotOf(readFileSync(file), looks));
  }
  report.expectNone('TextMate: blocks in Markdown', await markdownFaults(registry));
}

/** A registry with the grammars of the extension, and an empty one of Markdown to inject into. */
export async function open(folder) {
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  const files = { 'source.gw': 'gw.tmLanguage.json', 'markdown.gw.codeblock': 'gw.markdown.tmLanguage.json' };
  return new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    getInjections: (scope) => (scope === 'text.html.markdown' ? ['markdown.gw.codeblock'] : []),
    loadGrammar: async (scope) => {
      const file = files[scope];
      if (!file) return { scopeName: scope, patterns: [], repository: {} };
      return parseRawGrammar(readFileSync(join(folder, file), 'utf8'), file);
    },
  });
}

/** A fenced block of gw in Markdown, with text around it that is none. */
async function markdownFaults(registry) {
  const markdown = await registry.loadGrammar('text.html.markdown');
  const { looks } = tokenize(markdown, Buffer.from('GET\n```gw\nGET / -> a\n```\nGET\n'));
  const wanted = [0, 10, 26].map((at) => (looks[at] ?? '').includes('keyword.other.method.gw'));
  return wanted.join() === 'false,true,false' ? [] : [`GET is a method before, in and after the block: ${wanted}`];
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
      looks.push(''); // the newline
      stack = result.ruleStack;
    });
  if (stack.depth > 1) faults.push('a block is open at the end of the file');
  return { looks, faults };
}
