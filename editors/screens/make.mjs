// Makes the pictures of the terminal, from what the program really prints: cargo build && node editors/screens/make.mjs
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const gwc = join(root, 'target/debug/gwc');
const palette = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 34: '#79c0ff', 35: '#d2a8ff', 36: '#76e3ea', 37: '#e6edf3' };

/** Pieces of coloured text, line by line, from a program's colours. */
function ofTerminal(text) {
  let style = {};
  return text.trimEnd().split('\n').map((line) =>
    line.split(/(\u001b\[[0-9;]*m)/).flatMap((piece) => {
      const codes = /^\u001b\[([0-9;]*)m$/.exec(piece);
      if (!codes) return piece ? [{ text: piece, ...style }] : [];
      for (const code of (codes[1] || '0').split(';').map(Number)) {
        if (code === 0) style = {};
        else if (code === 1) style = { ...style, bold: true };
        else if (code === 2) style = { ...style, color: '#8b949e' };
        else if (palette[code % 60]) style = { ...style, color: palette[code % 60] };
      }
      return [];
    }),
  );
}

function svg(title, lines) {
  const escape = (text) => text.replace(/[&<>]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[letter]);
  const [width, height] = [8.4, 19];
  const columns = Math.max(80, ...lines.map((line) => line.reduce((sum, piece) => sum + [...piece.text].length, 0)));
  const rows = lines.map((line, row) => {
    let column = 0;
    const pieces = line.map(({ text, color, bold }) => {
      const x = 16 + column * width;
      column += [...text].length;
      const style = `${color ? ` fill="${color}"` : ''}${bold ? ' font-weight="bold"' : ''}`;
      return `<tspan x="${x.toFixed(1)}"${style}>${escape(text)}</tspan>`;
    });
    return `<text y="${56 + row * height}" xml:space="preserve">${pieces.join('')}</text>`;
  });
  const [w, h] = [Math.ceil(columns * width) + 32, 56 + lines.length * height];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img">
<title>${escape(title)}</title>
<rect width="${w}" height="${h}" rx="8" fill="#0d1117"/>
<text x="16" y="26" fill="#8b949e" font-family="monospace" font-size="13">${escape(title)}</text>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" fill="#e6edf3">
${rows.join('\n')}
</g>
</svg>
`;
}

function run(...args) {
  const options = { cwd: root, encoding: 'utf8', env: { ...process.env, COLUMNS: '80', LANG: 'C.UTF-8' } };
  const { stdout, stderr } = spawnSync(gwc, ['--color', 'always', ...args], options);
  return ofTerminal(stdout + stderr);
}

execFileSync(gwc, ['--version']);
const trace = ['trace', 'specs/examples/shop.gw', 'GET', '/api/v1/orders/7'];
const pictures = {
  'diagnostic.svg': svg('$ gwc check broken.gw', run('check', 'editors/screens/broken.gw')),
  'trace.svg': svg(`$ gwc ${trace.join(' ')}`, run(...trace)),
};
for (const [name, picture] of Object.entries(pictures)) {
  writeFileSync(join(here, name), picture);
}
