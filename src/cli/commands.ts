import type { Command } from './command.ts';

/** One command of the tree: its words, what it says of itself, which options are its own, and where it is. */
export interface Entry {
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly string[];
  readonly load: () => Promise<Command>;
}

const SELECTION = ['manifests', 'state', 'only', 'selector'];
const PLAN_OPTIONS = ['json', 'output', 'out', 'at', 'detailedExitcode', 'concise', 'verbose'];

/** Without a command: an apply, or with --plan a plan. */
export const PASS: Entry = {
  usage: '',
  summary: 'a pass over the selected resources (apply)',
  options: [...SELECTION, 'plan', ...PLAN_OPTIONS],
  load: async () => (await import('./apply.ts')).apply,
};

/** Every command, in the order in which help shows them. */
export const COMMANDS: readonly Entry[] = [
  {
    usage: 'plan',
    summary: 'show what would be done and do nothing (also: --plan)',
    options: [...SELECTION, ...PLAN_OPTIONS],
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    usage: 'apply <PLAN.json>',
    summary: "carry out a saved plan's actions and no others",
    options: ['manifests', 'state', 'json', 'verbose'],
    load: async () => (await import('./apply-plan.ts')).applyPlan,
  },
  {
    usage: 'validate [PATH...]',
    summary: 'check the manifests; contacts nobody',
    options: ['manifests', 'format', 'json'],
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    usage: 'status [KIND/NAME]',
    summary: 'whether the data are safe and current',
    options: [...SELECTION, 'output', 'json', 'refresh', 'check'],
    load: async () => (await import('./status.ts')).status,
  },
  {
    usage: 'explain <KIND/NAME> [PATH]',
    summary: 'why it is as it is, what comes next, what a person can do',
    options: ['manifests', 'state', 'defaults'],
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    usage: 'diff <KIND/NAME>',
    summary: 'unified diff of the inventories, per replica',
    options: ['manifests', 'state'],
    load: async () => (await import('./diff.ts')).diff,
  },
  {
    usage: 'verify <KIND/NAME...>',
    summary: 're-read replicas now, the longest unproven first; changes nothing there',
    options: ['manifests', 'state', 'budget', 'for', 'json', 'verbose'],
    load: async () => (await import('./verify.ts')).verify,
  },
  {
    usage: 'approve <KIND/NAME>',
    summary: 'release what is held, as it was shown last; --reason says why',
    options: ['manifests', 'state', 'reason'],
    load: async () => (await import('./approve.ts')).approve,
  },
  {
    usage: 'undo <KIND/NAME>',
    summary: 'bring back what was trashed last',
    options: ['manifests', 'state'],
    load: async () => (await import('./undo.ts')).undo,
  },
  {
    usage: 'list <ENDPOINT[/MODULE][/PATH]>',
    summary: 'modules with their comments, or files',
    options: ['manifests', 'json'],
    load: async () => (await import('./list.ts')).list,
  },
  {
    usage: 'get <ENDPOINT[/MODULE][/PATH]> <DIR>',
    summary: 'one verified copy now; leaves no state, log or lock of ours',
    options: ['manifests', 'json'],
    load: async () => (await import('./get.ts')).get,
  },
  {
    usage: 'test [ENDPOINT|KIND/NAME]',
    summary: 'configuration, versions, reachability, login, permissions, identity, free space; copies nothing',
    options: ['manifests', 'state'],
    load: async () => (await import('./test.ts')).test,
  },
  {
    usage: 'identify <ENDPOINT>',
    summary: "write the identity file at an endpoint's root",
    options: ['manifests'],
    load: async () => (await import('./identify.ts')).identify,
  },
  {
    usage: 'schema [KIND]',
    summary: 'the JSON Schema of a kind, or of any manifest',
    options: [],
    load: async () => (await import('./schema.ts')).schema,
  },
];
