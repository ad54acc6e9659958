// npm run demo: the program at work on a small pool that a private rsync daemon offers on this machine. Installs what is
// missing, shows each command and what it says, stops the daemon, and leaves demo-workspace/ to play in.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { constants } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { changeSource, HOST, MARK, makeWorkspace, WORKSPACE } from './demo-workspace.mjs';
import { ensure } from './ensure.mjs';

ensure('build', 'rsync');
if (existsSync(WORKSPACE) && !existsSync(MARK)) {
  process.stderr.write(`${WORKSPACE} is there but was not made by the demo. Move it away, then run this again: npm run demo\n`);
  process.exit(1);
}

let daemon;
let running;
let finished = false;
process.on('exit', () => {
  running?.kill('SIGTERM');
  daemon?.kill('SIGKILL');
  if (!finished) rmSync(WORKSPACE, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    process.stderr.write('\nInterrupted: the daemon is stopped and demo-workspace/ removed.\n');
    process.exit(128 + constants.signals[signal]);
  });
}

const port = await freePort();
makeWorkspace(port);
daemon = await startDaemon(port);

say(`
A small observatory offers two pools through an rsync daemon (here: port ${port} of this machine, gone when the demo ends).
An archive is to hold both, a vault a second copy of one. That is all that manifests/pools.yaml says.
The commands below run in demo-workspace/, where ./reconcile starts the program.`);

await show('1. Are the manifests right? Nothing is contacted for this.', ['validate']);
await show('2. What would be done? Nothing is written for this.', ['--plan']);
await show('3. Do it.', ['-v']);
await show('4. Again: there is nothing to do.', []);

changeSource();
say(`
== 5. At the source, one file appears, one changes, and one is removed:

   + source/PV/2026/night-3.fits
   ~ source/PV/calibration.txt
   - source/PV/2026/night-1.fits`);

await show('6. What follows from that? The removed file goes to the trash of each replica, as the manifest says.', ['--plan']);
await show('7. Do it.', ['-v']);
await show('8. Are the data safe and current?', ['status']);

await stopDaemon();
finished = true;
say(`
The daemon is stopped. This is left for you to play in:

   demo-workspace/manifests/   what must exist where; change it and look at the plan
   demo-workspace/source/      what the daemon offers; add, change and remove something
   demo-workspace/archive/     the replicas: pools/pv and pools/fs
   demo-workspace/vault/       the second copy of PV
   demo-workspace/state/       what the program remembers; safe to lose

   demo-workspace/start-daemon                 starts the daemon again (Ctrl-C ends it)
   cd demo-workspace && ./reconcile --plan     in another terminal, then

To begin anew: npm run demo`);

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, HOST, () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}

async function startDaemon(daemonPort) {
  const child = spawn('rsync', ['--daemon', '--no-detach', `--config=${join(WORKSPACE, 'rsyncd.conf')}`], { stdio: 'ignore' });
  for (let attempt = 0; attempt < 500; attempt += 1) {
    if (child.exitCode !== null) break;
    if (await answers(daemonPort)) return child;
    await sleep(20);
  }
  child.kill('SIGKILL');
  process.stderr.write(`The rsync daemon did not start; see ${relative(process.cwd(), join(WORKSPACE, 'rsyncd.log'))}\n`);
  process.exit(1);
}

function answers(daemonPort) {
  return new Promise((resolve) => {
    const socket = connect(daemonPort, HOST);
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('error', () => done(false));
    socket.once('data', (chunk) => done(chunk.toString('latin1').startsWith('@RSYNCD:')));
  });
}

async function stopDaemon() {
  const child = daemon;
  daemon = undefined;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await Promise.race([gone, sleep(3000)]);
  child.kill('SIGKILL');
}

/** Shows a command as it would be typed, and what it says; the demo ends when it does not go as it should. */
async function show(title, args) {
  say(`\n== ${title}\n\n$ ${['./reconcile', ...args].join(' ')}`);
  const env = { ...process.env };
  for (const name of ['RECONCILE_MANIFESTS', 'RECONCILE_STATE', 'STATE_DIRECTORY', 'GITHUB_ACTIONS']) delete env[name];
  // On a terminal the program draws its own progress there.
  const output = process.stdout.isTTY ? 'inherit' : 'pipe';
  const child = spawn(join(WORKSPACE, 'reconcile'), args, { cwd: WORKSPACE, env, stdio: ['ignore', output, output] });
  running = child;
  let silent = output === 'pipe';
  const pass = (to) => (chunk) => {
    silent = false;
    to.write(chunk);
  };
  child.stdout?.on('data', pass(process.stdout));
  child.stderr?.on('data', pass(process.stderr));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  running = undefined;
  if (silent && code === 0) say('(It says nothing, as it does from cron when all is well.)');
  if (code === 0) return;
  process.stderr.write(`\nThat should have ended with 0 but ended with ${code}. The demo stops here.\n`);
  process.exit(1);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
