import { randomInt } from 'node:crypto';
import type { Network } from './network.ts';
import { run } from './run.ts';

/** A network of its own, at the other end of a cable. */
export interface Link extends Network {
  /** From now on nothing comes through, and nobody is told: as when the cable is pulled. */
  cut(): Promise<void>;
  remove(): Promise<void>;
}

/** A network namespace with a veth pair to this one. Only for root. */
export async function makeLink(): Promise<Link> {
  const name = `rt${randomInt(36 ** 8).toString(36)}`;
  // One of the /30 networks of 10.213.0.0/16.
  const number = randomInt(2 ** 14) * 4;
  const address = (last: number): string => `10.213.${(number + last) >> 8}.${(number + last) & 255}`;
  const within = ['ip', 'netns', 'exec', name];
  await done('ip', ['netns', 'add', name]);
  await done('ip', ['link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`, 'netns', name]);
  await done('ip', ['addr', 'add', `${address(1)}/30`, 'dev', `${name}a`]);
  await done('ip', ['link', 'set', `${name}a`, 'up']);
  await done('ip', ['-n', name, 'addr', 'add', `${address(2)}/30`, 'dev', `${name}b`]);
  await done('ip', ['-n', name, 'link', 'set', `${name}b`, 'up']);
  await done('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  return {
    host: address(2),
    within,
    cut: async () => {
      const rules = ['input', 'output'].map((hook) => `chain ${hook} { type filter hook ${hook} priority 0; policy drop; }`);
      await done('ip', ['netns', 'exec', name, 'nft', `table inet cut { ${rules.join('; ')}; }`]);
    },
    remove: async () => {
      await run('ip', ['link', 'del', `${name}a`]);
      await run('ip', ['netns', 'del', name]);
    },
  };
}

async function done(program: string, args: readonly string[]): Promise<void> {
  const ran = await run(program, args);
  if (ran.code !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.stderr}`);
}
