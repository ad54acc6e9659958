import { spawn } from 'node:child_process';

export interface Ran {
  readonly code: number;
  /** latin1: one character per byte. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, with `input` on its stdin. For the tests' own use: independent of what is tested. */
export function run(
  program: string,
  args: readonly string[],
  options: { input?: Uint8Array; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, LC_ALL: 'C', TZ: 'UTC0', ...options.env }, stdio: 'pipe' });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', (code) => {
      const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('latin1');
      resolve({ code: code ?? -1, stdout: text(stdout), stderr: text(stderr) });
    });
    child.stdin.end(options.input ?? '');
  });
}
