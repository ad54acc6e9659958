import { run } from '../actions/index.ts';
import type { RunContext } from '../actions/runner.ts';
import type { EndpointDriver } from '../endpoints/endpoint.ts';
import type { Result } from '../lib/result.ts';
import type { Tools } from '../lib/tools.ts';
import type { Action } from '../model/action.ts';
import type { Endpoint, Location } from '../model/endpoint.ts';
import { type Emit, summarize } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { showLocation } from '../model/names.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Lease } from '../state/lease.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { progressOf } from './progress.ts';

/** The actions of one replica, in order. */
export interface Work {
  readonly resource: string;
  readonly actions: readonly Action[];
}

/** What carrying out needs. */
export interface ExecuteContext {
  readonly tools: Tools;
  readonly driver: (endpoint: Endpoint) => EndpointDriver;
  readonly takeLease: (location: Location) => Promise<Result<Lease, Failure>>;
  readonly emit: Emit;
  readonly planId: string;
}

/** Outcomes by action id. */
export type Outcomes = ReadonlyMap<string, Outcome>;

/**
 * Carries out what is not held: all that copies first, side by side within the endpoints' lanes, then what removes. One
 * failure stops only what requires it.
 */
export async function execute(work: readonly Work[], context: ExecuteContext): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>();
  const lanes = createLanes();
  for (const phase of ['copy', 'remove'] as const) {
    await Promise.all(
      work.map(({ resource, actions }) => {
        const due = actions.filter((action) => (action.type === 'remove') === (phase === 'remove') && action.hold === undefined);
        return executeAll({ resource, actions: due, outcomes, lanes, context });
      }),
    );
  }
  return outcomes;
}

interface Running {
  readonly resource: string;
  readonly actions: readonly Action[];
  readonly outcomes: Map<string, Outcome>;
  readonly lanes: Lanes;
  readonly context: ExecuteContext;
}

async function executeAll(running: Running): Promise<void> {
  const { actions, context, lanes } = running;
  const [first] = actions;
  if (first === undefined) return;
  await lanes.run(lanesOf(actions), async () => {
    const prepare = once(() => context.driver(first.to.endpoint).prepare(first.to.path));
    // The lease lies in the replica's directory, so that must be there first.
    const prepared = first.type === 'remove' ? undefined : await prepare();
    if (prepared?.ok === false) return setAll(running, { status: 'failed', failure: prepared.error });
    try {
      await executeLeased(running, first.to, prepare);
    } finally {
      await prepared?.value.close();
    }
  });
}

async function executeLeased(running: Running, to: Location, prepare: RunContext['prepare']): Promise<void> {
  const lease = await running.context.takeLease(to);
  if (!lease.ok) return setAll(running, leaseOutcome(lease.error));
  try {
    for (const action of running.actions) {
      conclude(running, action, await executeOne(action, { running, prepare, lease: lease.value }));
    }
  } finally {
    await lease.value.release();
  }
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

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

interface Step {
  readonly running: Running;
  readonly prepare: RunContext['prepare'];
  readonly lease: Lease;
}

async function executeOne(action: Action, { running, prepare, lease }: Step): Promise<Outcome> {
  const { context, resource, outcomes } = running;
  const { emit, tools } = context;
  if (tools.signal.aborted) return { status: 'skipped', because: stopped(action) };
  if (action.requires.some((id) => outcomes.get(id)?.status !== 'done')) return { status: 'skipped', because: notReady(action) };
  const summary = summarize(action);
  emit({ type: 'action-started', resource, action: summary });
  return run(action, {
    tools,
    driver: context.driver,
    planId: context.planId,
    prepare,
    started: (pid) => void lease.started(pid),
    progress: progressOf({ resource, action: summary, emit, now: tools.now }),
  });
}

/** Both ends of a transfer; the replica alone for what only touches it. */
function lanesOf(actions: readonly Action[]): ReadonlyMap<string, number> {
  const ends = actions.flatMap((action) =>
    action.type === 'transfer' ? [action.from.endpoint, action.to.endpoint] : [action.to.endpoint],
  );
  return new Map(ends.map((endpoint) => [laneOf(endpoint), endpoint.maxTransfers]));
}

/** Endpoints on one account share their lane. */
function laneOf(endpoint: Endpoint): string {
  if (endpoint.type === 'Local') return `Local ${endpoint.name}`;
  return `${endpoint.type} ${endpoint.user ?? ''}@${endpoint.host}:${endpoint.port ?? ''}`;
}

function notReady(action: Action): Failure {
  return {
    code: 'transfer.partial',
    message: `${showLocation(action.to)}: not done because the copy before it did not succeed`,
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
