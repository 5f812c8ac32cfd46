/**
 * @file Tree-sitter grammar of `.gw`, edition 1.
 * @license MIT OR Apache-2.0
 *
 * A newline ends an item, so newlines are tokens here and only blanks and comments are extras. Keywords are
 * contextual: `auth`, `public` and `log` stay legal names, because the lexer only produces a keyword where the grammar
 * expects one.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];
const BACKENDS = [
  'alb', 'appconfig', 'apprunner', 'cloudmap', 'ecs', 'events', 'kinesis', 'lambda', 'nlb', 'sqs', 'states',
];
const TYPES = ['arn', 'cpu', 'duration', 'hostname', 'list', 'memory', 'number', 'secret', 'string'];

/** The characters of an atom: everything but blanks and the characters that structure a line. */
const ATOM = /[^\s{}\[\]";#$][^\s{}\[\]";]*/;

module.exports = grammar({
  name: 'gw',

  extras: $ => [/[ \t\r\f\uFEFF]/, $.comment, $.doc_comment],

  word: $ => $.name,

  supertypes: $ => [$.clause, $.value],

  rules: {
    source_file: $ => seq(repeat(seq(optional($._item), $._newline)), optional($._item)),

    _item: $ => choice(
      $.edition,
      $.route,
      $.group,
      $.gateway,
      $.network,
      $.backend,
      $.auth,
      $.param,
      $.env,
      $.include,
      $.output,
      $.expect,
      $.moved,
      $.patch,
    ),

    // Items

    edition: $ => seq('gw', field('number', $.number)),

    route: $ => seq(
      optional($.methods),
      field('path', $.path),
      '->',
      choice(
        seq(field('target', $.target), optional($._course)),
        field('target', alias($._kind_as_name, $.target)),
      ),
    ),

    // A block right after the target and before clauses holds the parameters of an action, as in
    // `-> sqs jobs send { body $request.body } timeout 5s`.
    _course: $ => choice(
      seq(repeat1($.clause), optional(field('body', $.route_block))),
      seq(field('body', $.route_block), optional(seq(repeat1($.clause), optional(field('body', $.route_block))))),
    ),

    // `-> lambda` at the end of a line: a backend that is named like a kind.
    _kind_as_name: $ => field('name', alias($.backend_kind, $.name)),

    group: $ => seq(
      'group',
      field('path', $.path),
      repeat($.clause),
      field('body', $.group_block),
    ),

    gateway: $ => seq('gateway', field('name', $.name), optional(field('body', $.block))),

    network: $ => seq('network', field('name', $.name), optional(field('body', $.block))),

    backend: $ => seq(
      field('kind', $.backend_kind),
      field('name', $.name),
      optional($.access),
      optional(field('body', $.block)),
    ),

    auth: $ => seq(
      'auth',
      field('name', $.name),
      field('kind', $.auth_kind),
      optional(field('body', $.block)),
    ),

    param: $ => seq(
      'param',
      field('name', $.name),
      ':',
      field('type', $.type),
      optional(seq('=', repeat1(field('default', $.value)))),
    ),

    env: $ => seq('env', field('name', $.name), field('body', $.block)),

    include: $ => seq('include', field('file', $.string)),

    output: $ => seq(
      'output',
      field('name', $.name),
      '=',
      field('value', choice($.reference, $.param_reference, $.string)),
      optional(seq('export', field('export', choice($.string, $.param_reference)))),
    ),

    expect: $ => seq(
      'expect',
      optional($.methods),
      choice(field('path', $.path), field('url', $.url)),
      optional(seq('from', field('origin', choice($.url, $.atom)))),
      '->',
      choice(
        field('status', $.number),
        seq(
          field('target', alias($._expect_target, $.target)),
          optional(field('forwarded', $.path)),
          repeat(choice($.clause, $.header_clause)),
        ),
      ),
    ),

    header_clause: $ => seq('header', field('name', $.value), field('value', $.value)),

    moved: $ => seq('moved', $._identity, '->', $._identity),

    patch: $ => seq(
      'patch',
      field('target', alias(choice('cfn', 'terraform'), $.patch_target)),
      field('address', choice($.atom, alias($.name, $.atom), $.string)),
      field('pointer', $.string),
      '=',
      field('value', $._json),
    ),

    // Routes

    methods: $ => seq($.method, repeat(seq(',', $.method))),

    method: _ => choice(...METHODS),

    path: $ => choice(
      '$default',
      prec.left(seq('/', repeat($._path_part))),
    ),

    _path_part: $ => choice(alias($._path_text, $.path_text), $.path_variable),

    _path_text: _ => token.immediate(prec(1, /[^\s{}\[\]";<>]+/)),

    path_variable: $ => seq(
      token.immediate('<'),
      field('name', alias($._immediate_name, $.name)),
      optional(field('greedy', choice(token.immediate('+'), token.immediate('*')))),
      token.immediate('>'),
    ),

    _immediate_name: _ => token.immediate(/[A-Za-z_][A-Za-z0-9_.-]*/),

    target: $ => choice(
      seq(field('kind', $.backend_kind), choice(
        seq(field('name', $.name), optional($.access), optional(field('action', alias($.name, $.action)))),
        field('url', $.url),
      )),
      seq(field('name', $.name), optional($.access), optional(field('action', alias($.name, $.action)))),
      field('url', choice($.url, $.string, $.param_reference)),
    ),

    _expect_target: $ => choice(
      seq(optional(field('kind', $.backend_kind)), field('name', $.name)),
      field('url', $.url),
    ),

    backend_kind: _ => choice(...BACKENDS),

    access: _ => choice('private', 'public'),

    clause: $ => choice(
      $.auth_clause,
      $.open_clause,
      $.at_clause,
      $.keep_clause,
      $.timeout_clause,
      $.throttle_clause,
    ),

    auth_clause: $ => seq('auth', field('name', choice($.name, $.param_reference)), optional(field('scopes', $.list))),

    open_clause: _ => 'open',

    at_clause: $ => seq('at', field('path', choice($.path, $.string))),

    keep_clause: _ => 'keep',

    timeout_clause: $ => seq('timeout', field('duration', $.value)),

    throttle_clause: $ => seq(
      'throttle',
      field('rate', $.value),
      optional(seq('burst', field('burst', $.value))),
    ),

    // Blocks

    block: $ => body($, $.setting),

    group_block: $ => body($, choice($.route, $.group, $.clause, $.request_mapping, $.response_mapping)),

    route_block: $ => body($, choice($.clause, $.request_mapping, $.response_mapping, $.setting)),

    setting: $ => seq(
      field('name', choice($.name, alias($.atom, $.key), alias($.number, $.key), $.string)),
      repeat(field('value', $.value)),
      optional(field('body', $.block)),
    ),

    request_mapping: $ => seq(
      'request',
      field('verb', $.mapping_verb),
      field('place', alias(choice('header', 'query'), $.mapping_place)),
      field('name', $.value),
      optional(field('value', $.value)),
    ),

    response_mapping: $ => seq(
      'response',
      field('status', $.value),
      choice(
        seq(
          field('verb', $.mapping_verb),
          field('place', alias('header', $.mapping_place)),
          field('name', $.value),
          optional(field('value', $.value)),
        ),
        seq('status', field('new_status', $.value)),
      ),
    ),

    mapping_verb: _ => choice('append', 'remove', 'set'),

    // Kinds of things

    auth_kind: _ => choice('jwt', 'lambda'),

    type: _ => choice(...TYPES),

    reference: $ => seq(
      field('name', $.name),
      repeat1(seq(token.immediate('.'), field('attribute', alias(token.immediate(/[A-Za-z0-9_-]+/), $.attribute)))),
    ),

    _identity: $ => seq(
      field('kind', alias($.name, $.kind)),
      field('name', choice($.name, alias($.atom, $.name))),
    ),

    // Values. The order of these tokens matters: of two that match the same text the earlier one wins.

    value: $ => choice(
      $.string,
      $.list,
      $.runtime_variable,
      $.param_reference,
      $.number,
      $.duration,
      $.memory,
      $.cpu,
      $.rate,
      $.percentage,
      $.range,
      $.url,
      $.arn,
      $.atom,
    ),

    name: _ => /[a-z][a-z0-9-]*/,
    number: _ => /[0-9]+(\.[0-9]+)?/,
    duration: _ => /[0-9]+(\.[0-9]+)?(ms|s|m|h|d)/,
    memory: _ => /[0-9]+(\.[0-9]+)?(MB|GB)/,
    cpu: _ => /[0-9]+(\.[0-9]+)?vcpu/,
    rate: _ => /[0-9]+(\.[0-9]+)?\/s/,
    percentage: _ => /[0-9]+(\.[0-9]+)?%/,
    range: _ => /[0-9]+\.\.[0-9]+/,
    runtime_variable: _ => /\$[a-z][a-z0-9-]*(\.[A-Za-z0-9_-]+)+/,
    param_reference: _ => /\$[a-z][a-z0-9-]*/,
    arn: _ => /arn:[^\s{}\[\]";]+/,
    url: $ => prec.left(seq($._url_start, repeat($._path_part))),
    _url_start: _ => /[a-z][a-z0-9+.-]*:\/\/[^\s{}\[\]";<>]*/,
    atom: _ => ATOM,

    // Line ends and comments are white space inside of a list.
    list: $ => seq('[', repeat(choice($.value, $._newline)), ']'),

    string: $ => seq(
      '"',
      repeat(choice($.string_content, $.escape_sequence, $.interpolation)),
      token.immediate('"'),
    ),

    string_content: _ => token.immediate(prec(1, /([^"\\$\r\n]|\$[^{"\\\r\n])+|\$/)),

    escape_sequence: _ => token.immediate(/\\(["\\nt\/bfr]|u\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4})/),

    interpolation: $ => seq(
      token.immediate(prec(2, '${')),
      alias(token.immediate(/[^\s{}"]+/), $.name),
      token.immediate('}'),
    ),

    // JSON, for patches alone

    _json: $ => choice($.json_object, $.json_array, $.json_number, $.json_constant, $.string),

    json_object: $ => seq('{', repeat($._newline), optional(json_list($, $.json_pair)), '}'),

    json_pair: $ => seq(field('key', $.string), ':', field('value', $._json)),

    json_array: $ => seq('[', repeat($._newline), optional(json_list($, $._json)), ']'),

    json_number: _ => /-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/,

    json_constant: _ => choice('false', 'null', 'true'),

    // Lines and comments. A `#` inside an atom or a URL never gets here: it is part of that token.

    _newline: _ => '\n',

    doc_comment: _ => /##[^\n]*/,

    comment: _ => /#([^#\n][^\n]*)?/,
  },
});

/** A block: entries with a newline or `;` between them, blank lines and stray separators welcome. */
function body($, entry) {
  const separator = choice($._newline, ';');
  return seq('{', repeat(choice(seq(entry, separator), separator)), optional(entry), '}');
}

/** Entries separated by commas, optionally on separate lines. */
function json_list($, entry) {
  return seq(
    entry,
    repeat($._newline),
    repeat(seq(',', repeat($._newline), entry, repeat($._newline))),
  );
}
