import { chromium } from 'playwright'
const base = 'http://localhost:8802'
const out = '/tmp/subs-shots'
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const ctx = await b.newContext({ baseURL: base, viewport: { width: 1280, height: 900 }, locale: 'en-GB' })
const p = await ctx.newPage()
const name = 'shot' + Date.now().toString(36)
await p.goto('/register')
await p.getByLabel('User name').fill(name)
await p.getByLabel('Email').fill(name + '@example.com')
await p.getByLabel('Password').fill('a long walk uphill')
await p.getByRole('button', { name: 'Create account' }).click()
const key = (await p.getByTestId('api-key').textContent()) ?? ''
const combos = [[1280, 'light', 'en'], [360, 'dark', 'zh'], [360,'light','en']]
const shot = async (label, path, which = combos) => {
  for (const [w, theme, locale] of which) {
    await ctx.addCookies([{ name: 'theme', value: theme, url: base }, { name: 'locale', value: locale, url: base }])
    await p.setViewportSize({ width: w, height: 900 })
    if (path) await p.goto(path)
    await p.screenshot({ path: `${out}/${label}-${w}-${theme}-${locale}.png`, fullPage: true })
  }
  await ctx.addCookies([{ name: 'locale', value: 'en', url: base },{ name: 'theme', value: 'light', url: base }])
  await p.setViewportSize({ width: 1280, height: 900 })
}
await shot('empty', '/billing')
await shot('choice', '/billing/plan')
await shot('quote-up', '/billing/plan/plan_metered_1')
await shot('quote-trial', '/billing/plan/plan_tried_1', [[1280,'dark','en']])
await p.goto('/billing/plan/plan_metered_1')
await p.getByRole('button', { name: 'Change to Metered' }).click()
for (let i = 0; i < 12; i++) await fetch(base + '/api/demo/hello', { headers: { 'X-API-Key': key } })
await p.goto('/billing/spending')
await p.locator('#amount').fill('25.50')
await p.getByRole('button', { name: 'Save the cap' }).click()
await p.goto('/billing/spending')
await p.locator('#amounts').fill('5\n10.5')
await p.getByRole('button', { name: 'Save the alerts' }).click()
await p.goto('/billing/details')
await p.locator('#name').fill('Weather Desk Ltd')
await p.locator('#address').fill('1 High Street\nTown')
await p.getByRole('button', { name: 'Save' }).click()
await p.goto('/billing/plan/plan_pro_1')
await p.getByRole('button', { name: 'Change to Pro' }).click()
await shot('full', '/billing', [...combos, [1280, 'dark', 'zh']])
await shot('spending', '/billing/spending')
await shot('details', '/billing/details', [[360,'light','en']])
await shot('cancel', '/billing/plan/plan_free_1', [[1280,'light','en'],[360,'dark','zh']])
await b.close()
