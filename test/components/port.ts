import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './program.ts';

export const LOOPBACK = '127.0.0.1';

/** A port of the loopback interface on which nothing listens at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port was given'));
        else resolve(address.port);
      });
    });
  });
}

const PATIENCE_MS = 10_000;

/** Waits until a connection to an address is greeted with `greeting`; 'ended' when the program is gone before that. */
export async function untilGreeted(
  { host, port }: { readonly host: string; readonly port: number },
  greeting: string,
  running: Running,
): Promise<'ready' | 'ended'> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUpAt) {
    if (running.ended()) return 'ended';
    if ((await firstBytes(host, port)).startsWith(greeting)) return 'ready';
    await sleep(10);
  }
  throw new Error(`no greeting from ${host}:${port}: ${running.log()}`);
}

function firstBytes(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    const done = (text: string): void => {
      socket.destroy();
      resolve(text);
    };
    socket.setTimeout(1_000, () => done(''));
    socket.once('error', () => done(''));
    socket.once('close', () => done(''));
    socket.once('data', (chunk) => done(chunk.toString('latin1')));
  });
}
