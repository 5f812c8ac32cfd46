// Tests the files of every editor: node check.mjs [--update] [FILE..]
//
// The keyword lists are compared with keywords.json; the files given, and those in fixtures/, go through tree-sitter and
// the TextMate grammar; what the fixtures look like is compared with snapshots, which --update writes anew. Editors that
// are installed use the language server of the program that GWC names; NEOVIM names another Neovim.

import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkDialects } from './check/dialects.mjs';
import { checkEmacs } from './check/emacs.mjs';
import { checkHelix } from './check/helix.mjs';
import { checkKeywords } from './check/keywords.mjs';
import { checkNeovim } from './check/neovim.mjs';
import { Report } from './check/report.mjs';
import { checkShiki } from './check/shiki.mjs';
import { checkSublime } from './check/sublime.mjs';
import { checkTextMate } from './check/textmate.mjs';
import { checkTreeSitter } from './check/tree-sitter.mjs';
import { checkVim } from './check/vim.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const words = process.argv.slice(2);
const given = words.filter((word) => !word.startsWith('--')).map((file) => resolve(file));
const fixtures = readdirSync(join(root, 'fixtures'))
  .filter((name) => name.endsWith('.gw'))
  .sort()
  .map((name) => join(root, 'fixtures', name));
const others = given.filter((file) => !fixtures.includes(file));

const report = new Report(root, { update: words.includes('--update') });
checkKeywords(report, root);
checkDialects(report, root);
checkTreeSitter(report, root, fixtures, others);
await checkTextMate(report, root, fixtures, others);
await checkShiki(report, root, fixtures);
checkSublime(report, root, fixtures);
checkVim(report, root, fixtures);
await checkNeovim(report, root);
checkEmacs(report, root, fixtures);
await checkHelix(report, root, fixtures);
report.close();
