// npm test: installs what is missing, then runs the whole suite, or what is named: npm test -- test/endpoints
import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensure, PROJECT } from './ensure.mjs';

ensure('modules', 'build', 'rsync');
const vitest = join(PROJECT, 'node_modules', 'vitest', 'vitest.mjs');
const ran = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], { cwd: PROJECT, stdio: 'inherit' });
if (ran.error !== undefined) throw ran.error;
process.exitCode = ran.status ?? 128 + (constants.signals[ran.signal ?? 'SIGTERM'] ?? 0);
