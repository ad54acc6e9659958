import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fence } from '../../src/endpoints/endpoint.ts';
import { fromText, joinPath } from '../../src/lib/path-bytes.ts';
import { thisProcess } from '../../src/lib/this-process.ts';
import { printLease } from '../../src/state/lease-file.ts';
import type { Scene } from './stage.ts';

/** A lease beside the cases of a suite, and what asks for it. */
export interface LeaseAt {
  readonly fence: Fence;
  /** Puts the lease of another owner in its place, at once and atomically, as who takes over does. */
  readonly takeOver: () => void;
}

/** Makes a lease at the root of what a suite works on. */
export function leaseAt(scene: Scene): LeaseAt {
  const [name, owner] = [`.replicas-lease-${randomUUID()}`, randomUUID()];
  const file = join(scene.disk(), name);
  writeFileSync(file, leaseOf(owner));
  return {
    fence: { path: joinPath(scene.stage().base, fromText(name)), owner },
    takeOver: () => {
      writeFileSync(`${file}.new`, leaseOf(randomUUID()));
      renameSync(`${file}.new`, file);
    },
  };
}

function leaseOf(owner: string): Uint8Array {
  const since = new Date(0).toISOString();
  return printLease({ ...thisProcess(), owner, since, fence: 1, beat: 0, ttlMs: 120_000, children: [] });
}
