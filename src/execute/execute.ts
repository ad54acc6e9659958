import { run } from '../actions/index.ts';
import type { InFlight, RunContext } from '../actions/runner.ts';
import type { EndpointDriver } from '../endpoints/endpoint.ts';
import { PARTIAL } from '../endpoints/shared/partial.ts';
import { joinPath, type PathBytes } from '../lib/path-bytes.ts';
import type { Result } from '../lib/result.ts';
import type { Tools } from '../lib/tools.ts';
import type { Action } from '../model/action.ts';
import type { Endpoint, Location } from '../model/endpoint.ts';
import { type Emit, summarize } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation } from '../model/names.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Lease } from '../state/lease.ts';
import type { Ledgers } from '../state/ledgers.ts';
import type { ReadingLease } from '../state/reading-lease.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { progressOf } from './progress.ts';

/** The actions of one item, in order. `at`: the replica, whose lease is taken for all that writes there. */
export interface Work {
  readonly resource: string;
  readonly at: Location;
  readonly actions: readonly Action[];
}

/** What carrying out needs. */
export interface ExecuteContext {
  readonly tools: Tools;
  readonly driver: (endpoint: Endpoint) => EndpointDriver;
  readonly takeLease: (location: Location) => Promise<Result<Lease, Failure>>;
  readonly takeReading: (location: Location) => Promise<Result<ReadingLease, Failure>>;
  readonly ledgers: Ledgers;
  readonly emit: Emit;
  readonly planId: string;
}

/** Outcomes by action id. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/** In this order; each begins when all of the one before is done. */
const PHASES = ['copy', 'remove', 'publish', 'read'] as const;
type Phase = (typeof PHASES)[number];

/**
 * Carries out what is not held: all that copies first, with its reading back, side by side within the endpoints' lanes; then what removes,
 * what publishes, and what only reads. One failure stops only what requires it.
 */
export async function execute(work: readonly Work[], context: ExecuteContext): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>();
  const lanes = createLanes();
  for (const phase of PHASES) {
    await Promise.all(
      work.map(({ resource, at, actions }) => {
        const due = actions.filter((action) => phaseOf(action) === phase && action.hold === undefined);
        return executeAll({ resource, at, actions: due, planned: actions, outcomes, lanes, context }, phase);
      }),
    );
  }
  return outcomes;
}

function phaseOf(action: Action): Phase {
  switch (action.type) {
    case 'transfer':
      return 'copy';
    case 'verify':
      return action.requires.length > 0 ? 'copy' : 'read';
    case 'remove':
    case 'publish':
      return action.type;
  }
}

interface Running {
  readonly resource: string;
  readonly at: Location;
  readonly actions: readonly Action[];
  /** Those of all phases. */
  readonly planned: readonly Action[];
  readonly outcomes: Map<string, Outcome>;
  readonly lanes: Lanes;
  readonly context: ExecuteContext;
}

async function executeAll(running: Running, phase: Phase): Promise<void> {
  const { actions, context, lanes, at } = running;
  if (actions.length === 0) return;
  await lanes.run(lanesOf(at, actions), async () => {
    const places = preparedPlaces(context);
    const step = { prepare: places.prepare, inFlight: new Map<PathBytes, InFlight>(), since: context.tools.now() };
    try {
      if (phase === 'read') return await executeReading(running, step);
      // The lease lies in the replica's directory, so that must be there first.
      const prepared = phase === 'copy' ? await places.prepare(at) : undefined;
      if (prepared?.ok === false) return setAll(running, { status: 'failed', failure: prepared.error });
      await executeLeased(running, step, phase);
    } finally {
      await places.close();
    }
  });
}

/** Reading changes nothing there, and may take long: whoever wants to write does not wait for it. */
async function executeReading(running: Running, step: Omit<Step, 'lease'>): Promise<void> {
  const reading = await running.context.takeReading(running.at);
  if (!reading.ok) return setAll(running, leaseOutcome(reading.error));
  try {
    await executeInTurn(running, { ...step, lease: undefined });
  } finally {
    await reading.value.release();
  }
}

async function executeLeased(running: Running, step: Omit<Step, 'lease'>, phase: Phase): Promise<void> {
  const lease = await running.context.takeLease(running.at);
  if (!lease.ok) {
    if (lease.error.code === 'target.not-writable') publishHere(running);
    return setAll(running, leaseOutcome(lease.error));
  }
  try {
    await executeInTurn(running, { ...step, lease: lease.value });
    if (phase === 'copy') await clearPartial(running, lease.value);
  } finally {
    await lease.value.release();
  }
}

/** Where nothing may be written, what would be said there is remembered here alone, and not tried again for the same content. */
function publishHere({ actions, context }: Running): void {
  for (const action of actions) if (action.type === 'publish') context.ledgers.published(action.to, action.state.content);
}

