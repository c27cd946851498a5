import type { Device } from './people.ts'

// The first that fits: each browser also claims to be those below it.
const CLIENTS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera|OPiOS)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bMicroMessenger\//, 'WeChat'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(HeadlessChrome|Chrome|Chromium|CriOS)\//, 'Chrome'],
  [/\bVersion\/\S+ .*Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPod)\b/, 'iOS'],
  [/\biPad\b/, 'iPadOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\b(Macintosh|Mac OS X)\b/, 'macOS'],
  [/\b(Linux|X11)\b/, 'Linux'],
]

const first = (known: [RegExp, string][], agent: string) => known.find(([sign]) => sign.test(agent))?.[1] ?? null

/** A User-Agent header in plain words. Programs go by their own name: `curl/8.5.0` is curl. */
export function deviceOf(agent: string): Device {
  const own = /^([A-Za-z][\w.-]{0,31})(\/|$)/.exec(agent)?.[1] ?? null
  return { client: first(CLIENTS, agent) ?? (own === 'Mozilla' ? null : own), system: first(SYSTEMS, agent) }
}

const parts = ({ client, system }: Device): string[] => [client, system].filter((part) => part !== null)

/** One word for all devices of a kind, `firefox/linux`: what stays the same when a browser updates. */
export const deviceKind = (device: Device): string => parts(device).join('/').toLowerCase() || 'unknown'

/** `Firefox, Linux`: names of makers, the same in every language; empty when the header said nothing. */
export const deviceName = (device: Device): string => parts(device).join(', ')
