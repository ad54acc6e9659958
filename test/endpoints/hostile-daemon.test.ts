import { Buffer } from 'node:buffer';
import { mkdir, readdir } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDriver } from '../../src/endpoints/index.ts';
import { fromText } from '../../src/lib/path-bytes.ts';
import { LOOPBACK } from '../components/port.ts';
import { requires } from '../components/requirement.ts';
import { makeTools } from '../components/tools.ts';
import { makeScratch, type Scratch } from '../world.ts';

let scratch: Scratch;
let server: Server;

beforeEach(async () => {
  scratch = await makeScratch();
  await mkdir(join(scratch.path, 'own'));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await scratch.remove();
});

/** A little endian number of four bytes. */
function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** An entry of a file list of protocol 29: flags (same owners), length and name, size, time, mode. */
function entry(name: string, mode: number): Buffer {
  return Buffer.concat([Buffer.from([0x18, name.length]), Buffer.from(name, 'latin1'), int(3), int(1_700_000_000), int(mode)]);
}

/** A daemon that answers every module with a file list of its own making. */
async function startHostileDaemon(entries: readonly Buffer[]): Promise<number> {
  const list = Buffer.concat([...entries, Buffer.from([0]), int(0)]);
  const answer = Buffer.concat([int(1), int((7 << 24) | list.length), list]);
  server = createServer((socket) => {
    let said = '';
    let isEntered = false;
    socket.on('error', () => undefined);
    socket.write('@RSYNCD: 29.0\n');
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
      if (!isEntered && said.split('\n').length > 2) {
        isEntered = true;
        socket.write('@RSYNCD: OK\n');
      }
      // The words of the client's command line, then an empty line.
      if (isEntered && said.includes('\n\n')) socket.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  // It listens on a port, not on a path: then this is its form.
  return (server.address() as AddressInfo).port;
}

const FILE = 0o100644;
const DIRECTORY = 0o40755;

requires('rsync')('a daemon that lies', () => {
  test.each([
    ['../up', [entry('../up', FILE)]],
    ['a/../../up', [entry('a/../../up', FILE)]],
    ['/etc/up', [entry('/etc/up', FILE)]],
    ['a name that it was told to leave out', [entry('.', DIRECTORY), entry('skip', DIRECTORY)]],
    ['a file in the place of the top', [entry('.', FILE)]],
  ])('about a name is found out, and said to be hostile: %s', async (_, entries) => {
    const port = await startHostileDaemon(entries);
    const driver = createDriver(
      {
        type: 'RsyncDaemon',
        name: 'icc',
        maxTransfers: 2,
        timeToleranceNs: 0n,
        stalledAfterMs: 600_000,
        host: LOOPBACK,
        port,
        user: undefined,
        passwordFile: undefined,
      },
      makeTools(join(scratch.path, 'own')),
    );
    const seen = await driver.list([{ path: fromText('M'), filter: { exclude: ['/skip'], include: [] } }]);
    expect(seen).toMatchObject([{ state: 'unknown', because: { code: 'source.hostile', retry: 'person', blame: 'from' } }]);
    expect(await readdir(join(scratch.path, 'own'))).toEqual([]);
  });
});