/** What was unfinished from earlier attempts is finished once all copies are done, or no longer wanted. */
async function clearPartial({ at, actions, outcomes, context }: Running, lease: Lease): Promise<void> {
  const isDone = actions.every((action) => action.type !== 'transfer' || outcomes.get(action.id)?.status === 'done');
  if (isDone && (await lease.confirm()).ok)
    await context.driver(at.endpoint).files?.erase(joinPath(at.path, PARTIAL), lease.fence);
}

async function executeInTurn(running: Running, step: Step): Promise<void> {
  for (const action of running.actions) conclude(running, action, await executeOne(action, running, step));
}

/** Directories that are ready to receive, each made so once. */
function preparedPlaces(context: ExecuteContext): {
  readonly prepare: RunContext['prepare'];
  readonly close: () => Promise<void>;
} {
  const prepared = new Map<string, ReturnType<RunContext['prepare']>>();
  return {
    prepare(place) {
      const key = showLocation(place);
      const known = prepared.get(key) ?? context.driver(place.endpoint).prepare(place.path);
      prepared.set(key, known);
      return known;
    },
    async close() {
      for (const place of prepared.values()) {
        const made = await place;
        if (made.ok) await made.value.close();
      }
    },
  };
}

function setAll(running: Running, outcome: Outcome): void {
  for (const action of running.actions) conclude(running, action, outcome);
}

/** Every action ends with its event, also one that did not begin. */
function conclude({ resource, outcomes, context }: Running, action: Action, outcome: Outcome): void {
  outcomes.set(action.id, outcome);
  context.emit({ type: 'action-ended', resource, action: summarize(action), outcome });
}

/** What another process holds is not ours to fail on. */
function leaseOutcome(failure: Failure): Outcome {
  return failure.code === 'lease.held' ? { status: 'skipped', because: failure } : { status: 'failed', failure };
}

interface Step {
  readonly prepare: RunContext['prepare'];
  readonly inFlight: RunContext['inFlight'];
  readonly since: number;
  readonly lease: Lease | undefined;
}

async function executeOne(action: Action, running: Running, step: Step): Promise<Outcome> {
  const { context, resource, outcomes } = running;
  const { emit, tools } = context;
  if (tools.signal.aborted) return { status: 'skipped', because: stopped(action) };
  const missing = action.requires.find((id) => !isEnough(outcomes.get(id), action) || isPart(id, action, running));
  if (missing !== undefined) return { status: 'skipped', because: notReady(action, outcomes.get(missing)) };
  const summary = summarize(action);
  emit({ type: 'action-started', resource, action: summary });
  // Whoever stood still for long may have lost it.
  const confirmed = await step.lease?.confirm();
  if (confirmed?.ok === false) return { status: 'failed', failure: confirmed.error };
  return run(action, {
    ...step,
    tools,
    driver: context.driver,
    ledgers: context.ledgers,
    planId: context.planId,
    progress: progressOf({ resource, action: summary, emit, now: tools.now }),
  });
}

/** Nothing is removed while of what takes its place a part could not be judged: it changed while it was read. */
function isPart(id: string, action: Action, { planned, outcomes }: Running): boolean {
  const before = planned.find((it) => it.id === id);
  const outcome = outcomes.get(id);
  if (action.type !== 'remove' || before?.type !== 'verify' || outcome?.status !== 'done') return false;
  return outcome.files < before.amount.files;
}

/** What a transfer that failed did bring is read back all the same. */
function isEnough(outcome: Outcome | undefined, action: Action): boolean {
  return outcome?.status === 'done' || (outcome?.status === 'failed' && action.type === 'verify');
}

/** Both ends of a transfer; the replica alone for what only touches it. At one place one works at a time: it may be a source of another too. */
function lanesOf(at: Location, actions: readonly Action[]): ReadonlyMap<string, number> {
  const ends = actions.flatMap((action) =>
    action.type === 'transfer' || action.type === 'verify' ? [action.from.endpoint, action.to.endpoint] : [action.to.endpoint],
  );
  const lanes = ends.map((endpoint): readonly [string, number] => [laneOf(endpoint), endpoint.maxTransfers]);
  return new Map([[`at ${showLocation(at)}`, 1], ...lanes]);
}

/** Endpoints on one account share their lane. */
function laneOf(endpoint: Endpoint): string {
  if (endpoint.type === 'Local') return `Local ${endpoint.name}`;
  return `${endpoint.type} ${endpoint.user ?? ''}@${endpoint.host}:${endpoint.port ?? ''}`;
}

/** The cause of what must come before it; in its own words where there is none. */
function notReady(action: Action, before: Outcome | undefined): Failure {
  if (before?.status === 'failed') return before.failure;
  if (before?.status === 'skipped') return before.because;
  return {
    code: 'transfer.partial',
    message: `${showLocation(action.to)}: not done because what must come before it did not succeed`,
    hint: 'It is decided anew at the next pass.',
    retry: 'later',
    blame: 'us',
  };
}

function stopped(action: Action): Failure {
  return {
    code: 'process.failed',
    message: `${showLocation(action.to)}: not begun because the program was told to stop`,
    hint: 'Run it again: reconcile',
    retry: 'later',
    blame: 'us',
  };
}
