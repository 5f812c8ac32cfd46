// Runs the Vim files in a real Vim, where there is one with syntax highlighting, and `gq` in Vim and Neovim with the
// `gwc` that GWC names.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { difference } from './report.mjs';

export function checkVim(report, root, fixtures) {
  const version = spawnSync('vim', ['--version'], { encoding: 'utf8' });
  if (version.status !== 0 || !/\+syntax/.test(version.stdout)) {
    report.skip('Vim', version.status === 0 ? 'this one has no syntax highlighting' : 'there is none');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'gw-vim-'));
  try {
    for (const file of fixtures) {
      checkSyntax(report, root, folder, file);
      checkIndent(report, root, folder, file);
    }
    for (const program of ['vim', 'nvim']) checkFormat(report, root, folder, program);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function checkSyntax(report, root, folder, file) {
  const dump = join(folder, 'dump');
  const faults = vim(root, ['-S', join(root, 'vim/test/dump.vim')], file, { GW_DUMP: dump });
  report.expectNone(`Vim: ${basename(file)} opens`, faults);
  if (faults.length) return;
  const snapshot = join(root, 'vim/test/snapshots', `${basename(file)}.snap`);
  report.expectSnapshot(`Vim: syntax of ${basename(file)}`, snapshot, readFileSync(dump, 'utf8'));
}

/** A file that lost its indentation gets it back. */
function checkIndent(report, root, folder, file) {
  const text = readFileSync(file, 'utf8');
  const flat = join(folder, basename(file));
  writeFileSync(flat, text.replace(/^[ \t]+/gm, ''));
  const faults = vim(root, ['-c', 'normal! gg=G', '-c', 'wq'], flat, {});
  report.expectNone(`Vim: indent of ${basename(file)}`, faults.length ? faults : difference(text, readFileSync(flat, 'utf8')));
}

/** `gq` formats the whole buffer, and leaves a spec with faults as it is. */
function checkFormat(report, root, folder, program) {
  const gwc = process.env.GWC;
  if (!gwc || spawnSync(program, ['--version']).status !== 0) {
    report.skip(`${program}: gq`, gwc ? 'there is none' : 'GWC names no program');
    return;
  }
  const variables = { PATH: `${dirname(gwc)}${delimiter}${process.env.PATH}` };
  const cases = [
    ['formats', 'GET   /a ->   lambda f\n\nlambda   f\n', 'GET /a -> lambda f\n\nlambda f\n'],
    ['leaves faults alone', 'GET   /a ->\nlambda   f\n', 'GET   /a ->\nlambda   f\n'],
  ];
  for (const [what, before, after] of cases) {
    const file = join(folder, 'format.gw');
    writeFileSync(file, before);
    const faults = vim(root, ['-c', 'silent normal! ggVGgq', '-c', 'wq'], file, variables, program);
    report.expectNone(`${program}: gq ${what}`, faults.length ? faults : difference(after, readFileSync(file, 'utf8')));
  }
}

function vim(root, commands, file, variables, program = 'vim') {
  const shared = ['-u', 'NONE', '-i', 'NONE', '-n', '-es'];
  const own = program === 'nvim' ? ['--headless'] : ['-N'];
  const words = [...own, ...shared, '--cmd', `set runtimepath^=${join(root, 'vim')}`];
  const setUp = ['-c', 'filetype plugin indent on', '-c', 'syntax on', '-c', `edit ${file}`];
  const { status, error, stderr } = spawnSync(program, [...words, ...setUp, ...commands], {
    encoding: 'utf8',
    env: { ...process.env, ...variables, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  return status === 0 ? [] : [`${program} ended with ${status ?? error?.code}: ${stderr}`];
}
