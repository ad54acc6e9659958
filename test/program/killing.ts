import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../components/run.ts';
import { type Started, start } from './run.ts';
import type { Workspace } from './workspace.ts';

const PRELOAD = pathToFileURL(join(import.meta.dirname, '../components/kill-at-line.mjs')).href;

/** No heartbeat comes in between: so a run that is not disturbed writes the same number of lines each time. */
export const CALM: Readonly<Record<string, string>> = { RECONCILE_LEASE_TTL: '1h' };

/** Starts the program, which gets a signal when it writes its journal as `when` says (see kill-at-line.mjs). */
export function signalled(
  workspace: Workspace,
  when: string,
  { args = [], env = {} }: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Started> {
  return start(workspace.path, args, { env: { NODE_OPTIONS: `--import=${PRELOAD}`, SIGNAL_AT_LINE: when, ...CALM, ...env } });
}

/** The lines of the journal so far. */
export function journalLines(workspace: Workspace): readonly string[] {
  const directory = workspace.at('state/journal');
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .sort()
    .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1));
}

/** What a world has come to, each part as sorted texts that can be compared. */
export interface Outcome {
  /** The data at each place: type, mode, digest and time, or target. */
  readonly data: readonly string[];
  /** What was taken away and is kept, whatever the bin. */
  readonly kept: readonly string[];
  readonly bins: readonly string[];
  /** What `.replicas-state.json` says, but for when and by which plan. */
  readonly published: readonly string[];
  /** What else of ours lies there. */
  readonly ours: readonly string[];
  /** What of the state is neither remembered nor told. */
  readonly state: readonly string[];
  readonly status: readonly string[];
}

/** What the world of `PoolMirror/m` has come to, at these places of `disk`. */
export async function outcomeOf(workspace: Workspace, places: readonly string[]): Promise<Outcome> {
  const outcome = { data: new Set<string>(), kept: new Set<string>(), bins: new Set<string>(), ours: new Set<string>() };
  const published: string[] = [];
  for (const place of places) {
    const directory = workspace.at(`disk/${place}`);
    const modes = await modesOf(directory);
    for (const [path, entry] of await workspace.all(`disk/${place}`)) {
      const content = entry.type === 'file' ? `${entry.md5} ${entry.mtimeNs}` : entry.type === 'link' ? entry.target : '';
      const said = `${entry.type} ${modes.get(path)} ${content}`;
      const [top = '', day = '', plan = '', ...rest] = path.split('/');
      if (!top.startsWith('.replicas-')) outcome.data.add(`${place} ${path} ${said}`);
      else if (path === '.replicas-state.json') published.push(`${place} ${publishedIn(join(directory, path))}`);
      else if (!/^\.replicas-(?:trash|quarantine)$/.test(top) || !/^(?:\d{4}-\d\d-\d\d)?$/.test(day))
        outcome.ours.add(`${place} ${path}`);
      else if (rest.length > 0) {
        outcome.bins.add(`${place} ${top} ${day} ${plan}`);
        if (entry.type !== 'directory') outcome.kept.add(`${place} ${top} ${rest.join('/')} ${said}`);
      }
    }
  }
  const [data = [], kept = [], bins = [], ours = []] = Object.values(outcome).map((texts) => [...texts].sort());
  return {
    data,
    kept,
    bins,
    ours,
    published: published.sort(),
    state: await leftInState(workspace),
    status: statusOf(workspace),
  };
}

/** What of an outcome is not as it is without a crash: nothing is lost, and nothing left but one more bin. */
export function differences(outcome: Outcome, whole: Outcome): readonly string[] {
  const parts = ['data', 'kept', 'published', 'ours', 'state', 'status'] as const;
  const found = parts.flatMap((part) => [
    ...outcome[part].filter((line) => !whole[part].includes(line)).map((line) => `${part} + ${line}`),
    ...whole[part].filter((line) => !outcome[part].includes(line)).map((line) => `${part} - ${line}`),
  ]);
  return outcome.bins.length > whole.bins.length + 1 ? [...found, `bins: ${outcome.bins.join()}`] : found;
}

async function modesOf(directory: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await run('find', [directory, '-printf', '%m %P\\0'])).stdout.split('\0').slice(0, -1);
  return new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]));
}

function publishedIn(path: string): string {
  const { consistentAsOf: _at, plan: _plan, ...said } = JSON.parse(readFileSync(path, 'utf8'));
  return JSON.stringify(said);
}

const REMEMBERED =
  /^(?:journal\/.*\.ndjson|(?:settled|shown|status)\/.*\.json|ledger\/.*\.(?:ledger|json)|leases\/.*\.(?:number|taken|seen))$/;

async function leftInState(workspace: Workspace): Promise<readonly string[]> {
  const { stdout } = await run('find', [workspace.at('state'), '-type', 'f', '-printf', '%P\\n']);
  return stdout
    .split('\n')
    .slice(0, -1)
    .filter((path) => !REMEMBERED.test(path));
}

function statusOf(workspace: Workspace): readonly string[] {
  const path = workspace.at('state/status/PoolMirror/m.json');
  if (!existsSync(path)) return [];
  return Array.from(JSON.parse(readFileSync(path, 'utf8')).items, (item) => {
    const { path: place, state, decision, code, files, corruptFiles, extraneousFiles } = Object(item);
    return [place, state, decision, code, files, corruptFiles, extraneousFiles].join(' ');
  });
}

/** Runs work for each number from 1 on, a few at once. */
export async function forEachUpTo(last: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 1;
  const worker = async (): Promise<void> => {
    while (next <= last) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const AT_ONCE = 3;
