import { Buffer } from 'node:buffer';
import { decodeRsyncName } from '../inventory/rsync-name.ts';
import type { PathBytes } from '../lib/path-bytes.ts';

/** One thing that rsync reported: an entry that it dealt with (`counts`: a file or link), or how many bytes have moved in all. */
export type TransferReport =
  | {
      readonly type: 'entry';
      readonly path: PathBytes;
      readonly bytes: number;
      readonly digest: string;
      readonly counts: boolean;
    }
  | { readonly type: 'progress'; readonly bytes: number };

/** Longer than any path that a kernel takes, each byte escaped: what goes on beyond is no report. */
const LONGEST_LINE = 64 * 1024;

/** Reads rsync's output as it comes, in pieces cut anywhere; calls back for each report. */
export function transferOutput(report: (it: TransferReport) => void): (chunk: Uint8Array) => void {
  let rest = '';
  return (chunk) => {
    const text = rest + Buffer.from(chunk).toString('latin1');
    const lines = text.split(/[\r\n]/);
    rest = lines.pop()?.slice(0, LONGEST_LINE) ?? '';
    for (const line of lines) {
      const found = parseLine(line);
      if (found !== undefined) report(found);
    }
  };
}

/** `@>f+++++++++|<md5>|<size>|<name>` or ` 12345  42%  1.2MB/s  0:00:01`. */
function parseLine(line: string): TransferReport | undefined {
  const entry = /^@(.{11})\|([0-9a-f ]*)\|(\d+)\|(.+)$/.exec(line);
  if (entry !== null) {
    const [, what = '', digest = '', size = '0', name = ''] = entry;
    const isFile = what[1] === 'f';
    return {
      type: 'entry',
      path: decodeRsyncName(what[1] === 'd' ? name.replace(/\/$/, '') : name),
      bytes: isFile ? Number(size) : 0,
      digest: isFile ? digest.trim() : '',
      counts: isFile || what[1] === 'L',
    };
  }
  const progress = /^\s*(\d+)\s+\d+%/.exec(line);
  return progress === null ? undefined : { type: 'progress', bytes: Number(progress[1]) };
}
