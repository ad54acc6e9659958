// Which program is measured, and a workspace for it.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILT = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'reconcile.mjs');

/** The absolute path of the program; ends this process with a sentence when it is not there. */
export function programAt(path) {
  const program = resolve(path ?? BUILT);
  if (existsSync(program)) return program;
  console.error(`${program} is not there. Build it with: npm run build`);
  process.exit(1);
}

/** Manifests in `directory`: two Local endpoints in one file, and one file for each mirror from `from/PATH` to `to/PATH`. */
export function writeManifests(directory, { from, to, mirrors }) {
  mkdirSync(join(directory, 'manifests'), { recursive: true });
  const endpoint = (name, root) =>
    `apiVersion: replicas/v1\nkind: Endpoint\nmetadata: {name: ${name}}\nspec: {type: Local, root: ${JSON.stringify(root)}}\n`;
  writeFileSync(join(directory, 'manifests', 'endpoints.yaml'), `${endpoint('from', from)}---\n${endpoint('to', to)}`);
  for (const { name, path } of mirrors) {
    const places = `  source: {endpoint: from, path: ${path}}\n  replicas: [{endpoint: to, path: ${path}}]\n`;
    const text = `apiVersion: replicas/v1\nkind: PoolMirror\nmetadata: {name: ${name}}\nspec:\n${places}`;
    writeFileSync(join(directory, 'manifests', `${name}.yaml`), text);
  }
}
