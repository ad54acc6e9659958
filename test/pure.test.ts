import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const SRC = join(import.meta.dirname, '..', 'src');
const DECIDING = ['inventory', 'kinds', 'manifest', 'model', 'plan', 'render'];

/** What reads a clock, draws lots, or asks the process; the linter cannot forbid members of what is otherwise allowed. */
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.|\bprocess\.(?:env|pid|cwd|hrtime|argv|platform)|\brandomUUID\b|\brandomBytes\b|\bIntl\.DateTimeFormat\(\)/;

const files = DECIDING.flatMap((folder) =>
  readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.gen.ts'))
    .map((name) => join(folder, name)),
);

test('deciding code has no clock, no chance and no process', () => {
  expect(files.length).toBeGreaterThan(80);
  const impure = files.filter((file) => {
    const code = readFileSync(join(SRC, file), 'utf8').replace(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '');
    return IMPURE.test(code);
  });
  expect(impure).toEqual([]);
});

test.each(['const now = Date.now();', 'const now = new Date();', 'const lot = Math.random();', 'const who = process.env.USER;'])(
  'what is looked for would be found: %s',
  (line) => {
    expect(IMPURE.test(line)).toBe(true);
  },
);
