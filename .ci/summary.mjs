// Sums the JSON reports of the test runner: one last line `N passed, N failed`. Exit 1 when something failed, when a run left
// no report, or when a run had no test. A file that could not be loaded counts as one failed test.
import { existsSync, readFileSync } from 'node:fs';

const totals = { passed: 0, failed: 0 };
let sound = true;
for (const path of process.argv.slice(2)) {
  if (!existsSync(path)) {
    sound = false;
    process.stderr.write(`no report: ${path}\n`);
    continue;
  }
  const report = JSON.parse(readFileSync(path, 'utf8'));
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  if (report.numPassedTests === 0 || !report.success) sound = false;
  totals.passed += report.numPassedTests;
  totals.failed += report.numFailedTests + unloaded.length;
}
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = sound && totals.failed === 0 ? 0 : 1;
