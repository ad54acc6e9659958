/** Splits a word in two for everything that looks for patterns in rendered text (mentions, issue numbers, addresses). */
const SPLIT = '<!-- -->';

/**
 * A name as code, in a table cell or a sentence of GitHub's Markdown: whatever is in it, it stays inside. Where a code span
 * could be ended (back quote, bar, blank at an edge), an HTML element with every doubtful character as a reference.
 */
export function markdownCode(text: string): string {
  if (/^[^`|\s](?:[^`|\n]*[^`|\s])?$/.test(text)) return `\`${text}\``;
  return codeElement(text);
}

/** A name as code wherever HTML may stand. */
export function codeElement(text: string): string {
  return `<code>${text.replace(/[^A-Za-z0-9 /-]/gu, reference)}</code>`;
}

/** A sentence in a table cell, of which parts may come from elsewhere: no markup, no mention, no link arises from it. */
export function markdownText(text: string): string {
  return text
    .replace(/[&<>\\`*_{}[\]|~\n\r]/g, reference)
    .replace(/(?<!&)#|[@$]/g, (character) => `${character}${SPLIT}`)
    .replace(/:\/\/|www\.|GH-/gi, (pattern) => `${pattern.slice(0, -1)}${SPLIT}${pattern.slice(-1)}`);
}

/** Text in an HTML element that Markdown leaves alone (pre). */
export function htmlText(text: string): string {
  return text.replace(/[&<>]/g, reference);
}

function reference(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
