import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CODES } from '../src/model/codes.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('lists every code with its meaning, and no other', () => {
  const listed = Array.from(README.matchAll(/^\| `([a-z]+\.[a-z0-9-]+)` \| (.+) \|$/gm), ([, code, meaning]) => [code, meaning]);
  expect(listed).toEqual(Object.entries(CODES));
});

test('its map names files and folders that exist', () => {
  const map = README.slice(README.indexOf('## The map of the code'), README.indexOf('**Why it is so.**'));
  const named = Array.from(map.matchAll(/`((?:src|test|schemas|bench)\/[^`]*)`/g), ([, path = '']) => path);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(new URL(`../${path}`, import.meta.url)))).toEqual([]);
});

test('names every folder of the source', () => {
  for (const folder of [
    'model',
    'manifest',
    'kinds',
    'plan',
    'render',
    'inventory',
    'endpoints',
    'observe',
    'execute',
    'actions',
    'state',
    'cli',
    'lib',
  ]) {
    expect(README).toContain(`src/${folder}/`);
  }
});
