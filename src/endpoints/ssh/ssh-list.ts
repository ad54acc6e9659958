import { Buffer } from 'node:buffer';
import type { SshEndpoint } from '../../model/endpoint.ts';
import type { Inventory } from '../../model/inventory.ts';
import type { Seen } from '../../model/probe.ts';
import type { TreeAsk } from '../endpoint.ts';
import { findArguments } from '../shared/find-arguments.ts';
import { seenFromFind } from '../shared/find-listing.ts';
import { lookTrouble } from './far-complaint.ts';
import { FAR_EXIT, farFunctions, goDeclared } from './far-shell.ts';
import type { RunScripts, Section } from './remote-script.ts';
import { shellQuote } from './shell-quote.ts';

/** Where trees are listed, and how. */
interface Far {
  readonly endpoint: SshEndpoint;
  readonly run: RunScripts;
  readonly now: () => number;
}

/** Lists trees at the far side with find, all in one remote command. */
export async function listRemotely({ endpoint, run, now }: Far, asks: readonly TreeAsk[]): Promise<readonly Seen<Inventory>[]> {
  if (asks.length === 0) return [];
  const ran = await run(asks.map((ask) => listScript(endpoint, ask)));
  const at = now();
  return asks.map((ask, position): Seen<Inventory> => {
    if (!ran.ok) return { state: 'unknown', because: ran.error, at };
    const section = ran.value[position];
    if (section === undefined) throw new Error('one script, one section');
    return seenFrom(endpoint, { ask, at }, section);
  });
}

function listScript(endpoint: SshEndpoint, ask: TreeAsk): string {
  const words = ['find', ...findArguments(ask.filter)].map((word) => shellQuote(Buffer.from(word, 'utf8').toString('latin1')));
  return [farFunctions(endpoint), goDeclared(ask.path), `exec ${words.join(' ')}`].join('\n');
}

function seenFrom(
  endpoint: SshEndpoint,
  { ask, at }: { readonly ask: TreeAsk; readonly at: number },
  section: Section,
): Seen<Inventory> {
  if (section.exit !== FAR_EXIT.noRoot && section.exit !== FAR_EXIT.noDirectory) {
    return seenFromFind({ raw: section.stdout, exit: section.exit, stderr: section.stderr }, { endpoint, ask, at });
  }
  const trouble = lookTrouble({ endpoint, path: ask.path }, section);
  return trouble === 'absent' ? { state: 'absent', at } : { state: 'unknown', because: trouble, at };
}
