// Runs gw-mode in real Emacsen, set up as emacs.md says, and eglot with the `gwc` that GWC names.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { fences } from './fences.mjs';
import { difference } from './report.mjs';
import { snapshotOf } from './snapshot.mjs';
import { FRAGMENT, RENAMED, RENAMED_FRAGMENT, SPEC, WHOLE } from './session.mjs';

export function checkEmacs(report, root, fixtures) {
  const found = new Map();
  for (const program of ['emacs', process.env.EMACS].filter(Boolean)) {
    const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const version = Number(/Emacs (\d+)/.exec(stdout ?? '')?.[1]);
    if (version >= 28) found.set(version, program);
    else report.skip(`Emacs: ${program}`, version ? `${version} is older than 28` : 'there is none');
  }
  const all = [...found].map(([version, program]) => new Emacs(program, version));
  if (!all.some((emacs) => emacs.hasTreeSitter)) report.skip('Emacs: tree-sitter', 'no Emacs here has it');
  for (const emacs of all) {
    try {
      checkVersion(report, root, emacs, fixtures);
    } catch (error) {
      report.fail(`${emacs}`, error.stack);
    } finally {
      rmSync(emacs.home, { recursive: true });
    }
  }
}

function checkVersion(report, root, emacs, fixtures) {
  mkdirSync(emacs.lisp, { recursive: true });
  copyFileSync(join(root, 'emacs/gw-mode.el'), join(emacs.lisp, 'gw-mode.el'));
  checkCompiles(report, emacs);
  checkFaces(report, root, emacs, fixtures, 'patterns');
  if (emacs.hasTreeSitter) {
    installParser(root, emacs);
    checkFaces(report, root, emacs, fixtures, 'tree-sitter');
    checkIndent(report, root, emacs, fixtures);
  }
  checkSession(report, root, emacs);
}

function checkCompiles(report, emacs) {
  const strict = '(setq byte-compile-error-on-warn t)';
  const { status, stderr } = emacs.run(['--eval', strict, '-f', 'batch-byte-compile', join(emacs.lisp, 'gw-mode.el')]);
  report.expectNone(`${emacs}: gw-mode compiles without warnings`, status === 0 ? [] : [stderr]);
}

/** The faces of the patterns, which are used where the parser is not installed, or of the parser. */
function checkFaces(report, root, emacs, fixtures, by) {
  const { status, stdout, stderr } = emacs.run(['-L', emacs.lisp, '-l', join(root, 'emacs/test/faces.el'), ...fixtures]);
  if (status !== 0) return report.fail(`${emacs}: faces by ${by}`, stderr);
  const files = stdout.split('\f\n');
  for (const [at, file] of fixtures.entries()) {
    const looks = files[at].split('\n').map((face) => face.replace(/^font-lock-(.*)-face$/, '$1'));
    const snapshot = join(root, 'emacs/test/snapshots', by, `${basename(file)}.snap`);
    report.expectSnapshot(`${emacs}: faces of ${basename(file)} by ${by}`, snapshot, snapshotOf(readFileSync(file), looks));
  }
}

/** Compiles the parser as the page says. */
function installParser(root, emacs) {
  const [script] = fences(readFileSync(join(root, 'emacs.md'), 'utf8'), 'sh');
  const env = { ...process.env, HOME: emacs.home };
  const { status, stderr } = spawnSync('sh', ['-e', '-c', script], { cwd: root, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`emacs.md: ${stderr}`);
}

/** A file that lost its indentation gets it back, by the tree of the parser. */
function checkIndent(report, root, emacs, fixtures) {
  const files = fixtures.map((file) => join(emacs.home, basename(file)));
  for (const [at, file] of files.entries()) writeFileSync(file, readFileSync(fixtures[at], 'utf8').replace(/^[ \t]+/gm, ''));
  const { status, stderr } = emacs.run(['-L', emacs.lisp, '-l', join(root, 'emacs/test/indent.el'), ...files]);
  for (const [at, file] of files.entries()) {
    const faults = difference(readFileSync(fixtures[at], 'utf8'), readFileSync(file, 'utf8'));
    report.expectNone(`${emacs}: indent of ${basename(file)}`, status === 0 ? faults : [stderr]);
  }
}

function checkSession(report, root, emacs) {
  const gwc = process.env.GWC;
  if (!gwc) return report.skip(`${emacs}: eglot`, 'GWC names no program');
  // Emacs 28 has eglot as a package.
  const packages = ['--eval', '(package-initialize)'];
  if (emacs.run([...packages, '--eval', "(require 'eglot)"]).status !== 0) return report.skip(`${emacs}: eglot`, 'there is none');
  const [init] = fences(readFileSync(join(root, 'emacs.md'), 'utf8'), 'elisp');
  writeFileSync(join(emacs.home, '.emacs.d/init.el'), init);
  const project = join(emacs.home, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'shop.gw'), SPEC);
  writeFileSync(join(project, 'more.gw'), FRAGMENT);
  const words = [...packages, '-l', join(emacs.home, '.emacs.d/init.el'), '-l', join(root, 'emacs/test/session.el')];
  const path = `${dirname(gwc)}${delimiter}${process.env.PATH}`;
  const { status, stdout, stderr } = emacs.run(words, { cwd: project, path });
  const lines = stdout.split('\n').filter((line) => line.includes('\t'));
  const found = Object.fromEntries(lines.map((line) => [line.split('\t')[0], JSON.parse(line.split('\t')[1])]));
  // A step that fails ends the session: the report of its end is enough.
  report.expectNone(`${emacs}: the session ends`, status === 0 ? [] : [stderr]);
  const check = (step, wanted, actual = found[step]) => {
    if (step in found) report.expectNone(`${emacs}: ${step}`, difference(wanted, String(actual)));
  };
  check('mode', 'gw-mode');
  check('connects', 'yes');
  check('diagnostics', '3: a gateway has no setting `regin`', found.diagnostics?.map(firstLine).join('\n'));
  check('quick fix', WHOLE);
  check('completion', WHOLE.replace('include', 'PUT /orders -> orders\ninclude'));
  check('definition', 'shop.gw:5:7');
  check('rename', RENAMED + RENAMED_FRAGMENT);
  check('format', RENAMED);
  check('hover', 'baskets', /baskets/.exec(found.hover ?? '')?.[0] ?? found.hover);
  check('C-c C-c', 'shop.gw:3:15');
}

/** The message of a finding, without its help, and without the source and code that some versions show. */
const firstLine = (text) => text.split('\n')[0].replace(/gwc \[GW\d+\]: /, '');

class Emacs {
  constructor(program, version) {
    this.program = program;
    this.version = version;
    this.home = mkdtempSync(join(tmpdir(), 'gw-emacs-'));
    this.lisp = join(this.home, '.emacs.d/lisp');
    const answer = "(kill-emacs (if (and (require 'treesit nil t) (treesit-available-p)) 0 1))";
    this.hasTreeSitter = this.run(['--eval', answer]).status === 0;
  }

  toString() {
    return `Emacs ${this.version}`;
  }

  run(words, { cwd = this.home, path = process.env.PATH } = {}) {
    return spawnSync(this.program, ['-q', '--batch', ...words], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, HOME: this.home, PATH: path, LC_ALL: 'C.UTF-8' },
      maxBuffer: 64 << 20,
      timeout: 120_000,
    });
  }
}
