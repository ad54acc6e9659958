// The directory that the demo makes and leaves: a small pool, a daemon's configuration, and manifests.
import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROGRAM, PROJECT } from './ensure.mjs';

export const WORKSPACE = join(PROJECT, 'demo-workspace');
/** Is there when the directory was made by the demo, and may be removed by it. */
export const MARK = join(WORKSPACE, '.made-by-the-demo');
export const HOST = '127.0.0.1';

const SOURCE = join(WORKSPACE, 'source');
const PASSWORD = 'observe';
const HOUR_MS = 3_600_000;

const POOLS = `# Which data must exist where.
apiVersion: replicas/v1
kind: PoolMirror
metadata: {name: pv}
spec:
  source: {endpoint: icc, module: PV}
  replicas:
    - {endpoint: archive, path: pools/pv}
    - {endpoint: vault, path: pv}
  extraneous: Trash
---
apiVersion: replicas/v1
kind: PoolMirror
metadata: {name: fs}
spec:
  source: {endpoint: icc, module: FS}
  replicas: [{endpoint: archive, path: pools/fs}]
`;

/** The pool, the daemon's configuration, the manifests, and two small programs that start the daemon and the program. */
export function makeWorkspace(daemonPort) {
  rmSync(WORKSPACE, { recursive: true, force: true });
  for (const directory of ['archive', 'vault', 'secrets']) mkdirSync(join(WORKSPACE, directory), { recursive: true });
  writeFileSync(MARK, 'npm run demo removes this directory and makes it anew.\n');

  for (const [name, text] of [
    ['PV/README', 'Performance verification phase\n'],
    ['PV/calibration.txt', 'blue 1.00\nred 1.00\n'],
    ['PV/2026/night-1.fits', 'SIMPLE = T\n'.repeat(4000)],
    ['PV/2026/night-2.fits', 'SIMPLE = T\n'.repeat(9000)],
    ["PV/notes/what we saw (it's odd).txt", 'A name that shells do not like.\n'],
    ['FS/focal plane.dat', 'x'.repeat(50_000)],
    ['FS/README', 'Focal plane surveys\n'],
  ])
    put(name, text, 24);

  const secrets = join(WORKSPACE, 'secrets', 'daemon');
  writeFileSync(secrets, `demo:${PASSWORD}\n`, { mode: 0o600 });
  writeFileSync(join(WORKSPACE, 'secrets', 'icc.password'), `${PASSWORD}\n`, { mode: 0o600 });
  const module = (name, comment) => `
[${name}]
    comment = ${comment}
    path = ${join(SOURCE, name)}
    auth users = demo
    secrets file = ${secrets}
`;
  // As root the daemon would read as nobody, who may not come as far as here.
  const rights = process.getuid?.() === 0 ? 'uid = root\ngid = root\n' : '';
  writeFileSync(
    join(WORKSPACE, 'rsyncd.conf'),
    `address = ${HOST}
port = ${daemonPort}
use chroot = no
reverse lookup = no
lock file = ${join(WORKSPACE, 'rsyncd.lock')}
log file = ${join(WORKSPACE, 'rsyncd.log')}
${rights}${module('PV', 'Performance verification')}${module('FS', 'Focal plane surveys')}`,
  );
  program('start-daemon', `exec rsync --daemon --no-detach --config='${quoted(join(WORKSPACE, 'rsyncd.conf'))}'`);
  program('reconcile', `exec '${quoted(process.execPath)}' '${quoted(PROGRAM)}' "$@"`);

  mkdirSync(join(WORKSPACE, 'manifests'));
  writeFileSync(join(WORKSPACE, 'manifests', 'endpoints.yaml'), endpoints(daemonPort));
  writeFileSync(join(WORKSPACE, 'manifests', 'pools.yaml'), POOLS);
}

function endpoints(daemonPort) {
  return `# Where data can be.
apiVersion: replicas/v1
kind: Endpoint
metadata: {name: icc}
spec:
  type: RsyncDaemon
  host: ${HOST}
  port: ${daemonPort}
  user: demo
  passwordFile: ../secrets/icc.password
---
apiVersion: replicas/v1
kind: Endpoint
metadata: {name: archive}
spec: {type: Local, root: ${JSON.stringify(join(WORKSPACE, 'archive'))}}
---
apiVersion: replicas/v1
kind: Endpoint
metadata: {name: vault}
spec: {type: Local, root: ${JSON.stringify(join(WORKSPACE, 'vault'))}}
`;
}

/** One file appears, one changes, and one is removed. */
export function changeSource() {
  put('PV/2026/night-3.fits', 'SIMPLE = T\n'.repeat(6000), 2);
  put('PV/calibration.txt', 'blue 1.02\nred 0.99\nnir 1.00\n', 1);
  rmSync(join(SOURCE, 'PV/2026/night-1.fits'));
}

/** A file of the source that was last changed some hours ago. */
function put(name, text, hoursAgo) {
  const path = join(SOURCE, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const time = new Date(Date.now() - hoursAgo * HOUR_MS);
  utimesSync(path, time, time);
}

function program(name, command) {
  const path = join(WORKSPACE, name);
  writeFileSync(path, `#!/bin/sh\n${command}\n`);
  chmodSync(path, 0o755);
}

/** For use inside single quotes of a shell. */
function quoted(text) {
  return text.replaceAll("'", "'\\''");
}
