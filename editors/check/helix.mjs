// Drives real Helixes in a terminal, set up as helix.md says: keys go in, and what the screen and the files then show is
// compared.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { inHelix } from './dialects.mjs';
import { fences } from './fences.mjs';
import { difference } from './report.mjs';
import { FRAGMENT, RENAMED, RENAMED_FRAGMENT, SPEC, WHOLE } from './session.mjs';
import { snapshotOf } from './snapshot.mjs';
import { Terminal } from './terminal.mjs';

export async function checkHelix(report, root, fixtures) {
  const gwc = process.env.GWC;
  if (!gwc) return report.skip('Helix', 'GWC names no program');
  const found = new Map();
  for (const program of ['hx', process.env.HELIX].filter(Boolean)) {
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const version = /helix (\d+\.\d+)/.exec(stdout ?? '')?.[1];
    if (version) found.set(version, program);
  }
  if (found.size === 0) return report.skip('Helix', 'there is none');
  if (spawnSync('python3', ['--version']).status !== 0) return report.skip('Helix', 'its terminal needs python3');
  for (const [version, program] of found) {
    const helix = new Helix(program, gwc);
    try {
      await checkVersion(report, root, helix, version, fixtures);
    } catch (error) {
      report.fail(`Helix ${version}`, error.stack);
    } finally {
      rmSync(helix.home, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

async function checkVersion(report, root, helix, version, fixtures) {
  setUp(root, helix);
  report.expectNone(`Helix ${version}: finds what it needs`, missing(helix));
  await checkColors(report, root, helix, version, fixtures);
  const editor = helix.open(['shop.gw']);
  try {
    for (const [what, step] of STEPS) {
      const faults = await step(editor, helix.project).catch((error) => [error.message]);
      report.expectNone(`Helix ${version}: ${what}`, faults);
      // The next steps start from what this one leaves.
      if (faults.length > 0) break;
    }
  } finally {
    await editor.stop();
  }
}

/** Follows the page in a fresh home. */
function setUp(root, { project, environment }) {
  const [script] = fences(readFileSync(join(root, 'helix.md'), 'utf8'), 'sh');
  const { status, stderr } = spawnSync('sh', ['-e', '-c', script], { cwd: root, encoding: 'utf8', env: environment });
  if (status !== 0) throw new Error(`helix.md: ${stderr}`);
  mkdirSync(join(project, '.git'), { recursive: true });
  writeFileSync(join(project, 'shop.gw'), SPEC);
  writeFileSync(join(project, 'more.gw'), FRAGMENT);
}

/** What `hx --health gw` does not find. */
function missing({ program, environment }) {
  const { stdout } = spawnSync(program, ['--health', 'gw'], { encoding: 'utf8', env: environment });
  const shown = stdout.replace(/\x1b\[[\d;]*m/g, '');
  const queries = ['Highlight', 'Textobject', 'Indent'].map((kind) => `${kind} queries: ✓`);
  const wanted = ['✓ gwc: ', 'Tree-sitter parser: ✓', ...queries];
  return wanted.filter((line) => !shown.includes(line)).map((line) => `not in its report: ${line}`);
}

/** In a theme with a color for every capture, the fixtures look as the parser's snapshots say. */
async function checkColors(report, root, helix, version, fixtures) {
  const query = readFileSync(join(root, 'helix/queries/gw/highlights.scm'), 'utf8');
  const names = ['', ...new Set([...query.matchAll(/@([a-z.]+)/g)].map(([, name]) => name))];
  const theme = names.map((name, at) => `"${name || 'ui.text'}" = "#${at.toString(16).padStart(6, '0')}"\n`);
  mkdirSync(join(helix.config, 'themes'));
  writeFileSync(join(helix.config, 'themes/captures.toml'), `${theme.join('')}"ui.selection" = {}\n`);
  const config = join(helix.home, 'colors.toml');
  writeFileSync(config, 'theme = "captures"\n[editor]\ntrue-color = true\ngutters = []\n[editor.lsp]\nenable = false\n');
  for (const file of fixtures) {
    const text = readFileSync(file);
    const snapshot = readFileSync(join(root, 'tree-sitter-gw/test/highlights', `${basename(file)}.snap`), 'utf8');
    const wanted = snapshot.replace(/^( {2}\d+-\d+ )(\S+)/gm, (_, columns, name) => columns + inHelix(name));
    const editor = helix.open(['-c', config, file]);
    let shown;
    await editor
      .until('its colors', () => wanted === (shown = snapshotOf(text, looks(editor, text, names))))
      .catch(() => {});
    await editor.stop();
    report.expectNone(`Helix ${version}: colors of ${basename(file)}`, difference(wanted, shown));
  }
}

/** The capture of every byte of a text, by the colors of the screen that shows it from the first line. */
function looks(editor, text, names) {
  let [row, column] = [0, 0];
  return [...text].map((byte) => {
    const look = names[editor.color(row, column)] ?? 'none';
    if (byte === 10) [row, column] = [row + 1, 0];
    else column += byte === 9 ? 2 - (column % 2) : 1;
    return look;
  });
}

const WITHOUT_ROUTE = `${RENAMED.replace(/GET.*/, '')}\n`;

/** What a person does, in order; every step returns what is wrong. */
const STEPS = [
  ['diagnostics on opening', async (editor) => {
    await editor.until('a diagnostic', (text) => text.includes('●'));
    editor.type('3gg15l');
    await editor.until('its message', (text) => text.includes('a gateway has no setting `regin`'));
    return [];
  }],
  ['a quick fix', async (editor, project) => {
    editor.type(' a');
    await editor.until('a menu', (text) => text.includes('Write `region`'));
    editor.type('<ret>');
    await editor.until('the fix', (text) => text.includes('region eu-west-1'));
    return saved(editor, join(project, 'shop.gw'), WHOLE);
  }],
  ['no diagnostics after it', async (editor) => {
    await editor.until('none', (text) => !text.includes('●'));
    return [];
  }],
  ['completion', async (editor, project) => {
    editor.type('6ggoPUT /orders ->');
    await editor.until('the line', (text) => text.includes('PUT /orders ->'));
    await leave(editor);
    // A single key: while keys still come in, Helix 25.01 may insert a completion where the first of them was.
    editor.type('A ');
    // It drops an answer that takes long: ask again.
    const again = '<c-x>';
    await editor.until('backends', (text) => /orders +class/.test(text) && /lambda +keyword/.test(text), { again });
    editor.type('<tab>');
    await editor.until('the name', (text) => /PUT \/orders -> orders/.test(text));
    await leave(editor);
    const faults = await saved(editor, join(project, 'shop.gw'), WHOLE.replace('include', 'PUT /orders -> orders\ninclude'));
    editor.type('7ggxd');
    await editor.until('the text before', (text) => !text.includes('PUT'));
    return faults;
  }],
  ['hover', async (editor) => {
    editor.type('6gg k');
    await editor.until('the route', (text) => text.includes('GET /orders/<id> to orders') && text.includes('timeout: 10s'));
    await leave(editor, 'timeout: 10s');
    return [];
  }],
  ['definition', async (editor) => {
    editor.type(':open more.gw<ret>');
    await editor.until('the other file', (text) => /NOR +more\.gw/.test(text));
    editor.type('16lgd');
    await editor.until('the declaration', (text) => /NOR +shop\.gw.* 5:8$/m.test(text));
    return [];
  }],
  ['references', async (editor) => {
    editor.type('gr');
    await editor.until('a list', (text) => /shop\.gw:6/.test(text) && /more\.gw:1/.test(text));
    await leave(editor, 'more.gw:1');
    return [];
  }],
  ['rename in both files', async (editor, project) => {
    editor.type(' r');
    await editor.until('a prompt', (text) => text.includes('rename-to:'));
    editor.type('<c-u>baskets<ret>');
    await editor.until('the new name', (text) => text.includes('lambda baskets'));
    editor.type(':write-all!<ret>');
    const faults = await written(editor, join(project, 'more.gw'), RENAMED_FRAGMENT);
    return [...faults, ...(await written(editor, join(project, 'shop.gw'), RENAMED))];
  }],
  ['formatting', async (editor, project) => {
    editor.type('6gg16li    ');
    await editor.until('spaces', (text) => text.includes('>     -> '));
    await leave(editor);
    editor.type(':format<ret>');
    await editor.until('the text before', (text) => text.includes('> -> '));
    return saved(editor, join(project, 'shop.gw'), RENAMED);
  }],
  ['indentation and pairs', async (editor, project) => {
    editor.type('7ggogroup /v1 {<ret>POST / -> baskets open');
    await editor.until('the group', (text) => /group \/v1 \{\n.*  POST \/ -> baskets open\n +10 +\}/.test(text));
    await leave(editor);
    return saved(editor, join(project, 'shop.gw'), `${RENAMED}group /v1 {\n  POST / -> baskets open\n}\n`);
  }],
  ['text objects', async (editor, project) => {
    editor.type('matd');
    await editor.until('no group', (text) => !text.includes('group'));
    editor.type('6ggmafd');
    await editor.until('no route', (text) => !text.includes('GET'));
    editor.type('geiexpect GET / -> 404');
    await editor.until('a test', (text) => text.includes('expect GET / -> 404'));
    await leave(editor);
    editor.type('gg]Td');
    await editor.until('no test', (text) => !text.includes('expect'));
    return saved(editor, join(project, 'shop.gw'), WITHOUT_ROUTE);
  }],
  ['comments', async (editor, project) => {
    editor.type('5gg c');
    await editor.until('a comment', (text) => text.includes('# lambda baskets'));
    return saved(editor, join(project, 'shop.gw'), WITHOUT_ROUTE.replace('lambda', '# lambda'));
  }],
];

/** Writes the file of the buffer; returns how it then differs. */
async function saved(editor, file, wanted) {
  // Without `!`, Helix may take its own last write for that of another program.
  editor.type(':write!<ret>');
  return written(editor, file, wanted);
}

async function written(editor, file, wanted) {
  let last;
  const right = () => {
    try {
      last = readFileSync(file, 'utf8');
    } catch {
      // It is moved away while it is written.
    }
    return last === wanted;
  };
  try {
    await editor.until(`${basename(file)} to be written`, right);
    return [];
  } catch (error) {
    return [...difference(wanted, last ?? ''), error.message];
  }
}

/** Leaves the insert mode, or what shows a text. */
async function leave(editor, shown = ' INS ') {
  await editor.until(shown, (text) => text.includes(shown));
  editor.type('<esc>');
  // Keys that follow at once would be read as Alt and a key.
  await editor.until(`the end of ${shown}`, (text) => !text.includes(shown));
}

class Helix {
  constructor(program, gwc) {
    this.program = program;
    this.home = mkdtempSync(join(tmpdir(), 'gw-helix-'));
    this.config = join(this.home, '.config/helix');
    this.project = join(this.home, 'project');
    const { XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_DATA_HOME, XDG_STATE_HOME, ...inherited } = process.env;
    const path = `${dirname(gwc)}${delimiter}${process.env.PATH}`;
    const terminal = { TERM: 'xterm-256color', COLORTERM: 'truecolor', LC_ALL: 'C.UTF-8' };
    this.environment = { ...inherited, ...terminal, HOME: this.home, PATH: path };
  }

  open(words) {
    const size = { rows: 200, columns: 140 };
    return new Terminal([this.program, ...words], { ...size, cwd: this.project, env: this.environment });
  }
}
