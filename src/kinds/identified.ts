import type { Endpoint } from '../model/endpoint.ts';
import type { Failure } from '../model/failure.ts';
import type { Decision } from '../model/plan.ts';
import { identityProbe, type See } from '../model/probe.ts';

/** Whether an endpoint that must be identified is not, or is another's; undefined when all is well. */
export function notOurs(see: See, endpoint: Endpoint): Decision | undefined {
  if (endpoint.type === 'RsyncDaemon' || endpoint.identity === 'NotChecked') return undefined;
  const seen = see(identityProbe(endpoint));
  if (seen === undefined || seen.state === 'absent')
    return { status: 'unknown', because: notIdentified(endpoint.name, endpoint.root) };
  if (seen.state === 'unknown') return { status: 'unknown', because: seen.because };
  if (seen.value.name === endpoint.name) return undefined;
  return {
    status: 'held',
    actions: [],
    hold: {
      code: 'endpoint.swapped',
      message: `${endpoint.name}: ${endpoint.root} is identified as "${seen.value.name}" (id ${seen.value.id})`,
      hint: `Mount the right file system there, or correct \`root\` in the manifest, then: reconcile test ${endpoint.name}`,
    },
  };
}

function notIdentified(name: string, root: string): Failure {
  return {
    code: 'endpoint.not-identified',
    message: `${name}: ${root} holds no identity file (.replicas-endpoint); it may not be mounted`,
    hint: `Mount it. If this is a new root: reconcile identify ${name}`,
    retry: 'person',
    blame: 'to',
  };
}
