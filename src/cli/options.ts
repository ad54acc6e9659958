import { parseDuration, parseSize } from '../lib/units.ts';
import { UsageError } from '../lib/usage-error.ts';
import type { Options } from './command.ts';
import { parseTime } from './parse-time.ts';

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
  readonly at?: string;
  readonly detailedExitcode?: true;
  readonly concise?: true;
  readonly verbose?: true;
  readonly format?: string;
  readonly refresh?: true;
  readonly check?: true;
  readonly defaults?: true;
  readonly budget?: string;
  readonly for?: string;
  readonly reason?: string;
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
  { name: 'at', flags: '--at <TIME>', description: 'with --plan: as if now were TIME, such as 2027-01-31 or 2027-01-31T08:00Z' },
  { name: 'detailedExitcode', flags: '--detailed-exitcode', description: 'with --plan: exit 2 when there is something to do' },
  { name: 'concise', flags: '--concise', description: 'one line per replica' },
  { name: 'verbose', flags: '-v, --verbose', description: 'list files; of an apply: a line for each step' },
  { name: 'format', flags: '--format <FORM>', description: 'of validate: auto, text, json, github, junit, sarif' },
  { name: 'refresh', flags: '--refresh', description: 'of status: look first' },
  { name: 'check', flags: '--check', description: 'of status: exit 3 unless everything is Healthy' },
  { name: 'defaults', flags: '--defaults', description: 'of explain: print the effective spec' },
  {
    name: 'budget',
    flags: '--budget <SIZE>',
    description: 'of verify: read so much of each replica and no more, such as 200GiB',
  },
  { name: 'for', flags: '--for <DURATION>', description: 'of verify: read each replica for so long, such as 2h' },
  { name: 'reason', flags: '--reason <TEXT>', description: 'of approve: why; it is recorded' },
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
    at: given('--at', written.at, {
      parse: parseTime,
      wanted:
        'write a time with its zone, such as 2027-01-31T08:00:00Z or 2027-01-31T08:00+01:00, or a date alone (midnight in UTC)',
    }),
    format: written.format,
    detailedExitcode: written.detailedExitcode === true ? 'detailed' : 'plain',
    detail: written.concise === true ? 'concise' : written.verbose === true ? 'files' : 'normal',
    refresh: written.refresh === true ? 'refresh' : 'remembered',
    check: written.check === true ? 'check' : 'tell',
    defaults: written.defaults === true ? 'defaults' : 'decision',
    budgetBytes: given('--budget', written.budget, {
      parse: positive(parseSize),
      wanted: 'write a size with its unit, such as 500MiB or 200GiB',
    }),
    forMs: given('--for', written.for, {
      parse: positive(parseDuration),
      wanted: 'write a duration with its unit, such as 90m or 2h',
    }),
    reason: given('--reason', written.reason, { parse: notBlank, wanted: 'say why, for those who come after you' }),
  };
}

/** What an option stands for. A text that is not of its form is a usage error that says what to write. */
function given<T>(
  name: string,
  text: string | undefined,
  { parse, wanted }: { readonly parse: (text: string) => T | undefined; readonly wanted: string },
): T | undefined {
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value === undefined) throw new UsageError(`${name} ${text === '' ? '""' : text}: ${wanted}`);
  return value;
}

function positive(parse: (text: string) => number | undefined): (text: string) => number | undefined {
  return (text) => {
    const value = parse(text);
    return value === 0 ? undefined : value;
  };
}

function notBlank(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === '' ? undefined : trimmed;
}
