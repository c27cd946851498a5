/** Builds what browsers fetch from /assets: each file under a name that holds its content's hash. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { watch } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OUT = join(ROOT, 'public/assets')
const NAMES = join(ROOT, 'views/assets.gen.ts')
const FONTS = [
  { family: 'Inter Variable', package: '@fontsource-variable/inter', file: 'inter' },
  { family: 'JetBrains Mono Variable', package: '@fontsource-variable/jetbrains-mono', file: 'jetbrains-mono' },
]
const SUBSETS = ['latin', 'latin-ext']

/** Writes a file under a hashed name unless it is there already, and answers with that name. */
async function publish(name: string, content: Buffer | string, kept: Set<string>): Promise<string> {
  const { name: base, ext } = parse(name)
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  const hashed = `${base}-${hash}${ext}`
  const target = join(OUT, hashed)
  const same = await readFile(target).then(
    (there) => there.equals(Buffer.from(content)),
    () => false,
  )
  if (!same) await writeFile(target, content)
  kept.add(hashed)
  return hashed
}

/** Publishes the fonts and writes their @font-face rules, which views/app.css imports. */
async function fonts(kept: Set<string>): Promise<Record<string, string>> {
  const urls: Record<string, string> = {}
  let css = '/* Written by bin/assets.ts. */\n'
  for (const font of FONTS) {
    const ranges = JSON.parse(await readFile(join(ROOT, 'node_modules', font.package, 'unicode.json'), 'utf8'))
    for (const subset of SUBSETS) {
      const file = `${font.file}-${subset}-wght-normal.woff2`
      const content = await readFile(join(ROOT, 'node_modules', font.package, 'files', file))
      const name = await publish(`${font.file}-${subset}.woff2`, content, kept)
      urls[`${font.file}-${subset}`] = `/assets/${name}`
      css += `@font-face{font-family:"${font.family}";font-style:normal;font-display:swap;font-weight:100 900;src:url("/assets/${name}") format("woff2");unicode-range:${ranges[subset]}}\n`
    }
  }
  await writeIfChanged(join(ROOT, 'build/fonts.css'), css)
  return urls
}

async function stylesheet(): Promise<Buffer> {
  const target = join(ROOT, 'build/app.css')
  const cli = join(ROOT, 'node_modules/@tailwindcss/cli/dist/index.mjs')
  await promisify(execFile)(process.execPath, [cli, '-i', 'views/app.css', '-o', target, '--minify'], { cwd: ROOT })
  return readFile(target)
}

async function writeIfChanged(path: string, content: string): Promise<void> {
  const there = await readFile(path, 'utf8').catch(() => null)
  if (there !== content) await writeFile(path, content)
}

/** Builds public/assets and views/assets.gen.ts, and removes what an earlier build left. */
export async function buildAssets(): Promise<void> {
  await mkdir(OUT, { recursive: true })
  await mkdir(join(ROOT, 'build'), { recursive: true })
  const kept = new Set<string>()
  const font = await fonts(kept)
  const own = async (name: string, path: string) =>
    `/assets/${await publish(name, await readFile(join(ROOT, path)), kept)}`
  const assets = {
    css: `/assets/${await publish('app.css', await stylesheet(), kept)}`,
    htmx: await own('htmx.js', 'node_modules/htmx.org/dist/htmx.min.js'),
    script: await own('page.js', 'views/assets/page.js'),
    passkeys: await own('passkeys.js', 'views/assets/passkeys.js'),
    icon: await own('icon.svg', 'views/assets/icon.svg'),
    font: font['inter-latin'],
  }
  await writeIfChanged(
    NAMES,
    `/** Written by bin/assets.ts. */\nexport const assets = ${JSON.stringify(assets, null, 2)} as const\n`,
  )
  for (const name of await readdir(OUT)) if (!kept.has(name)) await rm(join(OUT, name))
}

/** Builds again a moment after any change under views/ or src/app/. Runs until the process ends. */
function watchAssets(): void {
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const later = (_: string, name: string | null) => {
    if (name?.includes('.gen.')) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      running = running.then(buildAssets).catch((error: unknown) => console.error(`Assets: ${String(error)}`))
    }, 80)
  }
  for (const folder of ['views', 'src/app']) watch(join(ROOT, folder), { recursive: true }, later)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAssets()
  if (process.argv.includes('--watch')) watchAssets()
}
