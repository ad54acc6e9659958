import { createHash, randomBytes } from 'node:crypto';
import { fromText, type PathBytes } from '../../lib/path-bytes.ts';
import { isRunning, type ProcessIdentity, thisProcess } from '../../lib/this-process.ts';

const PREFIX = '.replicas-new-';
/** Host and boot, process, its start, and something that no other has. */
const NAME = /^\.replicas-new-([0-9a-f]{16})-(\d{1,10})-(\d{0,20})-[0-9a-f]{16}$/;

/** Minutes after which a half-written file has no writer any more. */
export const TEMPORARY_MINUTES = 60;

/** What find and a shell call all of them. */
export const TEMPORARY_PATTERN: string = `${PREFIX}*`;

/** A name that nobody else uses, for a file until it is whole. It tells who writes it. */
export function temporaryName(writer: ProcessIdentity = thisProcess()): PathBytes {
  return fromText(`${PREFIX}${hostDigest(writer)}-${writer.pid}-${writer.start}-${randomBytes(8).toString('hex')}`);
}

/** Whether a name is one of these. */
export function isTemporary(name: string): boolean {
  return NAME.test(name);
}

/** Whether its writer is gone: a process of this host that does not run any more, or, of whatever host, silent for that long. */
export function isLeftBehind(name: string, { mtimeMs, now }: { readonly mtimeMs: number; readonly now: number }): boolean {
  const us = thisProcess();
  const [, host, pid, start = ''] = NAME.exec(name) ?? [];
  if (host === hostDigest(us) && isRunning({ ...us, pid: Number(pid), start }) === false) return true;
  return now - mtimeMs > TEMPORARY_MINUTES * 60_000;
}

function hostDigest({ host, bootId }: ProcessIdentity): string {
  return createHash('sha256').update(`${host} ${bootId}`).digest('hex').slice(0, 16);
}
