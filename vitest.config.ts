import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // Much of their time the tests wait for the programs that they start.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Neither UTC nor a whole hour away from it: a local time that should have been UTC shows.
    env: { TZ: 'Asia/Kathmandu' },
  },
});

export default config;
