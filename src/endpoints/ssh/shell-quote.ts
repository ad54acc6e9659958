/** One word for a POSIX shell, whatever it holds but NUL. The only place where words for a shell are made. */
export function shellQuote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
