import { type Compiled, compileManifests } from '../../src/manifest/compile.ts';
import type { ManifestFile } from '../../src/manifest/manifest-file.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';

/** Endpoints that most tables refer to. */
export const ENDPOINTS: string = [
  endpoint('icc', '{type: RsyncDaemon, host: icc.example.org}'),
  endpoint('disk', '{type: Local, root: /data}'),
  endpoint('vault', '{type: Local, root: /vault, identity: Required}'),
  endpoint('far', '{type: Ssh, host: far.example.org, root: /srv}'),
  endpoint('away', '{type: Ssh, host: away.example.org, root: /srv}'),
  endpoint('bare', '{type: Ssh, host: bare.example.org, root: /, shell: RsyncOnly}'),
].join('---\n');

/** One Endpoint document. */
export function endpoint(name: string, spec: string): string {
  return `apiVersion: replicas/v1\nkind: Endpoint\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

/** One PoolMirror document; the spec begins on line 4. */
export function mirror(name: string, spec: string): string {
  return `apiVersion: replicas/v1\nkind: PoolMirror\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

/** One NotificationChannel document. */
export function channel(name: string, spec: string): string {
  return `apiVersion: replicas/v1\nkind: NotificationChannel\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
}

export function file(path: string, text: string | Uint8Array): ManifestFile {
  return { path, bytes: typeof text === 'string' ? new TextEncoder().encode(text) : text };
}

/** Compiles `m.yaml` beside the endpoints above. */
export function compileBeside(text: string | Uint8Array): Compiled {
  return compileManifests([file('endpoints.yaml', ENDPOINTS), file('m.yaml', text)]);
}

/** `code line:column message (hint)`; remarks begin with `remark `. */
export function line({ at, code, severity, message, hint }: Diagnostic): string {
  const said = `${code} ${at.line}:${at.column} ${message}${hint === '' ? '' : ` (${hint})`}`;
  return severity === 'remark' ? `remark ${said}` : said;
}

/** What a diagnostic points at, as text. */
export function pointedAt(text: string, { at, length }: Diagnostic): string {
  return (text.split('\n')[at.line - 1] ?? '').slice(at.column - 1, at.column - 1 + length);
}
