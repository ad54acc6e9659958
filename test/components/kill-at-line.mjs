// Given to node with --import before the program: sends the process a signal right after it has written a line to a journal, while it
// is still in the call that wrote it. SIGNAL_AT_LINE is `SIGNAL NUMBER`, counted from 1 over all journals of the process, or `SIGNAL /TEXT/`:
// the first line in which the regular expression is found.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const [, signal = '', number = '', text = ''] = /^(SIG[A-Z]+) (?:(\d+)|\/(.+)\/)$/.exec(process.env.SIGNAL_AT_LINE ?? '') ?? [];
const JOURNAL = /\/journal\/[^/]+\.ndjson$/;

if (signal !== '') {
  const wanted = text === '' ? undefined : new RegExp(text);
  const { openSync, closeSync, writeFileSync } = fs;
  const journals = new Set();
  let lines = 0;
  fs.openSync = (path, ...rest) => {
    const file = openSync(path, ...rest);
    if (JOURNAL.test(String(path))) journals.add(file);
    return file;
  };
  fs.closeSync = (file) => {
    journals.delete(file);
    closeSync(file);
  };
  fs.writeFileSync = (file, data, ...rest) => {
    writeFileSync(file, data, ...rest);
    if (!journals.has(file)) return;
    lines++;
    const isIt = wanted === undefined ? lines === Number(number) : wanted.test(String(data));
    if (!isIt) return;
    // Once: whoever is stopped goes on later.
    journals.clear();
    fs.openSync = openSync;
    syncBuiltinESMExports();
    process.kill(process.pid, signal);
  };
  syncBuiltinESMExports();
}
