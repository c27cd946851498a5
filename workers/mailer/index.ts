/**
 * Sends mail, and alone holds what it takes. No transport is connected yet: a mail is never acknowledged as sent, but runs
 * out of attempts and lands among the failed jobs, where an operator sees it.
 */
export default {
  fetch: (request) =>
    new URL(request.url).pathname === '/health'
      ? Response.json({ status: 'ok', transport: null })
      : new Response('Not found', { status: 404 }),

  queue(batch) {
    for (const message of batch.messages) {
      console.log(JSON.stringify({ event: 'mail.unsent', message: message.id, reason: 'no transport is connected' }))
      message.retry()
    }
  },
} satisfies ExportedHandler
