import { defineConfig } from 'vitest/config'

const shared = {
  expect: { requireAssertions: true },
  setupFiles: ['tests/setup/console.ts'],
}

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['{client,src,views,workers,bin,bench,functions}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.workers.test.*'],
        },
      },
      {
        test: {
          ...shared,
          name: 'house',
          include: ['tests/house/**/*.test.ts'],
          // These start the real thing, one after the other: two cores and one set of ports.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
