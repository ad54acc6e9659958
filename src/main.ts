import process from 'node:process';
import manifest from '../package.json' with { type: 'json' };
import { watchOutputs } from './cli/watch-outputs.ts';

const [first, ...rest] = process.argv.slice(2);
const exitAfter = watchOutputs();

if (first === '--version' && rest.length === 0) {
  process.stdout.write(`${manifest.version}\n`);
  process.exitCode = await exitAfter(0);
} else {
  const { runProgram } = await import('./cli/program.ts');
  process.exitCode = await exitAfter(await runProgram(process.argv.slice(2), manifest.version));
}
