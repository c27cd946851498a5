import { keepLocalMail } from '../../../src/storage/mails.ts'
import type { Transport } from './transport.ts'

/** Keeps messages where /dev/mail shows them. Settings give it to development alone. */
export const localTransport = (d1: D1Database, clock: () => number): Transport => ({
  send: (message) => keepLocalMail(d1, { ...message, sentAt: clock() }),
})
