import { consolePages, site } from '../../src/app/routes.ts'

/** Whose tokens a page is about: the account's, or the service's. */
export type TokenPlace = 'account' | 'service'

export const PLACES = {
  account: {
    list: site.tokens,
    creation: site.tokenCreation,
    revocation: site.tokenRevocation,
    revoking: site.tokenRevoking,
  },
  service: {
    list: consolePages.tokens,
    creation: consolePages.tokenCreation,
    revocation: consolePages.tokenRevocation,
    revoking: consolePages.tokenRevoking,
  },
} as const
