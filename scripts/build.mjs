// npm run build: dist/reconcile.mjs, which starts, dist/program.mjs, the whole program as one file, and dist/hash-process.mjs and
// copy-process.mjs, which read and copy files in processes of their own. On a network file system one file opens much faster than hundreds; the small first one lets
// --version answer without reading the large one.
// What the sources import() stays lazy: it is in the file, but runs only when it is asked for.
import { chmodSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const made = (name) => join(project, 'dist', `.${name}-${process.pid}.mjs`);

// Packages that are still CommonJS ask for Node's own modules with require.
const REQUIRE = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
];

const common = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
};

const PROCESSES = ['hash-process', 'copy-process'];

/** The program stays a file of its own. */
const programBeside = {
  name: 'program-beside',
  setup({ onResolve }) {
    onResolve({ filter: /\/cli\/program\.ts$/ }, () => ({ path: './program.mjs', external: true }));
  },
};

mkdirSync(join(project, 'dist'), { recursive: true });
try {
  await Promise.all([
    build({
      ...common,
      entryPoints: [join(project, 'src', 'cli', 'program.ts')],
      outfile: made('program'),
      banner: { js: REQUIRE.join('\n') },
    }),
    build({
      ...common,
      entryPoints: [join(project, 'src', 'main.ts')],
      outfile: made('reconcile'),
      banner: { js: '#!/usr/bin/env node' },
      plugins: [programBeside],
    }),
    ...PROCESSES.map((name) =>
      build({
        ...common,
        entryPoints: [join(project, 'src', 'endpoints', 'local', `${name}.mjs`)],
        outfile: made(name),
        // It loads a part that was compiled for the machine, from where npm put it.
        external: ['koffi'],
      }),
    ),
  ]);
} catch (error) {
  // What is wrong in the sources was already shown, with its place.
  if (error.errors?.length > 0) process.exit(1);
  throw error;
}
chmodSync(made('reconcile'), 0o755);
// Whoever runs the program meanwhile reads the old files or the new ones, never half of one.
for (const name of [...PROCESSES, 'program', 'reconcile']) renameSync(made(name), join(project, 'dist', `${name}.mjs`));
