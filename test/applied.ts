import { judge, proofOf } from '../src/actions/judge.ts';
import { sortedEntries } from '../src/inventory/records.ts';
import { fromLatin1, joinPath, type PathBytes, parentOf, ROOT } from '../src/lib/path-bytes.ts';
import type { Action, ActionOf } from '../src/model/action.ts';
import type { FileEntry } from '../src/model/inventory.ts';
import { actionsOf, type Plan } from '../src/model/plan.ts';
import { DAY_MS, digestOf, type FileState, NOW } from './world-files.ts';
import { type Place, placeName, stateAt, type World } from './worlds.ts';

/**
 * The world after the actions of a plan that are not held: what copies and reads back, then what removes, what publishes, what only reads.
 * What is excluded stays, and keeps its directory. A file is judged by what it really holds.
 */
export function applied(before: World, plan: Plan): World {
  const stage: Stage = {
    now: before.options.now ?? NOW,
    places: new Map(before.places.map((place) => [place.name, onStage(before, place)])),
    flown: new Map(),
    failed: new Set(),
  };
  const free = plan.entries.flatMap(({ item }) => actionsOf(item.decision)).filter((action) => action.hold === undefined);
  for (const phase of ['copy', 'remove', 'publish', 'read'])
    for (const action of free) if (phaseOf(action) === phase) carryOut(action, stage);
  return { ...before, places: before.places.map((place) => offStage(place, stage)) };
}

/** A place that can be changed. */
interface Standing {
  state: Place['state'];
  readonly entries: Map<PathBytes, FileEntry>;
  readonly states: Map<PathBytes, FileState>;
  trash: readonly FileEntry[];
  recheck: Place['recheck'];
  published: string | undefined;
}

interface Stage {
  readonly now: number;
  readonly places: ReadonlyMap<string, Standing>;
  /** Digests in flight of what arrived, by place and path. */
  readonly flown: Map<string, string>;
  /** Ids of actions that did not succeed. */
  readonly failed: Set<string>;
}

function onStage(world: World, place: Place): Standing {
  const files = place.entries.filter((entry) => entry.type === 'file');
  return {
    state: place.state,
    entries: new Map(place.entries.map((entry) => [entry.path, entry])),
    states: new Map(files.map((entry) => [entry.path, stateAt(world, place, entry)])),
    trash: place.trash.entries,
    recheck: place.recheck,
    published: place.published,
  };
}

function offStage(place: Place, { places }: Stage): Place {
  const after = places.get(place.name);
  if (after === undefined) return place;
  const { state, states, recheck, published } = after;
  const trash = { ...place.trash, entries: after.trash };
  const it = { ...place, state, entries: [...after.entries.values()], states, trash, recheck };
  return published === undefined ? it : { ...it, published };
}

function phaseOf(action: Action): string {
  if (action.type === 'transfer') return 'copy';
  if (action.type === 'verify') return action.requires.length > 0 ? 'copy' : 'read';
  return action.type;
}

function carryOut(action: Action, stage: Stage): void {
  if (action.type !== 'verify' && action.requires.some((id) => stage.failed.has(id))) {
    stage.failed.add(action.id);
    return;
  }
  if (action.type === 'transfer') transfer(action, stage);
  if (action.type === 'verify') verify(action, stage);
  if (action.type === 'remove') remove(action, stage);
  if (action.type === 'publish') at(stage, placeName(action.to)).published = action.state.content;
}

function transfer(action: ActionOf<'transfer'>, stage: Stage): void {
  const from = at(stage, placeName(action.from));
  const to = at(stage, placeName(action.to));
  to.state = 'present';
  for (const entry of sortedEntries(action.entries)) {
    const { path } = entry;
    // rsync makes no way for a file where a directory holds something.
    if (to.entries.get(path)?.type === 'directory' && entry.type !== 'directory' && isFull(to, path)) continue;
    const parent = parentOf(path);
    if (parent !== ROOT && to.entries.get(parent)?.type !== 'directory') throw new Error(`no directory for ${path}`);
    if (entry.type === 'file' && !bring(action, path, { from, to, stage })) continue;
    if (entry.type !== 'file') to.states.delete(path);
    to.entries.set(path, entry);
  }
}

interface Ends {
  readonly from: Standing;
  readonly to: Standing;
  readonly stage: Stage;
}

