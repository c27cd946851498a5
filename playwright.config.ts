import { defineConfig } from 'playwright/test'
import { STRIPE_KEYS } from './tests/journeys/stripe.ts'

// bin/checks/journeys.ts names a browser, three ports and a folder: npm test -- e2e
const { TOLLGATE_CHROMIUM = '', TOLLGATE_PORT = '8788', TOLLGATE_STATE_DIR = '' } = process.env
const { TOLLGATE_SCANNER_PORT = '8789', TOLLGATE_STRIPE_PORT = '8790' } = process.env
const origin = `http://localhost:${TOLLGATE_PORT}`

export default defineConfig({
  testDir: 'tests/journeys',
  outputDir: 'test-results',
  workers: 1,
  forbidOnly: process.env.CI === 'true',
  timeout: 60_000,
  webServer: {
    command: 'node bin/ready.mjs start',
    url: `${origin}/api/health`,
    env: {
      PORT: TOLLGATE_PORT,
      STATE_DIR: TOLLGATE_STATE_DIR,
      SECRET_SCANNING_KEYS_URL: `http://127.0.0.1:${TOLLGATE_SCANNER_PORT}/keys`,
      STRIPE_API_URL: `http://127.0.0.1:${TOLLGATE_STRIPE_PORT}`,
      STRIPE_SECRET_KEY: STRIPE_KEYS.secret,
      STRIPE_WEBHOOK_SECRET: STRIPE_KEYS.webhook,
      BANK_DETAILS: 'Example Bank\nIBAN DE00 0000 0000 0000 0000 00',
    },
    timeout: 120_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
  },
  use: {
    baseURL: origin,
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: TOLLGATE_CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
