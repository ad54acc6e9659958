import type { EndpointDriver, ReceivingPlace } from '../endpoints/endpoint.ts';
import type { Result } from '../lib/result.ts';
import type { Tools } from '../lib/tools.ts';
import type { ActionOf, ActionType } from '../model/action.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { Outcome } from '../model/outcome.ts';

/** What a runner is given besides its action. */
export interface RunContext {
  readonly tools: Tools;
  readonly driver: (endpoint: Endpoint) => EndpointDriver;
  /** Makes the replica ready to receive, once. */
  readonly prepare: () => Promise<Result<ReceivingPlace, Failure>>;
  /** Told of what was moved so far. */
  readonly progress: (files: number, bytes: number) => void;
  /** Told of each process that would outlive us. */
  readonly started: (pid: number) => void;
  /** Digest of the plan: names the directory in the trash. */
  readonly planId: string;
}

/** Carries out one action. Expected trouble is an outcome. */
export type Runner<K extends ActionType> = (action: ActionOf<K>, context: RunContext) => Promise<Outcome>;
