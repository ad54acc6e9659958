import { createHash } from 'node:crypto';

/** What an action is, as texts: its type, its places, the digest of its entries. */
export interface ActionContent {
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly entries: string;
}

/** A short digest of what an action is: the same in equal worlds. 16 hexadecimal digits. */
export function actionId(content: ActionContent): string {
  return createHash('sha256')
    .update(JSON.stringify([content.type, content.from, content.to, content.entries]))
    .digest('hex')
    .slice(0, 16);
}
