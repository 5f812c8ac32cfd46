// Judges of a highlighted text, which is lines of runs: `{ content, color }`.

/** Text that did not come through. */
export function lost(text, lines) {
  const shown = lines.map((line) => line.map((run) => run.content).join('')).join('\n');
  return shown.trimEnd() === text.replace(/\r\n/g, '\n').trimEnd() ? [] : ['the text is another one'];
}

/** Methods, comments, strings, params and path variables that have no color of their own. */
export function plain(lines, foreground) {
  const wanted = /^(GET|POST|PUT|DELETE|PATCH|#+ .*|".*"|\$\{[a-z-]+\}|<[a-z]+[+*]?>)$/;
  return lines.flatMap((line, at) =>
    line
      .filter((run) => wanted.test(run.content.trim()) && (run.color ?? foreground) === foreground)
      .map((run) => `line ${at + 1}: ${run.content} has no color`),
  );
}
