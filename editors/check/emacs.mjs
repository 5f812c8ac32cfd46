// Runs gw-mode in a real Emacs, set up as emacs.md says, and eglot with the `gwc` that GWC names.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { fences } from './fences.mjs';
import { difference } from './report.mjs';
import { snapshotOf } from './snapshot.mjs';
import { FRAGMENT, RENAMED, RENAMED_FRAGMENT, SPEC, WHOLE } from './session.mjs';

export function checkEmacs(report, root, fixtures) {
  const { status, stdout } = spawnSync('emacs', ['--version'], { encoding: 'utf8' });
  const version = Number(/Emacs (\d+)/.exec(stdout ?? '')?.[1]);
  if (status !== 0 || !(version >= 28)) {
    report.skip('Emacs', status === 0 ? `${version} is older than 28` : 'there is none');
    return;
  }
  const home = mkdtempSync(join(tmpdir(), 'gw-emacs-'));
  try {
    const lisp = join(home, '.emacs.d/lisp');
    mkdirSync(lisp, { recursive: true });
    copyFileSync(join(root, 'emacs/gw-mode.el'), join(lisp, 'gw-mode.el'));
    checkCompiles(report, home, lisp);
    checkFaces(report, root, home, lisp, fixtures);
    checkSession(report, root, home);
  } finally {
    rmSync(home, { recursive: true });
  }
}

function checkCompiles(report, home, lisp) {
  const strict = '(setq byte-compile-error-on-warn t)';
  const { status, stderr } = emacs(home, ['--eval', strict, '-f', 'batch-byte-compile', join(lisp, 'gw-mode.el')]);
  report.expectNone('Emacs: gw-mode compiles without warnings', status === 0 ? [] : [stderr]);
}

/** The faces of the patterns, which are used where the parser is not installed. */
function checkFaces(report, root, home, lisp, fixtures) {
  const { status, stdout, stderr } = emacs(home, ['-L', lisp, '-l', join(root, 'emacs/test/faces.el'), ...fixtures]);
  if (status !== 0) return report.fail('Emacs: faces', stderr);
  const files = stdout.split('\f\n');
  for (const [at, file] of fixtures.entries()) {
    const looks = files[at].split('\n').map((face) => face.replace(/^font-lock-(.*)-face$/, '$1'));
    const snapshot = join(root, 'emacs/test/snapshots', `${basename(file)}.snap`);
    report.expectSnapshot(`Emacs: faces of ${basename(file)}`, snapshot, snapshotOf(readFileSync(file), looks));
  }
}

function checkSession(report, root, home) {
  const gwc = process.env.GWC;
  if (!gwc) return report.skip('Emacs: eglot', 'GWC names no program');
  // Emacs 28 has eglot as a package.
  const packages = ['--eval', '(package-initialize)'];
  if (emacs(home, [...packages, '--eval', "(require 'eglot)"]).status !== 0) return report.skip('Emacs: eglot', 'there is none');
  const [init] = fences(readFileSync(join(root, 'emacs.md'), 'utf8'), 'elisp');
  writeFileSync(join(home, '.emacs.d/init.el'), init);
  const project = join(home, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'shop.gw'), SPEC);
  writeFileSync(join(project, 'more.gw'), FRAGMENT);
  const words = [...packages, '-l', join(home, '.emacs.d/init.el'), '-l', join(root, 'emacs/test/session.el')];
  const path = `${dirname(gwc)}${delimiter}${process.env.PATH}`;
  const { status, stdout, stderr } = emacs(home, words, { cwd: project, path });
  const lines = stdout.split('\n').filter((line) => line.includes('\t'));
  const found = Object.fromEntries(lines.map((line) => [line.split('\t')[0], JSON.parse(line.split('\t')[1])]));
  // A step that fails ends the session: the report of its end is enough.
  report.expectNone('Emacs: the session ends', status === 0 ? [] : [stderr]);
  const check = (step, wanted, actual = found[step]) => {
    if (step in found) report.expectNone(`Emacs: ${step}`, difference(wanted, String(actual)));
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

function emacs(home, words, { cwd = home, path = process.env.PATH } = {}) {
  return spawnSync('emacs', ['-q', '--batch', ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, HOME: home, PATH: path, LC_ALL: 'C.UTF-8' },
    maxBuffer: 64 << 20,
    timeout: 120_000,
  });
}
