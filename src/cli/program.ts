import { setMaxListeners } from 'node:events';
import process from 'node:process';
import { Command as Commander, CommanderError, Option } from 'commander';
import { isSystemError } from '../lib/is-system-error.ts';
import { UsageError } from '../lib/usage-error.ts';
import { didYouMean } from '../manifest/nearest.ts';
import type { CommandContext } from './command.ts';
import { COMMANDS, type Entry, PASS } from './commands.ts';
import { afterSignal, EXIT } from './exit-codes.ts';
import { OPTIONS, optionsOf, type Written } from './options.ts';
import { screenOf } from './screen.ts';

/** Runs the program on these words; the answer is its exit code. */
export async function runProgram(words: readonly string[], version: string): Promise<number> {
  let exit: number = EXIT.fine;
  const stderr = screenOf(process.stderr, process.env);
  const run = async (entry: Entry, written: Written, args: readonly string[]): Promise<void> => {
    refuseForeign(entry, written);
    exit = await runCommand(entry, written, args);
  };
  const program = commandTree(version, run);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    if (error instanceof UsageError) {
      stderr.write(`reconcile: ${error.message}\nSee: reconcile --help\n`);
      return EXIT.usage;
    }
    stderr.write(`reconcile: internal error, please report it: ${error instanceof Error ? error.stack : String(error)}\n`);
    return EXIT.bug;
  }
}

type Run = (entry: Entry, written: Written, args: readonly string[]) => Promise<void>;

function commandTree(version: string, run: Run): Commander {
  const program = new Commander('reconcile')
    .description('Keeps replicas of scientific data as the manifests declare them.')
    .version(version, '--version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .exitOverride()
    .usage('[options] [command]')
    .argument('[command]', 'one of the commands below; without one: a pass')
    .allowExcessArguments(true)
    .configureHelp({ showGlobalOptions: false });
  for (const { flags, description, repeatable } of OPTIONS) {
    const option = new Option(flags, description);
    if (repeatable === 'repeatable')
      option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
    program.addOption(option);
  }
  program.action(async (word: string | undefined) => {
    if (word !== undefined) throw new UsageError(unknownCommand(word));
    const written: Written = program.opts();
    const entry = written.plan === true ? { ...PASS, load: async () => (await import('./plan.ts')).plan } : PASS;
    if (written.plan !== true) refusePlanOptions(written);
    await run(entry, written, []);
  });
  for (const entry of COMMANDS) {
    const command = program
      .command(entry.usage)
      // Its own list of options follows, with those of the whole program that it takes.
      .configureHelp({ visibleOptions: () => [] })
      .description(entry.summary)
      .exitOverride()
      .allowExcessArguments(false);
    command.addHelpText('after', optionsHelp(entry));
    command.action(async () => run(entry, program.opts(), command.args));
  }
  return program;
}

async function runCommand(entry: Entry, written: Written, args: readonly string[]): Promise<number> {
  const stop = new AbortController();
  // Every running process listens to it; that many are no leak.
  setMaxListeners(0, stop.signal);
  let stoppedBy = 0;
  const onSignal = (number: number) => (): void => {
    // The second signal does not wait for anything.
    if (stoppedBy !== 0) process.exit(128 + number);
    stoppedBy = number;
    stop.abort(number);
  };
  process.on('SIGINT', onSignal(2)).on('SIGTERM', onSignal(15)).on('SIGHUP', onSignal(1));
  workIn(written.C);
  const context: CommandContext = {
    directory: currentDirectory(),
    options: optionsOf(written),
    env: process.env,
    stdout: screenOf(process.stdout, process.env),
    stderr: screenOf(process.stderr, process.env),
    signal: stop.signal,
    now: Date.now,
  };
  const command = await entry.load();
  return afterSignal(await command(context, args), stop.signal);
}

/** All relative paths, those in manifests too, are meant from the directory of -C. */
function workIn(directory: string | undefined): void {
  if (directory === undefined) return;
  try {
    process.chdir(directory);
  } catch (error) {
    throw new UsageError(`-C ${directory}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function currentDirectory(): string {
  try {
    return process.cwd();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(`the current directory is not there any more (${error.code}). Go to another one, or name one with -C`);
  }
}

/** An option of another command is an error, not a wish that is silently ignored. */
function refuseForeign(entry: Entry, written: Written): void {
  const own = new Set(['C', ...entry.options]);
  const foreign = Object.keys(written).find((name) => !own.has(name));
  if (foreign === undefined) return;
  const flags = OPTIONS.find((option) => option.name === foreign)?.flags ?? foreign;
  const name = entry.usage === '' ? 'an apply' : `reconcile ${entry.usage.split(' ')[0]}`;
  throw new UsageError(`${flags.split(' ')[0]?.replace(',', '')} is not an option of ${name}`);
}

/** What says nothing without --plan. */
const PLAN_ALONE: readonly (readonly [keyof Written, string])[] = [
  ['concise', '--concise'],
  ['output', '-o'],
  ['out', '--out'],
  ['at', '--at'],
  ['detailedExitcode', '--detailed-exitcode'],
];

function refusePlanOptions(written: Written): void {
  const foreign = PLAN_ALONE.find(([name]) => written[name] !== undefined);
  if (foreign !== undefined) throw new UsageError(`${foreign[1]} goes with --plan`);
}

function optionsHelp(entry: Entry): string {
  const own = OPTIONS.filter((option) => option.name === 'C' || entry.options.includes(option.name));
  const width = Math.max(...own.map((option) => option.flags.length));
  return ['', 'Options:', ...own.map((option) => `  ${option.flags.padEnd(width)}  ${option.description}`)].join('\n');
}

function unknownCommand(word: string): string {
  const names = COMMANDS.map((entry) => entry.usage.split(' ')[0] ?? '');
  const guess = didYouMean(word, names);
  return `unknown command "${word}". ${guess === '' ? '' : `${guess} `}The commands are ${names.join(', ')}.`;
}
