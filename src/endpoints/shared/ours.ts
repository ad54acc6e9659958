import type { PathBytes } from '../../lib/path-bytes.ts';

/** True for a path with a component that begins with `.replicas-`: never data, made by this program. */
export function isOurs(path: PathBytes): boolean {
  return path.split('/').some((part) => part.startsWith('.replicas-'));
}
