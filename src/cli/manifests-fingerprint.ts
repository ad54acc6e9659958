import { dirname, resolve } from 'node:path';
import type { Tools } from '../lib/tools.ts';
import type { ManifestsFingerprint } from '../render/plan-document.ts';
import type { Workspace } from '../workspace.ts';

const LIMITS = { idleMs: 10_000, deadlineMs: 10_000 };

/** Which manifests a plan was made from; `commit` is '' where they are in no git repository (or git is not there). */
export async function manifestsFingerprint(of: {
  readonly workspace: Workspace;
  readonly directory: string;
  readonly tools: Tools;
}): Promise<ManifestsFingerprint> {
  const { workspace, directory, tools } = of;
  const files = workspace.files.map((file) => resolve(directory, file.path));
  const repository = dirname(files[0] ?? directory);
  const git = async (...args: readonly string[]): Promise<string | undefined> => {
    const ending = await tools.spawn(
      { program: 'git', args: ['-C', repository, ...args], output: { type: 'text', ceiling: 1 << 20 }, limits: LIMITS },
      tools.signal,
    );
    return ending.status === 'exited' && ending.code === 0 ? ending.stdout : undefined;
  };
  const digest = workspace.compiled.digest;
  const commit = await git('rev-parse', 'HEAD');
  if (commit === undefined) return { digest, commit: '', dirty: false };
  const changed = await git('status', '--porcelain', '--', ...files);
  return { digest, commit: commit.trim(), dirty: changed !== '' };
}
