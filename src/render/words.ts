import { nameOf } from '../lib/path-bytes.ts';
import { formatBytes, formatCount } from '../lib/units.ts';
import type { Action, ActionOf } from '../model/action.ts';
import type { Amount } from '../model/amount.ts';
import { showLocation, showText } from '../model/names.ts';
import type { Expectation } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';

/** `1 file`, `12 files`, `400,000 files`. */
export function count(n: number, one: string): string {
  return `${formatCount(n)} ${n === 1 ? one : `${one}s`}`;
}

/** `12 files, 3.4 kB`. */
export function amountText(amount: Amount): string {
  return `${count(amount.files, 'file')}, ${formatBytes(amount.bytes)}`;
}

/** Where the data of a dataset come from: `icc:PV`. A module that was not found yet is named by its patterns. */
export function sourceText(resource: Resource, dataset: string): string {
  switch (resource.kind) {
    case 'PoolMirror': {
      const { source } = resource.spec;
      if (source.type === 'Location') return showLocation(source.location);
      return `${source.endpoint.name}:${showText(dataset === '' ? source.patterns.join(' ') : dataset)}`;
    }
  }
}

/** What an action does, and from where: `copy 12 files, 3.4 kB from icc:PV`. */
export function actionText(action: Action): string {
  switch (action.type) {
    case 'transfer':
      return `${transferText(action)} from ${showLocation(action.from)}`;
    case 'verify':
      return isOwn(action) ? `read ${whatText(action)} at the source, ${showLocation(action.to)}` : `read ${whatText(action)}`;
    case 'publish':
      return `write .replicas-state.json: ${amountText(action.state)} read back`;
    case 'remove':
      if (nameOf(action.to.path) === '.replicas-trash') return `delete ${whatText(action)} from the trash for good`;
      return action.how === 'Trash' ? `move ${whatText(action)} to the trash` : `delete ${whatText(action)}`;
  }
}

/** Whether a source is read for its own sake. */
function isOwn({ from, to }: ActionOf<'verify'>): boolean {
  return showLocation(from) === showLocation(to);
}

function transferText(action: ActionOf<'transfer'>): string {
  switch (action.way.type) {
    case 'Add':
      return `copy ${whatText(action)}`;
    case 'Replace':
      return `replace ${whatText(action)} (the old ones go to the trash)`;
    case 'Repair':
      return `repair ${whatText(action)} (the corrupt ones go to quarantine)`;
  }
}

/** Files with their bytes; entries without any (directories) by their number. */
function whatText(action: Action): string {
  if (action.amount.files > 0) return amountText(action.amount);
  const { count: entries } = action.entries.index;
  return `${formatCount(entries)} ${entries === 1 ? 'directory' : 'directories'}`;
}

/** `12 files, 3.4 kB are already there and stay as they are`. */
export function adoptsText(adopts: Amount): string {
  return `${amountText(adopts)} ${adopts.files === 1 ? 'is already there and stays as it is' : 'are already there and stay as they are'}`;
}

/** `copy to mirror2:pv: fed from archive`. */
export function thenText({ type, to, because }: Expectation): string {
  switch (type) {
    case 'transfer':
      return `copy to ${showLocation(to)}: ${showText(because)}`;
    case 'verify':
      return `read at ${showLocation(to)}: ${showText(because)}`;
    case 'publish':
      return `write .replicas-state.json at ${showLocation(to)}: ${showText(because)}`;
    case 'remove':
      return `remove at ${showLocation(to)}: ${showText(because)}`;
  }
}

export function areOrIs(n: number): 'is' | 'are' {
  return n === 1 ? 'is' : 'are';
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
