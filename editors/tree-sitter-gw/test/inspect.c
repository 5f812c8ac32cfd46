/*
 * Looks at files through the committed parser, without the tree-sitter command line: check.mjs compiles this together
 * with the parser and the C library of tree-sitter.
 *
 *   inspect faults FILE..         a line for every ERROR or MISSING node: FILE:LINE:COLUMN: KIND
 *   inspect tree FILE             the tree of named nodes, with fields, as in the corpus
 *   inspect captures QUERY FILE   a line for every capture: PATTERN START END NAME, offsets in bytes
 *   inspect query QUERY           whether a query is one; its captures and the words of its predicates, a line each
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_gw(void);

static char *read_file(const char *path, uint32_t *length) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(2);
  }
  size_t size = 0, room = 1 << 16;
  char *text = malloc(room + 1);
  for (size_t got; (got = fread(text + size, 1, room - size, file)) > 0;) {
    size += got;
    if (size == room) text = realloc(text, (room *= 2) + 1);
  }
  fclose(file);
  text[size] = 0;
  *length = (uint32_t)size;
  return text;
}

static TSTree *parse(const char *text, uint32_t length) {
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_gw())) {
    fprintf(stderr, "the parser does not fit this tree-sitter library\n");
    exit(2);
  }
  TSTree *tree = ts_parser_parse_string(parser, NULL, text, length);
  ts_parser_delete(parser);
  return tree;
}

static int report_faults(TSNode node, const char *path) {
  int count = 0;
  bool missing = ts_node_is_missing(node);
  if (missing || ts_node_is_error(node)) {
    TSPoint start = ts_node_start_point(node);
    printf("%s:%u:%u: %s%s\n", path, start.row + 1, start.column + 1, missing ? "MISSING " : "ERROR",
           missing ? ts_node_type(node) : "");
    count++;
  }
  for (uint32_t i = 0; i < ts_node_child_count(node); i++) {
    TSNode child = ts_node_child(node, i);
    if (ts_node_has_error(child) || ts_node_is_missing(child)) count += report_faults(child, path);
  }
  return count;
}

static TSQuery *read_query(const char *path) {
  uint32_t length, offset;
  char *text = read_file(path, &length);
  TSQueryError kind;
  TSQuery *query = ts_query_new(tree_sitter_gw(), text, length, &offset, &kind);
  if (!query) {
    static const char *names[] = {"", "syntax", "node type", "field", "capture", "structure", "language"};
    int line = 1;
    for (uint32_t i = 0; i < offset; i++) line += text[i] == '\n';
    printf("%s:%d: unknown or wrong %s\n", path, line, names[kind]);
    exit(1);
  }
  free(text);
  return query;
}

/* `#any-of?`, `#eq?`: the two predicates that the queries use. Directives (`#set!`) pass. */
static bool predicates_hold(const TSQuery *query, const TSQueryMatch *match, const char *text) {
  uint32_t count, length;
  const TSQueryPredicateStep *steps = ts_query_predicates_for_pattern(query, match->pattern_index, &count);
  for (uint32_t i = 0; i < count;) {
    uint32_t end = i;
    while (steps[end].type != TSQueryPredicateStepTypeDone) end++;
    const char *name = ts_query_string_value_for_id(query, steps[i].value_id, &length);
    if (!strcmp(name, "any-of?") || !strcmp(name, "eq?")) {
      bool found = false;
      for (uint16_t c = 0; c < match->capture_count; c++) {
        if (match->captures[c].index != steps[i + 1].value_id) continue;
        uint32_t from = ts_node_start_byte(match->captures[c].node), to = ts_node_end_byte(match->captures[c].node);
        for (uint32_t s = i + 2; s < end; s++) {
          const char *word = ts_query_string_value_for_id(query, steps[s].value_id, &length);
          if (length == to - from && !memcmp(word, text + from, length)) found = true;
        }
      }
      if (!found) return false;
    } else if (name[length - 1] != '!') {
      fprintf(stderr, "predicate #%s is not known here\n", name);
      exit(2);
    }
    i = end + 1;
  }
  return true;
}

static void print_captures(const TSQuery *query, TSTree *tree, const char *text) {
  TSQueryCursor *cursor = ts_query_cursor_new();
  ts_query_cursor_exec(cursor, query, ts_tree_root_node(tree));
  TSQueryMatch match;
  while (ts_query_cursor_next_match(cursor, &match)) {
    if (!predicates_hold(query, &match, text)) continue;
    for (uint16_t i = 0; i < match.capture_count; i++) {
      uint32_t length;
      const char *name = ts_query_capture_name_for_id(query, match.captures[i].index, &length);
      TSNode node = match.captures[i].node;
      printf("%u %u %u %s\n", match.pattern_index, ts_node_start_byte(node), ts_node_end_byte(node), name);
    }
  }
  ts_query_cursor_delete(cursor);
}

static void print_words(const TSQuery *query) {
  uint32_t length;
  for (uint32_t i = 0; i < ts_query_capture_count(query); i++)
    printf("capture %s\n", ts_query_capture_name_for_id(query, i, &length));
  for (uint32_t p = 0; p < ts_query_pattern_count(query); p++) {
    uint32_t count;
    const TSQueryPredicateStep *steps = ts_query_predicates_for_pattern(query, p, &count);
    for (uint32_t i = 0; i < count; i++)
      if (steps[i].type == TSQueryPredicateStepTypeString)
        printf("word %u %s\n", p, ts_query_string_value_for_id(query, steps[i].value_id, &length));
  }
}

int main(int count, char **words) {
  uint32_t length;
  if (count >= 3 && !strcmp(words[1], "faults")) {
    int faults = 0;
    for (int i = 2; i < count; i++) {
      char *text = read_file(words[i], &length);
      TSTree *tree = parse(text, length);
      if (ts_node_has_error(ts_tree_root_node(tree))) faults += report_faults(ts_tree_root_node(tree), words[i]);
      ts_tree_delete(tree);
      free(text);
    }
    return faults > 0;
  }
  if (count == 3 && !strcmp(words[1], "tree")) {
    char *text = read_file(words[2], &length);
    puts(ts_node_string(ts_tree_root_node(parse(text, length))));
    return 0;
  }
  if (count == 4 && !strcmp(words[1], "captures")) {
    TSQuery *query = read_query(words[2]);
    char *text = read_file(words[3], &length);
    print_captures(query, parse(text, length), text);
    return 0;
  }
  if (count == 3 && !strcmp(words[1], "query")) {
    print_words(read_query(words[2]));
    return 0;
  }
  fprintf(stderr, "usage: inspect faults FILE.. | tree FILE | captures QUERY FILE | query QUERY\n");
  return 2;
}
