import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Synthesis imports all of aws-cdk-lib, which alone takes several seconds on two cores.
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
