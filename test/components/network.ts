import { LOOPBACK } from './port.ts';

/** Where a server of the tests listens: its address, and what must stand before its command line for it to be there. */
export interface Network {
  readonly host: string;
  readonly within: readonly string[];
}

/** This machine's own. */
export const HERE: Network = { host: LOOPBACK, within: [] };
