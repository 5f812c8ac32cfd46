// Highlights the fixtures with bat, which reads Sublime Text's syntaxes, in the way that sublime.md shows.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fences } from './fences.mjs';
import { lost, plain } from './colors.mjs';

export function checkSublime(report, root, fixtures) {
  // Debian calls it batcat.
  const bat = ['bat', 'batcat'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (!bat) return report.skip('Sublime: bat', 'there is none');
  const home = mkdtempSync(join(tmpdir(), 'gw-bat-'));
  const { BAT_CONFIG_DIR, BAT_CACHE_PATH, XDG_CONFIG_HOME, XDG_CACHE_HOME, ...inherited } = process.env;
  const options = { cwd: root, encoding: 'utf8', env: { ...inherited, HOME: home, COLORTERM: 'truecolor' } };
  try {
    const [script] = fences(readFileSync(join(root, 'sublime.md'), 'utf8'), 'sh');
    const installed = spawnSync('sh', ['-e', '-c', script.replace(/\bbat /g, `${bat} `)], options);
    if (installed.status !== 0) return report.fail('Sublime: the page', installed.stderr);
    for (const file of fixtures) {
      const words = ['--plain', '--paging=never', '--color=always', '--language=gw', '--theme=Monokai Extended', file];
      const { lines, foreground } = parse(spawnSync(bat, words, options).stdout);
      const text = readFileSync(file, 'utf8');
      report.expectNone(`Sublime: ${basename(file)}`, [...lost(text, lines), ...plain(lines, foreground)]);
    }
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** The runs of one color in every line, and the color of what has none, which is the commonest. */
function parse(text) {
  const counts = new Map();
  const lines = text.replace(/\n$/, '').split('\n').map((line) => {
    const runs = [];
    let color;
    for (const piece of line.split(/(\x1b\[[\d;]*m)/).filter(Boolean)) {
      if (piece.startsWith('\x1b')) color = piece;
      else runs.push({ color, content: piece });
      if (piece.trim() === '') counts.set(color, (counts.get(color) ?? 0) + 1);
    }
    return runs;
  });
  const foreground = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  return { lines, foreground };
}
