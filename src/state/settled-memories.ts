import { createHash } from 'node:crypto';
import { asRecord } from '../lib/as-record.ts';
import { programDigest } from '../lib/this-program.ts';
import type { Amount } from '../model/amount.ts';
import type { Location } from '../model/endpoint.ts';
import { showLocation } from '../model/names.ts';
import type { SettledFacts, SettledMemory } from '../model/settled-memory.ts';
import { readJson, type Save } from './json-file.ts';

/** What is remembered of settled replicas, in state/settled. `resource`: KIND/NAME. */
export interface SettledMemories {
  /** Undefined for what is missing, or was not written so by this very program. */
  readonly settled: (resource: string, replica: Location) => SettledMemory | undefined;
  /** All that is remembered of a resource from now on, by replica (`endpoint:path`). */
  readonly saveSettled: (resource: string, memories: ReadonlyMap<string, SettledMemory>) => void;
}

const FORMAT = 'replicas/settled/v1';

/** `file`: where those of a resource are kept. */
export function settledMemories(file: (resource: string) => string, save: Save): SettledMemories {
  const cache = new Map<string, ReadonlyMap<string, SettledMemory>>();
  const read = (resource: string): ReadonlyMap<string, SettledMemory> => {
    const known = cache.get(resource) ?? memoriesIn(readJson(file(resource)), resource);
    cache.set(resource, known);
    return known;
  };
  return {
    settled: (resource, replica) => read(resource).get(showLocation(replica)),
    saveSettled(resource, memories) {
      if (textOf(resource, memories) === textOf(resource, read(resource))) return;
      cache.set(resource, memories);
      const replicas = [...memories].map(([replica, memory]) => [
        replica,
        { ...memory, check: checkOf(resource, replica, memory) },
      ]);
      save(file(resource), { format: FORMAT, replicas: Object.fromEntries(replicas) });
    },
  };
}

function memoriesIn(value: unknown, resource: string): ReadonlyMap<string, SettledMemory> {
  const record = asRecord(value);
  const replicas = record?.format === FORMAT ? (asRecord(record.replicas) ?? {}) : {};
  return new Map(
    Object.entries(replicas).flatMap(([replica, said]) => {
      const memory = memoryIn(said);
      const isOurs = memory !== undefined && asRecord(said)?.check === checkOf(resource, replica, memory);
      return isOurs ? [[replica, memory] as const] : [];
    }),
  );
}

/** Of all that a memory says, whose it is, and the program that made it: what was edited, or decided by other rules, does not count. */
function checkOf(resource: string, replica: string, memory: SettledMemory): string {
  return createHash('sha256')
    .update(JSON.stringify([programDigest(), resource, replica, inOrder(memory)]))
    .digest('hex');
}

function textOf(resource: string, memories: ReadonlyMap<string, SettledMemory>): string {
  return [...memories]
    .map(([replica, memory]) => checkOf(resource, replica, memory))
    .sort()
    .join();
}

function inOrder({ spec, from, to, fromLedger, toLedger, since, until, facts }: SettledMemory): readonly unknown[] {
  const { wanted, holds, extraneous, lost, proven, verifiedAt, content } = facts;
  const amounts = [wanted, holds, extraneous, lost, proven].map(({ files, bytes }) => [files, bytes]);
  return [spec, from, to, fromLedger, toLedger, since, until, amounts, verifiedAt ?? '', content];
}

function memoryIn(value: unknown): SettledMemory | undefined {
  const { spec, from, to, fromLedger, toLedger, since, until, facts } = asRecord(value) ?? {};
  const known = factsIn(facts);
  if (known === undefined || !isText(spec) || !isText(from) || !isText(to)) return undefined;
  if (!isText(fromLedger) || !isText(toLedger) || !isNumber(since) || !isNumber(until)) return undefined;
  return { spec, from, to, fromLedger, toLedger, since, until, facts: known };
}

function factsIn(value: unknown): SettledFacts | undefined {
  const { wanted, holds, extraneous, lost, proven, verifiedAt, content } = asRecord(value) ?? {};
  if (!isAmount(wanted) || !isAmount(holds) || !isAmount(extraneous) || !isAmount(lost) || !isAmount(proven)) return undefined;
  if (!isText(content) || !(verifiedAt === undefined || isNumber(verifiedAt))) return undefined;
  return { wanted, holds, extraneous, lost, proven, content, ...(verifiedAt === undefined ? {} : { verifiedAt }) };
}

function isAmount(value: unknown): value is Amount {
  const { files, bytes } = asRecord(value) ?? {};
  return isNumber(files) && isNumber(bytes);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
