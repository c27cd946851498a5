import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMPANIONS } from '../root.ts'
import { WRANGLER, wranglerEnv } from '../wrangler.ts'
import { NOTHING, type Outcome, single, sum } from './outcome.ts'
import { run } from './run.ts'

/**
 * Whether Cloudflare would take the configurations: pages dev serves some that Pages refuses. `folder` holds the Pages
 * project, `companions` the files of the others.
 */
export async function checkConfigs(folder: string, companions: readonly string[]): Promise<Outcome> {
  const out = mkdtempSync(join(tmpdir(), 'tollgate-config-'))
  const wrangler = (args: string[]) => run(process.execPath, ['--no-warnings', WRANGLER, ...args], wranglerEnv())
  try {
    const metadata = ['--build-metadata-path', join(out, 'metadata.json')]
    const pages = await wrangler([
      'pages',
      'functions',
      'build',
      '--project-directory',
      folder,
      '--outdir',
      join(out, 'pages'),
      ...metadata,
    ])
    let outcome = single(pages.code === 0, pages.code === 0 ? '' : pages.output)
    for (const config of companions) {
      const { code, output } = await wrangler(['deploy', '--dry-run', '--outdir', join(out, 'worker'), '-c', config])
      outcome = sum(outcome, single(code === 0, code === 0 ? '' : `${config}:\n${output}`))
    }
    return outcome
  } finally {
    rmSync(out, { recursive: true })
  }
}

/** The configurations that are in the tree. */
export const config = async (): Promise<Outcome> =>
  sum(
    NOTHING,
    await checkConfigs(
      '.',
      COMPANIONS.map((name) => `workers/${name}/wrangler.toml`),
    ),
  )
