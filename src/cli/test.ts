import { existsSync } from 'node:fs';
import { assemble } from '../assemble.ts';
import type { CheckStep } from '../model/check.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Resource } from '../model/resource.ts';
import { lookAndDecide } from '../reconcile.ts';
import { checkText } from '../render/check-text.ts';
import { renderPlanText } from '../render/plan-text.ts';
import type { Command } from './command.ts';
import { EXIT, firstOf, planExit } from './exit-codes.ts';
import { validWorkspace } from './open.ts';
import { endpointNamed } from './place.ts';
import { resourceNamed } from './select.ts';

/** Everything but the copy: versions, reachability, login, permissions, identity, free space; of a resource also its plan. */
export const test: Command = async (context, [name]) => {
  const workspace = await validWorkspace(context);
  if (workspace === undefined) return EXIT.invalid;
  const { endpoints, resources } = workspace.compiled;
  const resource = name?.includes('/') === true ? resourceNamed(resources, name) : undefined;
  const chosen = chosenEndpoints(name, resource, endpoints);
  // The memory of a resource tells what is taken over from what was copied; endpoints alone have none.
  const state = resource === undefined || !existsSync(workspace.state) ? undefined : workspace.state;
  const assembly = assemble({ state, signal: context.signal, emit: () => undefined });
  try {
    const checks = await Promise.all(
      chosen.map(async (endpoint) => ({ endpoint, steps: await assembly.driver(endpoint).check() })),
    );
    for (const { endpoint, steps } of checks) context.stdout.write(checkText(endpoint, steps, context.stdout.painter));
    const codes = checks.map(({ steps }) => (steps.every(isGood) ? EXIT.fine : EXIT.failed));
    if (resource === undefined) return firstOf(codes);
    const plan = await lookAndDecide([resource], assembly);
    context.stdout.write(`\n${renderPlanText(plan, { detail: 'normal', painter: context.stdout.painter })}`);
    return firstOf([...codes, planExit(plan, 'plain')]);
  } finally {
    assembly.close();
  }
};

function chosenEndpoints(
  name: string | undefined,
  resource: Resource | undefined,
  endpoints: ReadonlyMap<string, Endpoint>,
): readonly Endpoint[] {
  if (resource !== undefined) return endpointsOf(resource);
  return name === undefined ? [...endpoints.values()] : [endpointNamed(name, endpoints)];
}

function endpointsOf({ spec }: Resource): readonly Endpoint[] {
  const source = spec.source.type === 'Modules' ? spec.source.endpoint : spec.source.location.endpoint;
  const all = [source, ...spec.replicas.map((replica) => replica.location.endpoint)];
  return [...new Map(all.map((endpoint) => [endpoint.name, endpoint])).values()];
}

function isGood({ result }: CheckStep): boolean {
  return result.status === 'ok';
}
