import { Buffer } from 'node:buffer';

/** Longer than any line that means something. */
const LONGEST = 65_536;

/** Takes bytes in pieces and tells each line, one character per byte, without its end. Of a line without end only the last part is kept. */
export function byLine(take: (line: string) => void): (chunk: Uint8Array) => void {
  let rest = '';
  return ({ buffer, byteOffset, byteLength }) => {
    const lines = `${rest}${Buffer.from(buffer, byteOffset, byteLength).toString('latin1')}`.split('\n');
    rest = (lines.pop() ?? '').slice(-LONGEST);
    for (const line of lines) take(line);
  };
}
