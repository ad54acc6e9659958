// Runs programs and says what they cost.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const SAMPLE_MS = 20;
const PAGE_BYTES = Number(spawnSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }).stdout) || 4096;
export const MEGABYTE = 1_000_000;

/** GNU time, or the same by python: prints user and system seconds and the peak memory (kB) of the largest process, last on stderr. */
const WRAPPER = wrapper();

/** Wall and processor milliseconds, and the peak memory of the largest single process in bytes. Throws when it exits otherwise than 0. */
export async function measure(command, options = {}) {
  const started = process.hrtime.bigint();
  const { stderr, stdout } = await run([...WRAPPER, ...command], options);
  const wallMs = Number(process.hrtime.bigint() - started) / 1e6;
  const [user, system, kilobytes] = stderr.trimEnd().split('\n').at(-1).split(' ').slice(-3).map(Number);
  return { wallMs, cpuMs: (user + system) * 1000, peakBytes: kilobytes * 1024, stdout };
}

/** Wall milliseconds alone, without a wrapper: for what takes milliseconds. */
export async function wallOf(command, options = {}) {
  const started = process.hrtime.bigint();
  await run(command, options);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** The highest sum of the resident memory of the process and all below it, looked at every 20 ms: slows what it measures. */
export async function peakOfAll(command, options = {}) {
  let peak = 0;
  await run(command, options, (pid) => {
    const timer = setInterval(() => {
      peak = Math.max(peak, residentBelow(pid));
    }, SAMPLE_MS);
    return () => clearInterval(timer);
  });
  return peak;
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Lines of equal columns: the first left, the others right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
  return rows.map(line).join('\n');
}

function run(command, { cwd } = {}, watch = () => () => {}) {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    // Where a machine adds certificates for npm, each start of node reads them: that is neither side's time.
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC0', NODE_EXTRA_CA_CERTS: '' };
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr = (stderr + chunk).slice(-65_536);
    });
    child.once('error', reject);
    const stop = child.pid === undefined ? () => {} : watch(child.pid);
    child.once('close', (code, signal) => {
      stop();
      if (code === 0) resolve({ stdout, stderr });
      else reject(new Error(`${command.join(' ')}: ended with ${code ?? signal}\n${stdout.slice(-4000)}${stderr}`));
    });
  });
}

function wrapper() {
  const time = spawnSync('/usr/bin/time', ['--version'], { encoding: 'utf8' });
  if (`${time.stdout}${time.stderr}`.includes('GNU')) return ['/usr/bin/time', '-q', '-f', '%U %S %M'];
  const script = [
    'import os, sys',
    'pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)',
    '_, status, usage = os.wait4(pid, 0)',
    'print(usage.ru_utime, usage.ru_stime, usage.ru_maxrss, file=sys.stderr)',
    'sys.exit(os.waitstatus_to_exitcode(status) & 255)',
  ].join('\n');
  if (spawnSync('python3', ['-c', 'pass']).status !== 0)
    throw new Error('needs GNU time (/usr/bin/time) or python3 to measure processes');
  return ['python3', '-c', script];
}

function residentBelow(pid) {
  const children = new Map();
  const resident = new Map();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(name) : undefined;
    if (stat === undefined) continue;
    resident.set(Number(name), stat.resident);
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), Number(name)]);
  }
  const sum = (process) => (resident.get(process) ?? 0) + (children.get(process) ?? []).map(sum).reduce((a, b) => a + b, 0);
  return sum(pid);
}

/** A process may end between being listed and being looked at. */
function statOf(name) {
  const file = `/proc/${name}/stat`;
  if (!existsSync(file)) return undefined;
  try {
    const text = readFileSync(file, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), resident: Number(fields[21]) * PAGE_BYTES };
  } catch {
    return undefined;
  }
}
