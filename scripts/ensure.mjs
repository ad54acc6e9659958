// Makes sure that what the other scripts need is there; installs what is missing, and says so. Plain Node, no dependency:
// it runs before `npm ci`. Used as a module, or by itself: node scripts/ensure.mjs [modules] [build] [rsync]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT = dirname(dirname(fileURLToPath(import.meta.url)));
export const PROGRAM = join(PROJECT, 'dist', 'reconcile.mjs');

const NODE_NEEDED = [20, 19];
/** Package managers in the order in which they are looked for, and how each installs without asking. */
const MANAGERS = [
  { program: 'apt-get', before: [['update']], install: ['install', '-y', '--no-install-recommends'], root: true },
  { program: 'dnf', before: [], install: ['install', '-y'], root: true },
  { program: 'yum', before: [], install: ['install', '-y'], root: true },
  { program: 'zypper', before: [], install: ['--non-interactive', 'install'], root: true },
  { program: 'apk', before: [], install: ['add', '--no-cache'], root: true },
  { program: 'brew', before: [], install: ['install'], root: false },
];
/** What the program is made of: newer than it, and it is built again. */
const SOURCES = ['src', 'schemas', 'package.json', 'package-lock.json', 'scripts/build.mjs'];

/**
 * Makes the named things be there: 'modules', 'build' (with modules), 'rsync'. Ends the process when that is not possible;
 * 'rsync-if-allowed' only says so.
 */
export function ensure(...things) {
  checkNode();
  if (things.includes('modules') || things.includes('build')) ensureModules();
  if (things.includes('build')) ensureBuild();
  if (things.includes('rsync')) ensureRsync(fail);
  if (things.includes('rsync-if-allowed')) ensureRsync(say);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantMajor, wantMinor] = NODE_NEEDED;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return;
  fail(`Node ${NODE_NEEDED.join('.')} or newer is needed; this is ${process.versions.node}.`);
}

function ensureModules() {
  const installed = timeOf(join(PROJECT, 'node_modules', '.package-lock.json'));
  if (installed !== undefined && installed >= (timeOf(join(PROJECT, 'package-lock.json')) ?? 0)) return;
  say('Installing the packages of the project: npm ci');
  must(runShown('npm', ['ci', '--no-audit', '--no-fund']), 'npm ci failed; see above.');
}

function ensureBuild() {
  const built = timeOf(PROGRAM);
  const newest = Math.max(...SOURCES.map((source) => newestIn(join(PROJECT, source))));
  if (built !== undefined && built >= newest) return;
  say('Building the program: npm run build');
  must(runShown('npm', ['run', '--silent', 'build']), 'npm run build failed; see above.');
}

/** `without`: what to do with the reason when it cannot be installed. */
function ensureRsync(without) {
  if (works('rsync', ['--version'])) return;
  const manager = MANAGERS.find(({ program }) => works(program, ['--version']));
  if (manager === undefined) {
    without('rsync is missing, and no package manager known here was found. Install rsync 3.1.2 or newer, then run this again.');
    return;
  }
  const prefix = privilege(manager);
  if (prefix === undefined) {
    without(
      `rsync is missing, and this account may not install it. Run this once, then run the same command again:\n\n    sudo ${commandOf(manager)}\n`,
    );
    return;
  }
  say(`Installing rsync: ${[...prefix, commandOf(manager)].join(' ')}`);
  for (const args of [...manager.before, [...manager.install, 'rsync']]) {
    const [program, ...rest] = [...prefix, manager.program, ...args];
    const code = runShown(program, rest, { DEBIAN_FRONTEND: 'noninteractive' });
    // A package list that could not be renewed may still be good enough.
    if (!manager.before.includes(args) && code !== 0) {
      without(`rsync could not be installed. Run this by hand and look at what it says:\n\n    ${commandOf(manager)}\n`);
      return;
    }
  }
  if (!works('rsync', ['--version'])) without('rsync was installed but does not run.');
}

function commandOf(manager) {
  return [manager.program, ...manager.install, 'rsync'].join(' ');
}

/** What must stand before the package manager: nothing, or sudo when it asks for no password; undefined when this account may not. */
function privilege(manager) {
  if (!manager.root || process.getuid?.() === 0) return [];
  return works('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined;
}

function works(program, args) {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

/** Its output goes to stderr: stdout is for results. */
function runShown(program, args, env = {}) {
  const ran = spawnSync(program, args, {
    cwd: PROJECT,
    stdio: ['ignore', process.stderr, process.stderr],
    env: { ...process.env, ...env },
  });
  if (ran.error !== undefined) say(`${program}: ${ran.error.message}`);
  return ran.status ?? 1;
}

function timeOf(path) {
  return existsSync(path) ? statSync(path).mtimeMs : undefined;
}

function newestIn(path) {
  const own = timeOf(path);
  if (own === undefined) return 0;
  if (!statSync(path).isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function must(code, message) {
  if (code !== 0) fail(message);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(message) {
  say(message);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensure(...process.argv.slice(2));
