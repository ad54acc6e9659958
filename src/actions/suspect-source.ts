import { headAt, pathAt } from '../inventory/record.ts';
import { filesIn } from '../inventory/records.ts';
import { proofFinder } from '../inventory/standing.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import type { ActionOf } from '../model/action.ts';
import type { Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { DigestAlgorithm, FileEntry } from '../model/inventory.ts';
import type { Proof } from '../model/ledger.ts';
import { showLocation, showPath } from '../model/names.ts';
import { printVerdicts, type Said } from './print-verdicts.ts';
import type { RunContext } from './runner.ts';

/** What is to repair corrupt files. `staged`: where it arrived; undefined: nothing has moved yet, and the source itself is read. */
export interface Candidates {
  readonly action: ActionOf<'transfer'>;
  readonly arrived: readonly FileEntry[];
  readonly staged: Location | undefined;
}

/** Paths that must not be used, and why. */
export interface Suspects {
  readonly paths: ReadonlySet<PathBytes>;
  readonly failure?: Failure;
}

/**
 * Which candidates are not what was proven of the files that they are to repair. The source of those is read by itself as well: when that
 * says the same, the ledger of the source calls them bad.
 */
export async function suspectSource({ action, arrived, staged }: Candidates, context: RunContext): Promise<Suspects> {
  const expected = expectations(action, context);
  const paths = new Set<PathBytes>();
  let failure: Failure | undefined;
  for (const algorithm of new Set(Array.from(expected.values(), (proof) => proof.algorithm))) {
    const entries = arrived.filter((entry) => expected.get(entry.path)?.algorithm === algorithm);
    const read = await context
      .driver((staged ?? action.from).endpoint)
      .digests((staged ?? action.from).path, entries, { algorithm, cache: 'keep' });
    if (!read.ok) return { paths: new Set(arrived.map((entry) => entry.path)), failure: read.error };
    const wrong = entries.filter((entry) => read.value.get(entry.path) !== expected.get(entry.path)?.digest);
    const [first] = wrong;
    if (first === undefined) continue;
    for (const entry of wrong) paths.add(entry.path);
    failure ??= suspected(action.from, first.path);
    await blame({ action, expected, algorithm }, wrong, context);
  }
  return failure === undefined ? { paths } : { paths, failure };
}

/** What was proven of the files that are to be replaced. */
function expectations(action: ActionOf<'transfer'>, { ledgers }: RunContext): ReadonlyMap<PathBytes, Proof> {
  const found = new Map<PathBytes, Proof>();
  if (action.way.type === 'Add') return found;
  const { replaced } = action.way;
  const proof = proofFinder(replaced, ledgers.read(action.to).ledger);
  for (let position = 0; position < replaced.index.count; position++) {
    const said = proof(position);
    if (said !== undefined) found.set(pathAt(replaced, position), said);
  }
  return found;
}

/** Writes down at the source what it was read to hold, when a second reading confirms it. */
async function blame(
  about: {
    readonly action: ActionOf<'transfer'>;
    readonly expected: ReadonlyMap<PathBytes, Proof>;
    readonly algorithm: DigestAlgorithm;
  },
  wrong: readonly FileEntry[],
  context: RunContext,
): Promise<void> {
  const { from } = about.action;
  const read = await context.driver(from.endpoint).digests(from.path, wrong, { algorithm: about.algorithm, cache: 'drop' });
  if (!read.ok) return;
  const looked = await context.driver(from.endpoint).entries(
    from.path,
    wrong.map((entry) => entry.path),
  );
  if (!looked.ok) return;
  const verdicts: Said[] = [];
  for (const { path, position } of filesIn(looked.value)) {
    const found = read.value.get(path);
    const should = about.expected.get(path);
    if (found === undefined || should === undefined || found === should.digest) continue;
    const proof: Proof = { ...should, verdict: 'bad', found, at: context.tools.now() };
    verdicts.push({ path, proof, head: headAt(looked.value, position) });
  }
  context.ledgers.append(from, printVerdicts(verdicts));
}

function suspected(from: Location, path: PathBytes): Failure {
  return {
    code: 'source.suspect',
    message: `${showLocation(from)}: "${showPath(path)}" is not what was proven of it; it was not used`,
    hint: 'Another good copy is looked for. Look at that file at the source.',
    retry: 'person',
    blame: 'from',
  };
}
