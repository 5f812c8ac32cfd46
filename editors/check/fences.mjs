// The fenced blocks of a page, so that tests run what the page tells people to run.

/** The blocks of one language, in order, without the indentation of a list. */
export function fences(page, language) {
  const blocks = page.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([^]*?)^\\1\`\`\``, 'gm'));
  return [...blocks].map(([, indent, text]) => text.replace(new RegExp(`^${indent}`, 'gm'), ''));
}
