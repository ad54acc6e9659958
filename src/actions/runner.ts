import type { Arrived, EndpointDriver, ReceivingPlace } from '../endpoints/endpoint.ts';
import type { PathBytes } from '../lib/path-bytes.ts';
import type { Result } from '../lib/result.ts';
import type { Tools } from '../lib/tools.ts';
import type { ActionOf, ActionType } from '../model/action.ts';
import type { Endpoint, Location } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Lease } from '../state/lease.ts';
import type { Ledgers } from '../state/ledgers.ts';

/** What a runner is given besides its action. */
export interface RunContext {
  readonly tools: Tools;
  readonly driver: (endpoint: Endpoint) => EndpointDriver;
  /** Makes a directory of the replica ready to receive. */
  readonly prepare: (place: Location) => Promise<Result<ReceivingPlace, Failure>>;
  /** Told of what was moved, or read, so far. */
  readonly progress: (files: number, bytes: number) => void;
  /** What was proven, and where to write it. */
  readonly ledgers: Ledgers;
  /** The right to write at the replica; undefined for what only reads. */
  readonly lease: Pick<Lease, 'owner' | 'fence' | 'confirm' | 'confirmIfOverdue' | 'started'> | undefined;
  /** The digests in flight of what was moved to the replica by the actions before, in this round. */
  readonly inFlight: Map<PathBytes, InFlight>;
  /** When work at the replica began, in milliseconds since 1970: what may take so long counts from there. */
  readonly since: number;
  /** Digest of the plan: names the directory in the trash. */
  readonly planId: string;
}

/** The digest that was computed while a file moved. `algorithm`: md5 or xxh128. `arrived`: what was read back already, by the same algorithm. */
export interface InFlight {
  readonly algorithm: 'md5' | 'xxh128';
  readonly digest: string;
  readonly arrived?: Arrived;
}

/** Carries out one action. Expected trouble is an outcome. */
export type Runner<K extends ActionType> = (action: ActionOf<K>, context: RunContext) => Promise<Outcome>;
