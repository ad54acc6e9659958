import type { Hold } from '../model/hold.ts';
import { showText } from '../model/names.ts';

/** A failure or a hold on its own: a line with code and message, its hint below it. */
export function failureText({ code, message, hint }: Hold): string {
  const line = `${code}: ${showText(message)}\n`;
  return hint === '' ? line : `${line}  ${showText(hint)}\n`;
}
