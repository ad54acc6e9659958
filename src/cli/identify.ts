import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { assemble } from '../assemble.ts';
import { IDENTITY_FILE, identityText } from '../endpoints/shared/identity-file.ts';
import { UsageError } from '../lib/usage-error.ts';
import type { Failure } from '../model/failure.ts';
import { failureText } from '../render/failure-text.ts';
import type { Command } from './command.ts';
import { EXIT } from './exit-codes.ts';
import { validWorkspace } from './open.ts';
import { journalled } from './pass-output.ts';
import { endpointNamed } from './place.ts';

/** Writes `.replicas-endpoint` at an endpoint's root, with its name and a new id; never over one that is there. */
export const identify: Command = async (context, [name]) => {
  if (name === undefined) throw new UsageError('identify: which endpoint?');
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return EXIT.invalid;
  const endpoint = endpointNamed(name, workspace.compiled.endpoints);
  const assembly = assemble({ state: workspace.state, signal: context.signal, emit: (event) => emit(event) });
  const emit = journalled(assembly.store, context.now);
  try {
    const driver = assembly.driver(endpoint);
    if (driver.files === undefined)
      throw new UsageError(`${name}: only a Local or an Ssh endpoint with shell: Full can be identified`);
    const made = await driver.files.create(IDENTITY_FILE, Buffer.from(identityText({ name, id: randomUUID() })));
    if (!made.ok) return fail(made.error);
    const seen = await driver.identity();
    if (seen.state === 'unknown') return fail(seen.because);
    if (seen.state === 'absent') return fail({ ...swapped(name, ''), code: 'endpoint.not-identified' });
    if (seen.value.name !== name) return fail(swapped(name, seen.value.name));
    const word = made.value === 'created' ? 'is now identified' : 'was identified already';
    context.stdout.write(`${name} ${word}: id ${seen.value.id}\n`);
    return EXIT.fine;
  } finally {
    assembly.close();
  }

  function fail(failure: Failure): number {
    context.stderr.write(failureText(failure));
    return EXIT.failed;
  }
};

function swapped(name: string, other: string): Failure {
  return {
    code: 'endpoint.swapped',
    message: `${name}: its root already holds the identity file of "${other}"`,
    hint:
      'Check `root` in the manifest. If the endpoint was renamed, remove .replicas-endpoint there and run: reconcile identify ' +
      name,
    retry: 'person',
    blame: 'to',
  };
}
