import { beforeAll, expect, test } from 'vitest'
import { madePlan, OPERATOR, putOn } from '../plans.fixture.ts'
import { join } from '../team.fixture.ts'
import { ask, type Person, services, signUp } from '../visitor.fixture.ts'
import { site } from './index.ts'

let owner: Person
beforeAll(async () => {
  owner = await signUp('pricing-owner')
})

/** What stands in the section of a plan, without its tags, and where its links lead. */
async function offer(name: string, person: Person | null, locale = 'en') {
  const headers = { Cookie: `${person ? `${person.cookie.Cookie}; ` : ''}locale=${locale}` }
  const html = await (await ask(site, '/pricing', { headers })).text()
  const section = (html.match(/<section[\s\S]*?<\/section>/g) ?? []).find((one) => one.includes(`>${name}</h2>`))
  if (section === undefined) return null
  const links = [...section.matchAll(/href="([^"]+)"/g)].map(([, link]) => link)
  return { text: section.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' '), links }
}

test('who decides over money is led to choosing, a guest to signing up, and who only reads nowhere', async () => {
  const plan = await madePlan({ name: 'Ways' })
  const viewer = await join(owner, await signUp('pricing-viewer'), 'viewer')
  expect((await offer('Ways', null))?.links).toEqual(['/register'])
  expect((await offer('Ways', owner))?.links).toEqual([`/billing/plan/${plan.id}`])
  expect((await offer('Ways', viewer))?.links).toEqual([])
})

test('tiers are in words of the reader’s language', async () => {
  const tier = (from: number, to: number | null, price_minor: number) => ({ from, to, price_minor, per: 1_000 })
  const overage = [tier(0, 5_000, 40), tier(5_000, 9_000, 30), tier(9_000, null, 20)]
  await madePlan({ name: 'Tiers', overage, features: { en: ['Fast'], zh: ['快'] } })
  const words = 'first 5,000: $0.40 per 1,000 up to 9,000: $0.30 per 1,000 after that: $0.20 per 1,000'
  expect((await offer('Tiers', null))?.text).toContain(words)
  const chinese = (await offer('Tiers', null, 'zh'))?.text
  expect(chinese).toContain(
    '前 5,000 点：每 1,000 点 US$0.40 至 9,000 点：每 1,000 点 US$0.30 之后：每 1,000 点 US$0.20',
  )
  expect([chinese?.includes('快'), chinese?.includes('Fast')]).toEqual([true, false])
})

test('one’s own plan says so; an earlier version of it is not taken for the one on sale', async () => {
  const plan = await madePlan({ name: 'Mine' })
  await putOn(owner, plan)
  const own = await offer('Mine', owner)
  expect([own?.text.includes('Your plan'), own?.links]).toEqual([true, []])
  const next = await services.plans.renew(OPERATOR, plan.id, { priceMinor: 3_900 })
  const newer = await offer('Mine', owner)
  expect(newer?.text).toContain('You have an earlier version')
  expect(newer?.text).not.toContain('Your plan')
  expect(newer?.links).toEqual([`/billing/plan/${next.ok && next.value.id}`])
})

test('what needs an invitation is not shown', async () => {
  await madePlan({ name: 'Secret', byInvitation: true })
  expect(await offer('Secret', owner)).toBeNull()
})
