// Helix and Zed use different capture names: their queries are translations of ours.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DIALECTS = {
  'helix/queries/gw/highlights.scm': {
    'comment.documentation': 'comment.line.documentation',
    'keyword.modifier': 'keyword.storage.modifier',
    module: 'namespace',
    number: 'constant.numeric',
    property: 'variable.other.member',
    'string.escape': 'constant.character.escape',
  },
  'zed/languages/gw/highlights.scm': {
    'comment.documentation': 'comment.doc',
    module: 'namespace',
    'variable.builtin': 'variable.special',
  },
};

export function checkDialects(report, root) {
  const query = readFileSync(join(root, 'tree-sitter-gw/queries/highlights.scm'), 'utf8');
  for (const [file, names] of Object.entries(DIALECTS)) {
    const body = query.replace(/@([a-z.]+)/g, (whole, name) => (names[name] ? `@${names[name]}` : whole));
    const head = '; Made from tree-sitter-gw/queries/highlights.scm by `npm run update`; change that one.\n\n';
    report.expectSnapshot(`${file}: translated`, join(root, file), head + body);
  }
}
