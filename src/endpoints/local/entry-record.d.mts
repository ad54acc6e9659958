import type { Buffer } from 'node:buffer';
import type { BigIntStats } from 'node:fs';

export function recordOf(stats: BigIntStats, path: string, target: Buffer | undefined): string;
