import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{packages,apps,bench}/**/*.test.ts', 'tidy/*.test.ts'],
          // The heavy ones read tens of gigabytes of zeros: `npm run heavy`.
          exclude: [
            '**/node_modules/**',
            '**/*.browser.test.ts',
            ...(process.env['HEAVY'] === '1' ? [] : ['**/heavy.test.ts']),
          ],
          isolate: false,
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['apps/**/*.browser.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
