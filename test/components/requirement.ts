import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, test } from 'vitest';
import { AS_NOBODY, RRSYNC, sshdProgram } from './sshd.ts';

/** What a test may need of the machine. */
export type Component = 'rsync' | 'sshd' | 'rrsync' | 'ordinary account' | 'mount' | 'quota' | 'terminal' | 'netns';

/** The check that finds each: undefined when it is there, else what is missing. */
const COMPONENTS: Readonly<Record<Component, () => string | undefined>> = {
  rsync: () => missingProgram('rsync', ['--version']),
  sshd: () => (existsSync(sshdProgram()) ? missingProgram('ssh', ['-V']) : 'sshd is not installed'),
  rrsync: () => (existsSync(RRSYNC) ? rrsyncFault() : `${RRSYNC} is not installed`),
  /** Somebody without root's rights: ourselves, or nobody. */
  'ordinary account': () => {
    const [program = '', ...args] = AS_NOBODY;
    return process.getuid?.() === 0 ? missingProgram(program, [...args, 'true']) : undefined;
  },
  /** A terminal of one's own: script(1) of util-linux. */
  terminal: () => missingProgram('script', ['--version']),
  /** A file system with a quota of our own making: see quota_fs.py. */
  quota: () => missingProgram('/usr/bin/python3', ['-c', 'import fusepy, os; os.open("/dev/fuse", os.O_RDWR)']),
  /** Small file systems of one's own, for full disks. */
  mount: () => (process.getuid?.() === 0 ? mountFault() : 'only root can mount'),
  /** Networks of one's own whose cables can be cut: see link.ts. */
  netns: () => (process.getuid?.() === 0 ? netnsFault() : 'only root can make networks'),
};

/**
 * `describe` for tests that need real components. Where one is missing the group is skipped, with the reason in its name;
 * with RECONCILE_TEST_REQUIRE=all it fails instead.
 */
export function requires(...components: readonly Component[]): (name: string, body: () => void) => void {
  const reasons = components.map((component) => COMPONENTS[component]()).filter((reason) => reason !== undefined);
  if (reasons.length === 0) return (name, body) => void describe(name, body);
  const reason = reasons.join('; ');
  if (process.env.RECONCILE_TEST_REQUIRE !== 'all')
    return (name, body) => void describe.skip(`${name} (skipped: ${reason})`, body);
  return (name) =>
    void describe(name, () => {
      test('has what it needs', () => {
        throw new Error(`RECONCILE_TEST_REQUIRE=all, but ${reason}`);
      });
    });
}

function missingProgram(program: string, args: readonly string[]): string | undefined {
  const tried = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  if (tried.error !== undefined) return `${program} is not installed`;
  return tried.status === 0 ? undefined : `${program} does not work here: ${tried.stderr.trim()}`;
}

/** Called by hand it refuses with its own words (also where another test file tries it this moment); without its interpreter it has none. */
function rrsyncFault(): string | undefined {
  const tried = spawnSync(RRSYNC, ['/'], { encoding: 'utf8', timeout: 10_000, env: {} });
  return /Not invoked via sshd|Another instance of rrsync/.test(tried.stderr ?? '')
    ? undefined
    : `${RRSYNC} does not work here: ${tried.error?.message ?? tried.stderr.trim()}`;
}

function netnsFault(): string | undefined {
  const name = `rt-try-${process.pid}`;
  const made = missingProgram('ip', ['netns', 'add', name]);
  if (made !== undefined) return made;
  const tried = missingProgram('ip', ['netns', 'exec', name, 'nft', 'add table inet cut']);
  missingProgram('ip', ['netns', 'del', name]);
  return tried;
}

function mountFault(): string | undefined {
  const [program = '', ...args] = ['unshare', '-m', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'none', '/mnt'];
  return missingProgram(program, args);
}
