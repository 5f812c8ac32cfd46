// Compares the words of every grammar with keywords.json.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Lists that every grammar contains in full: a shorter copy means that a word is missing. */
const WHOLE = ['access', 'authorizers', 'backends', 'methods', 'targets', 'types'];

export function checkKeywords(report, root) {
  const lists = JSON.parse(readFileSync(join(root, 'keywords.json'), 'utf8'));
  report.expectNone('keywords.json: lists are sorted and without doubles', unsorted(lists));
  report.expectNone('tree-sitter: keywords', treeSitterFaults(root, lists));
  report.expectNone('tree-sitter: settings', settingsOfQuery(root, lists));
  report.expectNone(
    'TextMate: keywords',
    patternFaults(lists, textMatePatterns(root), /\((?:\?[:!])?([A-Za-z-]+(?:\|[A-Za-z-]+)*)\)/g, '|'),
  );
  report.expectNone(
    'Vim: keywords',
    patternFaults(lists, vimPatterns(root), /\\%\(([A-Za-z-]+(?:\\\|[A-Za-z-]+)+)\\\)/g, '\\|'),
  );
  report.expectNone('Sublime: keywords', sublimeFaults(root, lists));
  report.expectNone('Emacs: keywords', emacsFaults(root, lists));
}

function unsorted(lists) {
  return Object.entries(lists)
    .filter(([, list]) => JSON.stringify(list) !== JSON.stringify([...new Set(list)].sort()))
    .map(([name]) => name);
}

/** Tree-sitter: every rule that holds a list, and no word beside them. */
function treeSitterFaults(root, lists) {
  const { rules } = JSON.parse(readFileSync(join(root, 'tree-sitter-gw/src/grammar.json'), 'utf8'));
  const wordsOf = (...names) => names.flatMap((name) => strings(rules[name]));
  const clauses = rules.clause.members.map((member) => member.name);
  const items = rules._item.members.map((member) => member.name);
  const found = {
    items: items.filter((name) => !['backend', 'route'].includes(name)).map((name) => strings(rules[name])[0]),
    methods: wordsOf('method'),
    backends: wordsOf('backend_kind'),
    access: wordsOf('access'),
    clauses: wordsOf(...clauses),
    types: wordsOf('type'),
    authorizers: wordsOf('auth_kind'),
    targets: wordsOf('patch').filter((word) => word !== 'patch'),
    words: wordsOf('output').filter((word) => word !== 'output'),
    expects: wordsOf('expect', 'header_clause').filter((word) => word !== 'expect'),
    json: wordsOf('json_constant'),
    mapping: wordsOf('request_mapping', 'response_mapping', 'mapping_verb'),
  };
  const faults = Object.entries(found).flatMap(([name, words]) => compare(name, lists[name], words));
  const known = new Set(Object.values(found).flat());
  const stray = Object.values(rules).flatMap(strings).filter((word) => !known.has(word));
  return [...faults, ...stray.map((word) => `\`${word}\` is in no list`)];
}

/** The words among the literals of a rule. */
function strings(rule) {
  if (rule.type === 'STRING') return /^[A-Za-z-]{2,}$/.test(rule.value) && rule.value !== '->' ? [rule.value] : [];
  return [...(rule.members ?? []), ...(rule.content ? [rule.content] : [])].flatMap(strings);
}

/** The one long list of setting names in the highlighting query. */
function settingsOfQuery(root, lists) {
  const query = readFileSync(join(root, 'tree-sitter-gw/queries/highlights.scm'), 'utf8');
  const list = /\(#any-of\? @property([^)]*)\)/.exec(query)?.[1] ?? '';
  return compare('settings', lists.settings, [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1]));
}

function compare(name, wanted, words) {
  const found = new Set(words);
  return [
    ...wanted.filter((word) => !found.has(word)).map((word) => `${name}: \`${word}\` is missing`),
    ...[...found].filter((word) => !wanted.includes(word)).map((word) => `${name}: \`${word}\` is not in keywords.json`),
  ];
}

/** Grammars made of patterns: every choice of words is drawn from one list, and every list appears in full. */
function patternFaults(lists, patterns, choice, bar) {
  const faults = [];
  const choices = patterns.flatMap((pattern) => [...pattern.matchAll(choice)].map((match) => match[1].split(bar)));
  for (const words of choices) {
    if (words.every((word) => word.length === 1)) continue;
    const homes = Object.entries(lists).filter(([, list]) => words.every((word) => list.includes(word)));
    if (homes.length === 0) faults.push(`\`${words.join('|')}\` is drawn from no list`);
    for (const [name, list] of homes) {
      if (WHOLE.includes(name) && words.length > 1 && homes.length === 1 && words.length !== list.length)
        faults.push(`${name}: \`${words.join('|')}\` is not the whole list`);
    }
  }
  for (const [name, list] of Object.entries(lists)) {
    const whole = choices.some((words) => words.length === list.length && words.every((word) => list.includes(word)));
    if (whole) continue;
    if (WHOLE.includes(name) || name === 'settings') faults.push(`${name}: the list is nowhere in full`);
    for (const word of list) {
      if (!patterns.some((pattern) => new RegExp(`(?<![\\w-]|%)(?:\\\\[ZzSs]+e?|\\\\<)?${word}(?![\\w-])`).test(pattern)))
        faults.push(`${name}: \`${word}\` is missing`);
    }
  }
  return faults;
}

/** Sublime Text: the lists that are variables of the syntax. */
function sublimeFaults(root, lists) {
  const syntax = readFileSync(join(root, 'sublime/gw.sublime-syntax'), 'utf8');
  const names = { items: 'items', methods: 'methods', backends: 'kinds' };
  return Object.entries(names).flatMap(([list, name]) => {
    const words = new RegExp(`^  ${name}: '(.*)'$`, 'm').exec(syntax)?.[1].split('|') ?? [];
    return compare(list, lists[list], words);
  });
}

function emacsFaults(root, lists) {
  const mode = readFileSync(join(root, 'emacs/gw-mode.el'), 'utf8');
  return ['items', 'methods', 'backends', 'clauses'].flatMap((list) => {
    const words = new RegExp(`defconst gw--${list}\\s+'\\(([^)]*)\\)`).exec(mode)?.[1] ?? '';
    return compare(list, lists[list], [...words.matchAll(/"([^"]+)"/g)].map((match) => match[1]));
  });
}

function textMatePatterns(root) {
  const grammar = JSON.parse(readFileSync(join(root, 'vscode/syntaxes/gw.tmLanguage.json'), 'utf8'));
  const collect = (node) =>
    node && typeof node === 'object'
      ? Object.entries(node).flatMap(([key, value]) =>
          ['match', 'begin', 'end'].includes(key) && typeof value === 'string' ? [value] : collect(value),
        )
      : [];
  return collect(grammar);
}

function vimPatterns(root) {
  return readFileSync(join(root, 'vim/syntax/gw.vim'), 'utf8')
    .split('\n')
    .filter((line) => /^\s*(\\|syntax (match|region|keyword))/.test(line));
}
