/** The device of a User-Agent header: what stays the same when its browser updates. */
export interface Device {
  /** `firefox/linux`; one word for each device of a kind. */
  id: string
  /** `Firefox, Linux`: names of makers, the same in every language. Empty when the header says nothing. */
  name: string
}

// The order matters: Edge and Opera also say Chrome, Chrome also says Safari, iPads also say Mac OS.
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
]
const LONGEST_PRODUCT = 40

const named = (table: [RegExp, string][], agent: string) => table.find(([pattern]) => pattern.test(agent))?.[1]

/** Reads a User-Agent header. A program that is no browser is known by its product's name, without the version. */
export function deviceOf(agent: string): Device {
  const product = /^[A-Za-z0-9._-]+/.exec(agent)?.[0].slice(0, LONGEST_PRODUCT)
  const parts = [named(BROWSERS, agent) ?? product, named(SYSTEMS, agent)].filter((part) => part !== undefined)
  return { id: parts.join('/').toLowerCase() || 'unknown', name: parts.join(', ') }
}
