import { createHash } from 'node:crypto';
import { listFromJson, listJson } from '../inventory/entry-json.ts';
import { asRecord } from '../lib/as-record.ts';
import type { Approval } from '../model/approval.ts';
import { isCode } from '../model/codes.ts';
import type { Inventory } from '../model/inventory.ts';

const FORMAT = 'replicas/approval/v1';

/** The name of its file: it says all but the list, whose digest it says too: so that no other word of the file can be edited either. */
export function approvalFileName({ list, ...said }: Approval): string {
  const { resource, replica, code, digest, by, at, reason } = said;
  const words = JSON.stringify([resource, replica, code, list.granularity, digest, by, at, reason]);
  return `${createHash('sha256').update(words).digest('hex').slice(0, 32)}.json`;
}

/** A line for each entry, as a saved plan lists them; undefined where it is longer than a text can be. */
export function approvalText({ resource, replica, code, list, digest, by, at, reason }: Approval): string | undefined {
  try {
    const head = JSON.stringify({
      at,
      by,
      code,
      digest,
      format: FORMAT,
      granularity: list.granularity,
      reason,
      replica,
      resource,
    });
    const entries = listJson(list).map((entry) => JSON.stringify(entry));
    return `${head.slice(0, -1)},"entries":[\n${entries.join(',\n')}\n]}\n`;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The approval in a file; undefined when it is none, or cut short. Whether its digests are right is not looked at. */
export function parseApproval(text: string): Approval | undefined {
  const said = asRecord(jsonOf(text));
  if (said?.format !== FORMAT || !Array.isArray(said.entries)) return undefined;
  const { resource, replica, code, granularity, digest, by, at, reason } = said;
  if (typeof resource !== 'string' || typeof replica !== 'string' || typeof code !== 'string' || !isCode(code)) return undefined;
  if (typeof digest !== 'string' || typeof by !== 'string' || typeof at !== 'string' || typeof reason !== 'string')
    return undefined;
  const list = isGranularity(granularity) ? listFromJson(said.entries, granularity) : undefined;
  return list === undefined ? undefined : { resource, replica, code, list, digest, by, at, reason };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isGranularity(value: unknown): value is Inventory['granularity'] {
  return value === 's' || value === 'ns';
}
