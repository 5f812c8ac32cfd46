// Runs the committed parser: over every file, over the corpus, and through the highlighting query.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { evaluate } from './grammar-dsl.mjs';
import { difference } from './report.mjs';
import { snapshotOf } from './snapshot.mjs';

const QUERIES = ['tree-sitter-gw/queries', 'helix/queries/gw', 'zed/languages/gw'];

export function checkTreeSitter(report, root, fixtures, others) {
  const home = join(root, 'tree-sitter-gw');
  report.expectNone('tree-sitter: src/ is generated from grammar.js', staleRules(home));
  let inspect;
  try {
    inspect = compile(root, home);
  } catch (error) {
    report.fail('tree-sitter: the parser compiles', error.message);
    return;
  }
  const run = (...words) => spawnSync(inspect, words, { encoding: 'utf8', maxBuffer: 1 << 28 });

  for (const file of [...fixtures, ...others]) {
    const { status, stdout, stderr } = run('faults', file);
    report.expectNone(`tree-sitter: ${file} parses`, status === 0 ? [] : [stdout + stderr]);
  }
  for (const { name, text, tree } of corpus(join(home, 'test/corpus'))) {
    // A case without field names does not ask for them.
    const fields = /[a-z_]+: \(/.test(tree);
    const actual = treeOf(run, text).replace(/[a-z_]+: (?=\()/g, (field) => (fields ? field : ''));
    report.expectNone(`tree-sitter: corpus: ${name}`, difference(pretty(tree), pretty(actual)));
  }
  for (const query of QUERIES.flatMap((folder) => queriesIn(root, folder))) {
    const { status, stdout, stderr } = run('query', join(root, query));
    report.expectNone(`tree-sitter: ${query} is a query`, status === 0 ? [] : [stdout + stderr]);
  }
  for (const file of fixtures) {
    const { stdout } = run('captures', join(home, 'queries/highlights.scm'), file);
    const snapshot = join(home, 'test/highlights', `${basename(file)}.snap`);
    const text = readFileSync(file);
    report.expectSnapshot(`tree-sitter: highlights of ${basename(file)}`, snapshot, snapshotOf(text, paint(text, stdout)));
  }
}

function queriesIn(root, folder) {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.scm'));
  return names.sort().map((name) => join(folder, name));
}

/** Compiles parser, C library and test/inspect.c, unless that was done since they changed. */
function compile(root, home) {
  const library = join(root, 'node_modules/tree-sitter/vendor/tree-sitter/lib');
  const sources = [join(home, 'test/inspect.c'), join(home, 'src/parser.c'), join(library, 'src/lib.c')];
  const program = join(home, 'build/inspect');
  const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
  if ((statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0) > newest) return program;
  mkdirSync(join(home, 'build'), { recursive: true });
  const includes = [join(library, 'include'), join(library, 'src'), join(home, 'src')].map((path) => `-I${path}`);
  const flags = ['-std=c11', '-O1', '-w', '-D_GNU_SOURCE', '-D_DARWIN_C_SOURCE'];
  execFileSync(process.env.CC ?? 'cc', [...flags, ...includes, ...sources, '-o', program], { stdio: 'pipe' });
  return program;
}

/** The rules that grammar.js makes now and those that the parser was generated from. */
function staleRules(home) {
  const { rules } = JSON.parse(readFileSync(join(home, 'src/grammar.json'), 'utf8'));
  const now = evaluate(join(home, 'grammar.js'));
  const same = (name) => JSON.stringify(rules[name]) === JSON.stringify(now[name]);
  const changed = [...new Set([...Object.keys(rules), ...Object.keys(now)])].filter((name) => !same(name));
  return changed.map((name) => `rule \`${name}\` changed: run \`npm run generate\``);
}

function treeOf(run, text) {
  const folder = mkdtempSync(join(tmpdir(), 'gw-corpus-'));
  try {
    writeFileSync(join(folder, 'case.gw'), text);
    return run('tree', join(folder, 'case.gw')).stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The cases of tree-sitter's corpus files: a title between lines of `=`, a text, `---`, a tree. */
function corpus(folder) {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const parts = readFileSync(join(folder, file), 'utf8').split(/^={3,}\n(.+)\n={3,}\n/m).slice(1);
      const cases = [];
      for (let i = 0; i < parts.length; i += 2) {
        const [text, tree] = parts[i + 1].split(/^-{3,}\n/m);
        // The blank lines around the text belong to the corpus file, as in `tree-sitter test`.
        cases.push({ name: `${file}: ${parts[i]}`, text: text.replace(/^\n/, '').replace(/\n$/, ''), tree });
      }
      return cases;
    });
}

/** A tree, a node a line, so that differences can be read. */
function pretty(tree) {
  return tree.replace(/\s+/g, ' ').replace(/ \)/g, ')').trim().replace(/ (?=\(|[a-z_]+: )/g, '\n').replace(/: \n/g, ': ');
}

/** The capture of every byte: of a node's captures the last pattern's wins, and inner nodes lie over outer ones. */
function paint(text, captures) {
  const best = new Map();
  for (const line of captures.split('\n').filter(Boolean)) {
    const [pattern, start, end, name] = line.split(' ');
    if (name.startsWith('_')) continue;
    const key = `${start} ${end}`;
    if (!best.has(key) || best.get(key).pattern <= Number(pattern)) best.set(key, { pattern: Number(pattern), name });
  }
  const painted = new Array(text.length).fill('');
  const nodes = [...best].map(([key, { name }]) => ({ range: key.split(' ').map(Number), name }));
  nodes.sort((a, b) => b.range[1] - b.range[0] - (a.range[1] - a.range[0]));
  for (const { range, name } of nodes) painted.fill(name, range[0], range[1]);
  return painted;
}
