import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Those that take long have a command of their own, npm run test:slow.
    include: process.env.WEIR_SLOW_TESTS ? ['test/**/*.slow.test.ts'] : ['test/**/!(*.slow).test.ts'],
    // Synthesis imports all of aws-cdk-lib, which alone takes several seconds on two cores.
    testTimeout: 30_000,
    // Vitest leaves one core alone, which is half of two.
    maxWorkers: availableParallelism(),
    hookTimeout: 120_000,
  },
});
