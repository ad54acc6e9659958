import { UsageError } from '../lib/usage-error.ts';
import type { Options } from './command.ts';

/** What commander hands over: only what was written on the command line. */
export interface Written {
  readonly C?: string;
  readonly manifests?: readonly string[];
  readonly state?: string;
  readonly only?: readonly string[];
  readonly selector?: readonly string[];
  readonly plan?: true;
  readonly json?: true;
  readonly output?: string;
  readonly out?: string;
  readonly detailedExitcode?: true;
  readonly concise?: true;
  readonly verbose?: true;
  readonly format?: string;
  readonly refresh?: true;
  readonly check?: true;
  readonly defaults?: true;
}

/** Every option of the program; which command takes which stands in the command tree. */
export const OPTIONS: readonly {
  readonly name: keyof Written;
  readonly flags: string;
  readonly description: string;
  readonly repeatable?: 'repeatable';
}[] = [
  { name: 'plan', flags: '--plan', description: 'show what would be done and do nothing' },
  { name: 'C', flags: '-C <DIR>', description: 'work there' },
  {
    name: 'manifests',
    flags: '-m, --manifests <PATH>',
    description: 'file or directory of manifests; repeatable (default: $RECONCILE_MANIFESTS, ./manifests)',
    repeatable: 'repeatable',
  },
  {
    name: 'state',
    flags: '--state <DIR>',
    description: 'where to remember (default: $RECONCILE_STATE, $STATE_DIRECTORY, beside the manifests)',
  },
  { name: 'only', flags: '--only <KIND/NAME>', description: 'only this resource; repeatable', repeatable: 'repeatable' },
  {
    name: 'selector',
    flags: '-l, --selector <key=value>',
    description: 'only resources with this label; repeatable',
    repeatable: 'repeatable',
  },
  { name: 'json', flags: '--json', description: 'JSON on stdout: a plan, a status, or one event a line' },
  { name: 'output', flags: '-o, --output <FORM>', description: 'of a plan: text, json, markdown; of a status: text, wide, json' },
  { name: 'out', flags: '--out <FILE>', description: 'with --plan: save the plan' },
  { name: 'detailedExitcode', flags: '--detailed-exitcode', description: 'with --plan: exit 2 when there is something to do' },
  { name: 'concise', flags: '--concise', description: 'one line per replica' },
  { name: 'verbose', flags: '-v, --verbose', description: 'list files; of an apply: a line for each step' },
  { name: 'format', flags: '--format <FORM>', description: 'of validate: auto, text, json, github, junit, sarif' },
  { name: 'refresh', flags: '--refresh', description: 'of status: look first' },
  { name: 'check', flags: '--check', description: 'of status: exit 3 unless everything is Healthy' },
  { name: 'defaults', flags: '--defaults', description: 'of explain: print the effective spec' },
];

/** The options in the form that commands read. */
export function optionsOf(written: Written): Options {
  if (written.concise === true && written.verbose === true) throw new UsageError('--concise and -v exclude each other');
  return {
    manifests: written.manifests ?? [],
    state: written.state,
    only: written.only ?? [],
    selector: written.selector ?? [],
    json: written.json === true ? 'json' : 'text',
    output: written.output,
    out: written.out,
    format: written.format,
    detailedExitcode: written.detailedExitcode === true ? 'detailed' : 'plain',
    detail: written.concise === true ? 'concise' : written.verbose === true ? 'files' : 'normal',
    refresh: written.refresh === true ? 'refresh' : 'remembered',
    check: written.check === true ? 'check' : 'tell',
    defaults: written.defaults === true ? 'defaults' : 'decision',
  };
}