/** Brings one file, if it is what it should be. */
function bring({ id, way, to: place }: ActionOf<'transfer'>, path: PathBytes, { from, to, stage }: Ends): boolean {
  const sent = from.states.get(path);
  if (sent === undefined) throw new Error(`no file to bring: ${path}`);
  const digest = digestOf(sent.content);
  const stood = to.states.get(path);
  const old = to.entries.get(path);
  const expected = stood?.proof?.digest;
  if (way.type === 'Repair' && expected !== digest) {
    if (expected === undefined || stood?.proof === undefined) throw new Error(`nothing is known of what is repaired: ${path}`);
    from.states.set(path, { ...sent, proof: { ...stood.proof, verdict: 'bad', digest: expected, found: digest }, inode: 'same' });
    stage.failed.add(id);
    return false;
  }
  if (way.type === 'Replace' && old !== undefined) to.trash = [...to.trash, inTrash(old, stage)];
  const arrived = from.entries.get(path);
  const isSame = arrived !== undefined && old !== undefined && arrived.size === old.size && arrived.mtimeNs === old.mtimeNs;
  to.states.set(path, { content: sent.content, proof: isSame ? stood?.proof : undefined, inode: 'another' });
  stage.flown.set(`${placeName(place)} ${path}`, digest);
  return true;
}

function verify(action: ActionOf<'verify'>, stage: Stage): void {
  const from = at(stage, placeName(action.from));
  const to = at(stage, placeName(action.to));
  const isOwn = from === to;
  const { why, algorithm } = action.reading;
  for (const entry of sortedEntries(action.entries)) {
    const { path } = entry;
    const flown = why === 'Moved' ? stage.flown.get(`${placeName(action.to)} ${path}`) : undefined;
    const there = to.states.get(path);
    const here = from.entries.get(path)?.size === entry.size ? from.states.get(path) : undefined;
    if (there === undefined || (why === 'Moved' && flown === undefined)) continue;
    // By itself a proof of a replica says nothing of its source, unless that was the same.
    const own = digestIn(to, entry, algorithm);
    const sent = digestIn(from, entry, algorithm);
    const isBad = there.proof?.verdict === 'bad' && own === sent;
    const proven = why === 'Moved' ? sent : why === 'Due' || isBad ? own : undefined;
    const held = why === 'Moved' || proven !== undefined ? undefined : sent;
    const found = digestOf(there.content);
    const read = isOwn || here === undefined ? undefined : digestOf(here.content);
    const source = proven === undefined && held === undefined && flown === undefined ? read : undefined;
    const expected = proven ?? held ?? flown ?? source;
    const isOdd = found !== expected || (flown !== undefined && flown !== expected);
    const evidence = { proven, held, inFlight: flown, source: isOdd ? read : source, found };
    const differs = from.states.get(path)?.proof?.verdict === 'differs';
    const isFirst = isOwn && proven === undefined && !differs;
    const judgement = isFirst ? judge({ ...evidence, source: found }) : judge(evidence);
    if (judgement.to !== undefined)
      to.states.set(path, { ...there, proof: proofOf(judgement.to, algorithm, stage.now), inode: 'same' });
    if (!isOwn && judgement.from !== undefined && here !== undefined && !differs)
      from.states.set(path, { ...here, proof: proofOf(judgement.from, algorithm, stage.now), inode: 'same' });
    if (judgement.to?.verdict !== 'proven') stage.failed.add(action.id);
  }
  if (why === 'Moved') return;
  const isToday = to.recheck.since <= stage.now && stage.now - to.recheck.since < DAY_MS;
  const { bytes } = action.amount;
  to.recheck = isToday ? { ...to.recheck, bytes: to.recheck.bytes + bytes } : { since: stage.now, bytes };
}

/** What a ledger says that a file of this size and time should hold. */
function digestIn({ entries, states }: Standing, { path, size, mtimeNs }: FileEntry, algorithm: string): string | undefined {
  const entry = entries.get(path);
  const proof = states.get(path)?.proof;
  if (entry?.size !== size || entry.mtimeNs !== mtimeNs) return undefined;
  return proof === undefined || proof.verdict === 'differs' || proof.algorithm !== algorithm ? undefined : proof.digest;
}

const TRASH = '/.replicas-trash';

function remove(action: ActionOf<'remove'>, stage: Stage): void {
  const name = placeName(action.to);
  const listed = sortedEntries(action.entries);
  if (name.endsWith(TRASH)) {
    const owner = at(stage, name.slice(0, -TRASH.length));
    const gone = new Set(listed.map((entry) => entry.path));
    owner.trash = owner.trash.filter((entry) => !gone.has(entry.path));
    return;
  }
  const there = at(stage, name);
  for (const entry of [...listed].reverse()) {
    if (entry.type === 'directory' && isFull(there, entry.path)) continue;
    there.entries.delete(entry.path);
    there.states.delete(entry.path);
    if (action.how === 'Trash') there.trash = [...there.trash, inTrash(entry, stage)];
  }
}

function inTrash(entry: FileEntry, { now }: Stage): FileEntry {
  return { ...entry, path: joinPath(fromLatin1(`${new Date(now).toISOString().slice(0, 10)}/p`), entry.path) };
}

function isFull({ entries }: Standing, path: PathBytes): boolean {
  return [...entries.keys()].some((other) => other.startsWith(`${path}/`));
}

function at({ places }: Stage, name: string): Standing {
  const found = places.get(name);
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}
