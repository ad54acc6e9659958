// npm test: installs what is missing, then runs the whole suite, or what is named: npm test -- test/endpoints
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensure, PROJECT } from './ensure.mjs';

// Without rsync the tests that need it are skipped by name, or fail where all are required.
ensure('modules', 'build', 'rsync-if-allowed');
const vitest = join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { cwd: PROJECT, stdio: 'inherit' });
// Whoever ends us ends the suite; it says its own last words.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  throw error;
});
child.once('close', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
