import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { LEASE_CEILING } from '../endpoints/shared/fence.ts';
import { isLeftBehind, isTemporary } from '../endpoints/shared/temporary.ts';
import { isSystemError } from '../lib/is-system-error.ts';
import { makeDirectories } from '../lib/make-directories.ts';
import { readRegularFile } from '../lib/read-regular-file.ts';
import { isRunning, startOf } from '../lib/this-process.ts';
import { UsageError } from '../lib/usage-error.ts';
import { parseLease } from './lease-file.ts';

/**
 * A directory of this run alone: in the state directory where that can be written, else in the system's. What killed runs left half
 * written in the state is removed.
 */
export function scratchDirectory(state: string | undefined): string {
  const prefix = `${hostname()}-${process.pid}-`;
  if (state === undefined) return systemScratch(prefix);
  const parent = join(state, 'scratch');
  try {
    makeDirectories(join(state, 'leases'));
    sweepLeases(join(state, 'leases'));
    makeDirectories(parent);
    for (const name of readdirSync(parent)) if (isOfDeadRun(name)) sweepRun(state, name);
    return mkdtempSync(join(parent, prefix));
  } catch {
    return systemScratch(prefix);
  }
}

function systemScratch(prefix: string): string {
  try {
    return mkdtempSync(join(tmpdir(), `reconcile-${prefix}`));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(
      `${tmpdir()}: no place for temporary files (${error.code}). Set TMPDIR to a directory that can be written`,
    );
  }
}

/** A lease that a dead owner was being succeeded by (see takeOver in lease-slot.ts), or to read (see reading-lease.ts). */
const CLAIM = /\.json(?:\.reading|\.[0-9a-f]{16})+$/;

/** Half-written files, and claims, whose writers are gone. */
function sweepLeases(directory: string): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    const isGone = isTemporary(name) ? isLeftBehind(name, { mtimeMs: changedAt(path), now: Date.now() }) : isDeadClaim(path);
    if (isGone) rmSync(path, { force: true });
  }
}

function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}

function isDeadClaim(path: string): boolean {
  if (!CLAIM.test(path)) return false;
  const read = readRegularFile(path, LEASE_CEILING);
  const lease = read.ok ? parseLease(read.value) : undefined;
  return lease !== undefined && isRunning(lease) === false;
}

/** Its directory goes last: whoever is killed before that does it again. */
function sweepRun(state: string, name: string): void {
  const unfinished = `.${pidOf(name)}.tmp`;
  for (const path of readdirSync(state, { recursive: true, encoding: 'utf8' }))
    if (path.endsWith(unfinished)) rmSync(join(state, path), { force: true });
  rmSync(join(state, 'scratch', name), { recursive: true, force: true });
}

function isOfDeadRun(name: string): boolean {
  const pid = pidOf(name);
  return Number.isInteger(pid) && pid > 1 && pid !== process.pid && startOf(pid) === undefined;
}

/** The process whose directory that is; NaN where it is of another host. */
function pidOf(name: string): number {
  const start = `${hostname()}-`;
  return name.startsWith(start) ? Number(name.slice(start.length).split('-')[0]) : Number.NaN;
}
