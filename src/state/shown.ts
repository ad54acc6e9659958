import { join } from 'node:path';
import { asRecord } from '../lib/as-record.ts';
import { readJson, type Save } from './json-file.ts';

/** What was shown to a person last of what is held, in state/shown: the digest of each list, by replica and code. An approval goes by it. */
export interface Shown {
  readonly read: (resource: string) => Readonly<Record<string, string>>;
  readonly save: (resource: string, lists: Readonly<Record<string, string>>) => void;
}

/** What was shown, in a state directory. */
export function openShown(directory: string, save: Save): Shown {
  const path = (resource: string): string => `${join(directory, 'shown', ...resource.split('/'))}.json`;
  return {
    read(resource) {
      const lists = asRecord(asRecord(readJson(path(resource)))?.lists) ?? {};
      return Object.fromEntries(Object.entries(lists).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    },
    save: (resource, lists) => save(path(resource), { lists }),
  };
}
