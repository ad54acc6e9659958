import { Buffer } from 'node:buffer';

const NEWLINE = 0x0a;

/** The lines of a buffer, one character per byte, without their ends. However large it is, one line at a time. */
export function* latin1Lines(bytes: Uint8Array): Generator<string> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < buffer.length; ) {
    const newline = buffer.indexOf(NEWLINE, at);
    const end = newline < 0 ? buffer.length : newline;
    yield buffer.toString('latin1', at, end);
    at = end + 1;
  }
}
