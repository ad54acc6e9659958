import type { EndpointDriver } from '../../src/endpoints/endpoint.ts';
import { type PathBytes, ROOT } from '../../src/lib/path-bytes.ts';
import type { Tools } from '../../src/lib/tools.ts';
import type { Code } from '../../src/model/codes.ts';
import type { Endpoint } from '../../src/model/endpoint.ts';
import type { Component } from '../components/requirement.ts';

/** One way to reach a place, as the conformance suite needs it. */
export interface Way {
  readonly name: string;
  readonly needs: readonly Component[];
  readonly granularity: 's' | 'ns';
  /** What can be done there: single files and rsync, rsync alone, or looking only. */
  readonly writing: 'Files' | 'Rsync' | 'None';
  /** Starts what it needs, for a directory `disk` that is there already. */
  open(disk: string, tools: Tools): Promise<Stage>;
}

/** A place that is up. `base` is what the endpoint calls the directory `disk`: '' or the module of a daemon. */
export interface Stage {
  readonly base: PathBytes;
  readonly driver: EndpointDriver;
  /** The same place without root's rights. */
  readonly ordinary: EndpointDriver;
  /** Endpoints with something wrong, and what is to be said of each. */
  readonly broken: readonly Broken[];
  close(): Promise<void>;
}

export interface Broken {
  readonly title: string;
  readonly endpoint: Endpoint;
  readonly path: PathBytes;
  readonly code: Code;
  /** Whether a check of the endpoint as a whole can tell, without a path. */
  readonly check: 'Tells' | 'CannotTell';
}

/** What each case is given. `fresh` makes a new empty directory: its path on disk and what the endpoint calls it. */
export interface Scene {
  readonly way: Way;
  stage(): Stage;
  tools(): Tools;
  /** The directory that the endpoint's root (or module) is. */
  disk(): string;
  fresh(): Promise<{ readonly disk: string; readonly path: PathBytes }>;
}

/** An endpoint whose root is not there. */
export function rootMissing(endpoint: Endpoint): Broken {
  return { title: 'no root', endpoint, path: ROOT, code: 'endpoint.root-missing', check: 'Tells' };
}
