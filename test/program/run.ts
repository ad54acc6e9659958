import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AS_NOBODY } from '../components/sshd.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const PROGRAM = join(PROJECT, 'dist', 'reconcile.mjs');

/** How the program ended. `code`: null when a signal ended it before it could answer. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Without root's rights when the test has them. */
  readonly as?: 'Ordinary';
  /** A program with arguments that starts ours. */
  readonly within?: readonly string[];
}

/** A run of the program that has not ended yet. */
export interface Started {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  stdout(): string;
  signal(name: NodeJS.Signals): void;
}

/** Starts the program in `directory`, with an environment of its own and without a terminal. */
export async function start(directory: string, args: readonly string[], options: RunOptions = {}): Promise<Started> {
  await built();
  const asWhom = options.as === 'Ordinary' && process.getuid?.() === 0 ? AS_NOBODY : [];
  const [program = '', ...words] = [...(options.within ?? []), ...asWhom, process.execPath, PROGRAM, ...args];
  const child = spawn(program, words, {
    cwd: directory,
    env: { ...environment(directory), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return started(child);
}

/** Runs the program to its end. */
export async function reconcile(directory: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return (await start(directory, args, options)).ended;
}

/** Runs the program on a terminal of 120 columns. What it wrote to either output is in `stdout`, as the terminal got it. */
export async function onTerminal(directory: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  await built();
  const words = [process.execPath, PROGRAM, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  const child = spawn('script', ['-qefc', `stty cols 120 rows 40 -onlcr; exec ${words.join(' ')}`, '/dev/null'], {
    cwd: directory,
    env: { ...environment(directory), TERM: 'xterm-256color', SHELL: '/bin/sh', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return started(child).ended;
}

/** The lines of a `--json` event stream. */
export function events(stdout: string): readonly Readonly<Record<string, unknown>>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function started(child: ChildProcess): Started {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk) => stdout.push(chunk));
  child.stderr?.on('data', (chunk) => stderr.push(chunk));
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: text(stdout), stderr: text(stderr) }));
  });
  return { pid: child.pid ?? -1, ended, stdout: () => text(stdout), signal: (name) => void child.kill(name) };
}

/** Nothing of the person's that would change what the program does. */
function environment(directory: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: directory, TZ: process.env.TZ ?? 'UTC0' };
}

let building: Promise<void> | undefined;

/** The program is built when a source is newer than it; once for all tests of a file. */
function built(): Promise<void> {
  building ??= isStale() ? build() : Promise.resolve();
  return building;
}

async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(PROJECT, 'scripts', 'build.mjs')]);
}

function isStale(): boolean {
  if (!existsSync(PROGRAM)) return true;
  const builtAt = statSync(PROGRAM).mtimeMs;
  const sources = readdirSync(join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' });
  return sources.some((name) => statSync(join(PROJECT, 'src', name)).mtimeMs >= builtAt);
}
