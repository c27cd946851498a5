import { offsetsAt, TIME_ZONES, UTC, zoneNamed } from '../../../../src/domain/time-zones.ts'
import type { PageInfo } from '../../../page.ts'
import { cityOf, offsetName } from '../../../text/format.ts'
import type { Filled } from '../../../ui/field.tsx'
import { Select } from '../../../ui/select.tsx'

/** Asia/Ho_Chi_Minh is in Asia; UTC is in none. */
const regionOf = (zone: string): string => (zone.includes('/') ? zone.slice(0, zone.indexOf('/')) : '')

const byCity = (a: string, b: string): number => (cityOf(a) < cityOf(b) ? -1 : 1)

/** Every zone by its region, with its offset as it is now. With scripts the browser's own is offered, never chosen by itself. */
export const ZoneField = ({ page, filled, value }: { page: PageInfo; filled: Filled; value: string }) => {
  const text = page.text.profile
  const offsets = offsetsAt(page.now)
  const regions = Map.groupBy(TIME_ZONES, regionOf)
  // A zone that is no longer known must not turn into the first of the list.
  const chosen = filled.values.time_zone ?? zoneNamed(value) ?? UTC
  return (
    <div>
      <Select page={page} filled={filled} name="time_zone" label={text.timeZone} hint={text.timeZoneHint}>
        {[...regions].map(([region, zones]) => (
          <optgroup label={region === '' ? text.others : (text.regions[region] ?? region)}>
            {zones.sort(byCity).map((zone) => (
              <option value={zone} selected={zone === chosen}>
                {zone.includes('/') ? `${cityOf(zone)}, ${offsetName(offsets.get(zone) ?? 0)}` : zone}
              </option>
            ))}
          </optgroup>
        ))}
      </Select>
      <p class="mt-1.5 text-sm" data-zone-suggestion="#time_zone" hidden>
        {text.suggestion} <b class="font-[550]" data-zone />{' '}
        <button
          type="button"
          class="ml-1 inline-flex min-h-11 items-center font-[550] text-accent hover:underline sm:min-h-7"
        >
          {text.useIt}
        </button>
      </p>
    </div>
  )
}
