/** Parts per million of a share written as percent, `19` or `8.25`: four decimals at most; null for what is none up to 100. */
export function ppmOf(percent: string): number | null {
  const [, whole, decimals = ''] = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(percent) ?? []
  if (whole === undefined) return null
  const ppm = Number(whole) * 10_000 + Number(decimals.padEnd(4, '0'))
  return ppm <= 1_000_000 ? ppm : null
}
