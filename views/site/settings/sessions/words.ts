import type { OpenSession } from '../../../../src/domain/people/people.ts'
import type { PageInfo } from '../../../page.ts'
import { formatOf } from '../../../text/format.ts'

/** A session's device in a few words: Firefox on Linux. */
export function deviceWords(page: PageInfo, { device: { client, system }, kind }: OpenSession): string {
  const text = page.text.sessions
  if (client && system) return text.device(client, system)
  return client ?? system ?? (kind === 'bearer' ? text.program : text.unknownDevice)
}

/** Where a session was opened: Oslo, Norway. Null where nobody knows. */
export function placeWords(page: PageInfo, { place }: OpenSession): string | null {
  if (!place) return null
  const country = formatOf(page.locale, page.timeZone).country(place.country)
  return place.city === null ? country : page.text.sessions.place(place.city, country)
}
