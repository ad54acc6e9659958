import { formatBytes, formatCount, formatFiles } from '../lib/units.ts';
import type { Amount } from '../model/amount.ts';
import type { Ceilings } from '../model/resource.ts';

/** Below this many files the percentage alone never holds anything. */
const FEW_FILES = 25;

/** Which ceiling is exceeded by what is taken away of what a replica holds, in words; undefined within all of them. */
export function exceededBy(removed: Amount, held: Amount, ceilings: Ceilings): string | undefined {
  if (removed.files > ceilings.files)
    return `${formatFiles(removed.files)}, more than the ceiling of ${formatCount(ceilings.files)}`;
  if (removed.bytes > ceilings.bytes)
    return `${formatBytes(removed.bytes)}, more than the ceiling of ${formatBytes(ceilings.bytes)}`;
  if (removed.files < FEW_FILES) return undefined;
  const ofFiles = share(removed.files, held.files);
  const ofBytes = share(removed.bytes, held.bytes);
  const ceiling = `the ceiling is ${ceilings.percent} %`;
  if (ofFiles > ceilings.percent && ofFiles >= ofBytes)
    return `${percentText(ofFiles)} % of this replica's files (${formatCount(removed.files)} of ${formatCount(held.files)}), ${ceiling}`;
  if (ofBytes <= ceilings.percent) return undefined;
  return `${percentText(ofBytes)} % of this replica's bytes (${formatBytes(removed.bytes)} of ${formatBytes(held.bytes)}), ${ceiling}`;
}

/** One decimal where it is not whole, so that what is above a ceiling reads so. */
function percentText(percent: number): string {
  return percent.toFixed(1).replace(/\.0$/, '');
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : (part / whole) * 100;
}
