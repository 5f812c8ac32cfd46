// Highlights the fixtures with Shiki, in the way that shiki.md shows.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createHighlighter } from 'shiki';
import { lost, plain } from './colors.mjs';

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
