import { randomUUID } from 'node:crypto';
import { fromText, type PathBytes } from '../../lib/path-bytes.ts';

const PREFIX = '.replicas-new-';
const NAME = /^\.replicas-new-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Minutes after which a half-written file has no writer any more. */
export const TEMPORARY_MINUTES = 60;

/** What find and a shell call all of them. */
export const TEMPORARY_PATTERN: string = `${PREFIX}*`;

/** A name that nobody else uses, for a file until it is whole. */
export function temporaryName(): PathBytes {
  return fromText(`${PREFIX}${randomUUID()}`);
}

/** Whether a name is one of these. */
export function isTemporary(name: string): boolean {
  return NAME.test(name);
}

/** Whether what was written last at `mtimeMs` was left behind by a writer that was killed. */
export function isLeftBehind(mtimeMs: number, now: number): boolean {
  return now - mtimeMs > TEMPORARY_MINUTES * 60_000;
}
