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

// The query works whether the first or the last of two patterns for the same word wins.
const BOTH_ORDERS = ['helix/queries/gw/highlights.scm'];

/** Returns what Helix calls a capture of ours. */
export function inHelix(name) {
  return DIALECTS['helix/queries/gw/highlights.scm'][name] ?? name;
}

export function checkDialects(report, root) {
  const source = readFileSync(join(root, 'tree-sitter-gw/queries/highlights.scm'), 'utf8');
  for (const [file, names] of Object.entries(DIALECTS)) {
    const body = source.replace(/@([a-z.]+)/g, (whole, name) => (names[name] ? `@${names[name]}` : whole));
    const head = '; Made from tree-sitter-gw/queries/highlights.scm by `npm run update`; change that one.\n\n';
    const query = BOTH_ORDERS.includes(file) ? inBothOrders(body) : body;
    report.expectSnapshot(`${file}: translated`, join(root, file), head + query);
  }
}

/** The patterns of a query from last to first, and then as they are. */
function inBothOrders(query) {
  const patterns = query.match(/^[([][^]*?(?=\n(?:[([;\n]|$))/gm);
  const why = '; For Helix before 25.07, in which the first of two patterns wins: the patterns below, in reverse.\n\n';
  return `${why}${patterns.toReversed().join('\n')}\n\n${query}`;
}
