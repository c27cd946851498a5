import { randomBytes } from 'node:crypto'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'

import { defineConfig, defineProject } from 'vitest/config'

// An object can be looked into only from the Worker that defines it, so the meter runs as it is deployed, and the app
// runs in one Worker with the meter and the jobs it calls.
const project = (name: string, configPath: string, include: string[]) =>
  defineProject({
    plugins: [
      cloudflareTest(async () => ({
        wrangler: { configPath },
        miniflare: {
          bindings: {
            ENVIRONMENT: 'development',
            KEY_SECRETS: randomBytes(32).toString('base64'),
            TEST_MIGRATIONS: await readD1Migrations('migrations'),
          },
        },
      })),
    ],
    test: {
      name,
      include,
      expect: { requireAssertions: true },
      setupFiles: ['tests/setup/console.ts', 'tests/setup/migrations.ts'],
      testTimeout: 30_000,
    },
  })

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      project('meter', 'workers/meter/wrangler.toml', ['workers/meter/**/*.workers.test.ts']),
      project('app', 'tests/setup/wrangler.toml', [
        '{client,src,functions,workers/jobs,workers/mailer}/**/*.workers.test.{ts,tsx}',
      ]),
    ],
  },
})
