import { at } from './root.ts'

/** wrangler's own program: without the wrapper, so that a signal reaches what it is meant for. */
export const WRANGLER = at('node_modules/wrangler/wrangler-dist/cli.js')

/** What wrangler's process gets: nothing of the environment but what it needs and what is named here. */
export function wranglerEnv(more: Record<string, string> = {}): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']
  const env = Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  return {
    ...env,
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_WRITE_LOGS: 'false',
    FORCE_COLOR: '0',
    ...more,
  }
}
