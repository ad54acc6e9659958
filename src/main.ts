import process from 'node:process';
import manifest from '../package.json' with { type: 'json' };

const [first, ...rest] = process.argv.slice(2);

if (first === '--version' && rest.length === 0) {
  process.stdout.write(`${manifest.version}\n`);
} else {
  const { runProgram } = await import('./cli/program.ts');
  process.exitCode = await runProgram(process.argv.slice(2), manifest.version);
}
