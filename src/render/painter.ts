/** What a text is, not which colour it has. */
export type Tone = 'heading' | 'good' | 'change' | 'danger' | 'hold' | 'quiet' | 'command';

/** Gives a text its colour. The caller chooses the member; the texts are the same in both. */
export type Painter = Readonly<Record<Tone, (text: string) => string>>;

/** `plain` for files, pipes and NO_COLOR; `ansi` for terminals with colour. */
export const PAINTERS: { readonly plain: Painter; readonly ansi: Painter } = {
  plain: { heading: same, good: same, change: same, danger: same, hold: same, quiet: same, command: same },
  ansi: {
    heading: sgr(1, 22),
    good: sgr(32, 39),
    change: sgr(33, 39),
    danger: sgr(31, 39),
    hold: sgr(35, 39),
    quiet: sgr(2, 22),
    command: sgr(36, 39),
  },
};

function same(text: string): string {
  return text;
}

/** "Select graphic rendition" (ECMA-48): one code on, one off. An empty text stays empty. */
function sgr(on: number, off: number): (text: string) => string {
  return (text) => (text === '' ? '' : `\u001b[${on}m${text}\u001b[${off}m`);
}
