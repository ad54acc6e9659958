import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { run } from '../components/run.ts';
import { makeScratch, type Scratch } from '../world.ts';

const SUMMARY = fileURLToPath(new URL('../../.ci/summary.mjs', import.meta.url));

let scratch: Scratch;
beforeEach(async () => {
  scratch = await makeScratch();
});
afterEach(() => scratch.remove());

const GOOD = { success: true, numPassedTests: 3, numFailedTests: 0, testResults: [] };
const FAILED_TEST = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
const NOT_LOADED = { status: 'failed', assertionResults: [] };

test.each([
  ['all is well', [GOOD, GOOD], '6 passed, 0 failed\n', 0],
  [
    'a test failed',
    [GOOD, { ...GOOD, success: false, numFailedTests: 1, testResults: [FAILED_TEST] }],
    '6 passed, 1 failed\n',
    1,
  ],
  ['a file did not load', [GOOD, { ...GOOD, success: false, testResults: [NOT_LOADED] }], '6 passed, 1 failed\n', 1],
  ['something failed outside of any test', [GOOD, { ...GOOD, success: false }], '6 passed, 0 failed\n', 1],
  ['no test ran', [GOOD, { ...GOOD, numPassedTests: 0 }], '3 passed, 0 failed\n', 1],
])('%s', async (_, reports, stdout, code) => {
  const paths: string[] = [];
  for (const [at, report] of reports.entries()) {
    paths.push(join(scratch.path, `${at}.json`));
    await writeFile(join(scratch.path, `${at}.json`), JSON.stringify(report));
  }
  expect(await run(process.execPath, [SUMMARY, ...paths])).toMatchObject({ stdout, code });
  // A run that left no report is no success, whatever the others say.
  expect(await run(process.execPath, [SUMMARY, ...paths, join(scratch.path, 'none')])).toMatchObject({ stdout, code: 1 });
});
