import { encode } from 'uqr'

/** The specification asks for four light modules around the dark ones. */
const QUIET = 4

/** Dark runs of each row as one path. */
function pathOf(rows: boolean[][]): string {
  let path = ''
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      const start = x
      while (row[x]) x++
      if (x > start) path += `M${start} ${y}h${x - start}v1H${start}z`
    }
  })
  return path
}

/** A QR code, drawn here: no other service learns what it says. Dark on white in every theme, or cameras miss it. */
export const Qr = ({ data, label }: { data: string; label: string }) => {
  const { data: rows, size } = encode(data, { ecc: 'M', border: QUIET })
  return (
    <svg
      class="block size-56 rounded-md border border-line"
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={pathOf(rows)} fill="#000" />
    </svg>
  )
}
