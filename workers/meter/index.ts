export { AccountMeter } from './account-meter.ts'

/** The Worker has no address of its own: its object is reached by binding. */
export default {
  fetch: () => new Response(null, { status: 404 }),
}
