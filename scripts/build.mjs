// npm run build: the whole program as one file, dist/reconcile.mjs. On a network file system one file opens much faster than
// hundreds. What the sources import() stays lazy: it is in the file, but runs only when it is asked for.
import { chmodSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = join(project, 'src', 'main.ts');
const target = join(project, 'dist', 'reconcile.mjs');
const made = join(project, 'dist', `.reconcile-${process.pid}.mjs`);

const hasOwnShebang = readFileSync(entry, 'utf8').startsWith('#!');
const banner = [
  ...(hasOwnShebang ? [] : ['#!/usr/bin/env node']),
  // Packages that are still CommonJS ask for Node's own modules with require.
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
];

try {
  await build({
    entryPoints: [entry],
    outfile: made,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    banner: { js: banner.join('\n') },
  });
} catch (error) {
  // What is wrong in the sources was already shown, with its place.
  if (error.errors?.length > 0) process.exit(1);
  throw error;
}
chmodSync(made, 0o755);
// Whoever runs the program meanwhile reads the old file or the new one, never half of one.
renameSync(made, target);
