// Highlights the fixtures with Shiki, in the way that shiki.md shows.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createHighlighter } from 'shiki';

export async function checkShiki(report, root, fixtures) {
  const gw = JSON.parse(readFileSync(join(root, 'vscode/syntaxes/gw.tmLanguage.json'), 'utf8'));
  const highlighter = await createHighlighter({ themes: ['github-light'], langs: [{ ...gw, name: 'gw' }] });
  const page = readFileSync(join(root, 'shiki.md'), 'utf8');
  report.expectNone('Shiki: the page is the code', page.includes("langs: [{ ...gw, name: 'gw' }]") ? [] : ['shiki.md shows other code']);
  for (const file of fixtures) {
    const text = readFileSync(file, 'utf8');
    const { tokens, fg } = highlighter.codeToTokens(text, { lang: 'gw', theme: 'github-light' });
    report.expectNone(`Shiki: ${basename(file)}`, [...lost(text, tokens), ...plain(tokens, fg)]);
  }
  highlighter.dispose();
}

/** Text that did not come through. */
function lost(text, lines) {
  const shown = lines.map((line) => line.map((token) => token.content).join('')).join('\n');
  return shown === text.replace(/\r\n/g, '\n') ? [] : ['the text is another one'];
}

/** Methods, comments, strings and path variables that have no color of their own. */
function plain(lines, foreground) {
  const wanted = /^(GET|POST|PUT|DELETE|PATCH|#.*|".*"|<[a-z]+[+*]?>)$/;
  return lines.flatMap((line, at) =>
    line
      .filter((token) => wanted.test(token.content.trim()) && (token.color ?? foreground) === foreground)
      .map((token) => `line ${at + 1}: ${token.content} has no color`),
  );
}
