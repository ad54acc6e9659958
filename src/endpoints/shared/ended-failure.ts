import type { Ending } from '../../lib/command.ts';
import type { Failure } from '../../model/failure.ts';

type Ended = Extract<Ending, { readonly status: 'ended' }>;

/** What it means that a process did not end by itself. `what`: the process, as a person would name it. */
export function endedFailure(ending: Ended, what: string): Failure {
  switch (ending.why) {
    case 'stalled':
      return {
        code: 'transfer.stalled',
        message: `${what}: ${ending.detail}; it was ended`,
        hint: 'Look at the network and at the far file system. It is tried again at the next pass.',
        retry: 'later',
        blame: 'link',
      };
    case 'deadline':
      return {
        code: 'transfer.stalled',
        message: `${what}: ${ending.detail}; it was ended`,
        hint: 'Look at the network and at the far file system. It is tried again at the next pass.',
        retry: 'later',
        blame: 'link',
      };
    case 'too-large':
      return {
        code: 'listing.too-large',
        message: `${what}: the answer is too large (${ending.detail}); it was ended`,
        hint: 'Declare smaller parts of the tree, or exclude what is no data.',
        retry: 'person',
        blame: 'from',
      };
    case 'cancelled':
      return {
        code: 'process.failed',
        message: `${what}: stopped because the program is stopping`,
        hint: 'Run it again: reconcile',
        retry: 'now',
        blame: 'us',
      };
    case 'not-started':
      return {
        code: 'process.failed',
        message: `${what}: could not be started (${ending.detail})`,
        hint: 'Is the program installed on this host, and in PATH?',
        retry: 'person',
        blame: 'us',
      };
    case 'signal':
      return {
        code: 'process.failed',
        message: `${what}: ended by ${ending.detail}`,
        hint: 'Something outside ended it (out of memory, an administrator). It is tried again at the next pass.',
        retry: 'later',
        blame: 'us',
      };
  }
}
