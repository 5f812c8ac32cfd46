// The form of all snapshots: every line of the file after a `>`, and below it the runs of one look: columns, look, text.

/** From the bytes of a file and the look of every byte. */
export function snapshotOf(text, looks) {
  const lines = [];
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf(10, start) < 0 ? text.length : text.indexOf(10, start);
    const line = text.subarray(start, end);
    const runs = [];
    for (let column = 0; column < line.length; column++) {
      const look = looks[start + column];
      const last = runs.at(-1);
      if (last?.look === look) last.to = column + 1;
      else runs.push({ from: column, to: column + 1, look });
    }
    lines.push(`> ${line}`.trimEnd(), ...linesOf(line, runs));
    start = end + 1;
  }
  return `${lines.join('\n')}\n`;
}

function linesOf(line, runs) {
  return runs
    .map(({ from, to, look }) => ({ from, to, look, words: line.subarray(from, to).toString() }))
    .filter(({ look, words }) => look && words.trim())
    .map(({ from, to, look, words }) => `  ${from + 1}-${to} ${look} ${words}`.trimEnd());
}
