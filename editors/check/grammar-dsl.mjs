// The functions that a grammar.js calls, as far as ours does, so that its rules can be compared with the generated ones
// where there is no tree-sitter command line.

import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';

/** The rules of a grammar.js, in the form of src/grammar.json. */
export function evaluate(file) {
  const context = { ...functions(), module: {} };
  runInNewContext(readFileSync(file, 'utf8'), context, { filename: file });
  return context.module.exports;
}

function functions() {
  const wrap = (type) => (value, content) => ({ type, value, content: node(content) });
  const prec = wrap('PREC');
  prec.left = precedence('PREC_LEFT');
  prec.right = precedence('PREC_RIGHT');
  prec.dynamic = wrap('PREC_DYNAMIC');
  const token = (content) => ({ type: 'TOKEN', content: node(content) });
  token.immediate = (content) => ({ type: 'IMMEDIATE_TOKEN', content: node(content) });
  return {
    prec,
    token,
    alias,
    seq: (...members) => ({ type: 'SEQ', members: members.map(node) }),
    choice: (...members) => ({ type: 'CHOICE', members: members.map(node) }),
    optional: (content) => ({ type: 'CHOICE', members: [node(content), { type: 'BLANK' }] }),
    repeat: (content) => ({ type: 'REPEAT', content: node(content) }),
    repeat1: (content) => ({ type: 'REPEAT1', content: node(content) }),
    field: (name, content) => ({ type: 'FIELD', name, content: node(content) }),
    grammar,
  };
}

function precedence(type) {
  return (value, content) =>
    content === undefined ? { type, value: 0, content: node(value) } : { type, value, content: node(content) };
}

function alias(content, value) {
  const named = value.type === 'SYMBOL';
  return { type: 'ALIAS', content: node(content), named, value: named ? value.name : value };
}

function grammar({ rules }) {
  const symbols = new Proxy({}, { get: (_, name) => ({ type: 'SYMBOL', name }) });
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, node(rule(symbols))]));
}

function node(value) {
  if (typeof value === 'string') return { type: 'STRING', value };
  if (Object.prototype.toString.call(value) === '[object RegExp]') return { type: 'PATTERN', value: value.source };
  return value;
}
