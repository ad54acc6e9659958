import { leaseLost } from '../endpoints/shared/fence.ts';
import type { Failure } from '../model/failure.ts';
import type { LeaseFile } from './lease-file.ts';

/** The owner of a lease, as a person would name him. */
export function ownerText(owner: LeaseFile | undefined): string {
  return owner === undefined ? 'a process that cannot be named' : `process ${owner.pid} on ${owner.host} since ${owner.since}`;
}

/** Why nothing is done at a place now. */
export function leaseHeld(place: string, owner: LeaseFile | undefined): Failure {
  return {
    code: 'lease.held',
    message: `${place}: ${ownerText(owner)} works on it`,
    hint: 'It is done at a later pass; everything else goes on.',
    retry: 'later',
    blame: 'us',
  };
}

/** Why nothing more is done at a place. `owner`: who has it now, where that is known. */
export function leaseLostTo(place: string, owner: LeaseFile | undefined): Failure {
  const lost = leaseLost(place);
  if (owner === undefined) return lost;
  return { ...lost, message: `${place}: ${ownerText(owner)} has taken it over while this one stood still` };
}
