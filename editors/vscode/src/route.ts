// Reads the route under the cursor from the text alone, so that tracing works while the file has faults elsewhere.

/** A route that can be traced: its methods (none: any), and its path with the prefixes of the enclosing groups. */
export interface Route {
  methods: string[];
  path: string;
}

const ROUTE = /(?:^|[;{])\s*(?:expect\s+)?(?:([A-Z]+(?:\s*,\s*[A-Z]+)*)\s+)?(\/[^\s{}"[\];]*|\$default)\s+->/;
const GROUP = /(?:^|[;{])\s*group\s+(\/[^\s{}"[\];]*)/;

/** The route in a line, or the one whose block holds the line. */
export function routeAt(lines: readonly string[], line: number): Route | undefined {
  let prefix = '';
  let found: Route | undefined;
  let closed = 0;
  for (let at = line; at >= 0; at--) {
    const text = bare(lines[at] ?? '');
    if (at < line) {
      // Going up, blocks close before they open: only a line that opens more than was closed is around the cursor.
      closed -= balance(text);
      if (closed >= 0) continue;
      closed = 0;
    }
    const route = found ? null : ROUTE.exec(text);
    if (route) {
      found = { methods: (route[1] ?? '').split(',').map((word) => word.trim()).filter(Boolean), path: route[2] ?? '/' };
      if (/^\s*expect\s/.test(text)) return found;
    }
    const group = found ? GROUP.exec(text) : null;
    if (group) prefix = join(group[1] ?? '', prefix);
  }
  if (!found) return undefined;
  return { methods: found.methods, path: found.path === '$default' ? found.path : join(prefix, found.path) };
}

/** A path that the pattern matches: every variable takes its own name. */
export function samplePath(pattern: string): string {
  if (pattern === '$default') return '/';
  return pattern.replace(/<([^<>+*]+)([+*]?)>/g, '$1') || '/';
}

function join(prefix: string, path: string): string {
  if (path === '' || path === '/') return prefix || path;
  return (prefix === '/' ? '' : prefix) + path;
}

/** A line without its strings and comment. */
function bare(text: string): string {
  return text.replace(/"(?:\\.|[^"\\])*"/g, '""').replace(/(^|\s)#.*$/, '');
}

/** How many blocks a line leaves open; negative where it closes some. */
function balance(text: string): number {
  return text.split('{').length - text.split('}').length;
}
