import { connect, createServer, type Socket } from 'node:net';
import { LOOPBACK } from './port.ts';

/** A TCP proxy on the loopback interface that can stop passing anything on, without a word to either side. */
export interface Proxy {
  readonly port: number;
  /** Passes so many more bytes from the server, of all connections together, then nothing in either direction. */
  stallAfter(bytes: number): void;
  /** Resolves once it passes nothing on any more. */
  readonly stalled: Promise<void>;
  stop(): Promise<void>;
}

/** Starts a proxy in this process, in front of a server that listens on `port`. */
export async function startProxy(port: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let left = Number.POSITIVE_INFINITY;
  let tellStalled: () => void = () => undefined;
  const stalled = new Promise<void>((resolve) => {
    tellStalled = resolve;
  });
  const pass = (from: Socket, to: Socket, counts: 'counts' | 'does not count'): void => {
    sockets.add(from);
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      if (left > 0) to.end();
    });
    from.on('data', (chunk: Uint8Array) => {
      // Strictly in order; what is not passed on is never seen again.
      const passed = left <= 0 ? chunk.subarray(0, 0) : counts === 'counts' ? chunk.subarray(0, left) : chunk;
      if (passed.length > 0 && !to.write(passed)) {
        from.pause();
        to.once('drain', () => from.resume());
      }
      if (counts === 'counts' && left > 0) left -= passed.length;
      if (left > 0) return;
      for (const socket of sockets) socket.pause();
      tellStalled();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(port, LOOPBACK);
    pass(client, upstream, 'does not count');
    pass(upstream, client, 'counts');
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    port: address.port,
    stallAfter: (bytes) => {
      left = bytes;
    },
    stalled,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
