// Runs the Vim files in a real Vim, where there is one with syntax highlighting.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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

function vim(root, commands, file, variables) {
  const words = ['-N', '-u', 'NONE', '-i', 'NONE', '-n', '-es', '--cmd', `set runtimepath^=${join(root, 'vim')}`];
  const setUp = ['-c', 'filetype plugin indent on', '-c', 'syntax on', '-c', `edit ${file}`];
  const { status, error, stderr } = spawnSync('vim', [...words, ...setUp, ...commands], {
    encoding: 'utf8',
    env: { ...process.env, ...variables, LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  return status === 0 ? [] : [`vim ended with ${status ?? error?.code}: ${stderr}`];
}
