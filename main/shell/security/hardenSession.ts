import type { Session } from 'electron'
import { parseUrl } from '../parseUrl.ts'
import { APP_ORIGIN } from './appOrigin.ts'
import { isPermissionAllowed } from './isPermissionAllowed.ts'

export interface HardenSessionOptions {
  /** Developer tools load parts of themselves over `devtools:`. */
  readonly allowDevTools: boolean
}

/** Denies permissions, devices and downloads, and stops every request that isn't for our own files. */
export const hardenSession = (session: Session, { allowDevTools }: HardenSessionOptions): void => {
  session.setPermissionCheckHandler((_contents, permission, origin) => isPermissionAllowed(permission, origin))
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(isPermissionAllowed(permission, originOf(contents.getURL()))),
  )
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
  session.setSpellCheckerEnabled(false)
  // The policy of the page says so too; this holds even if a page came without one.
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !isRequestAllowed(url, allowDevTools) }))
}

const isRequestAllowed = (url: string, allowDevTools: boolean): boolean =>
  url.startsWith(`${APP_ORIGIN}/`) ||
  url.startsWith('data:') ||
  url.startsWith(`blob:${APP_ORIGIN}/`) ||
  (allowDevTools && url.startsWith('devtools:'))

const originOf = (url: string): string => {
  const address = parseUrl(url)
  return address === undefined ? '' : `${address.protocol}//${address.host}`
}
