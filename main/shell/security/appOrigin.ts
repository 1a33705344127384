import { parseUrl } from '../parseUrl.ts'

/** The scheme and host the screens are served under; an origin of its own, apart from every website and file. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'quantera'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`
export const APP_URL = `${APP_ORIGIN}/index.html`

/** Whether `url` is the page itself, whatever its fragment: the one navigation allowed is a reload. */
export const isAppPage = (url: string): boolean => {
  const { protocol, host, pathname, search } = parseUrl(url) ?? {}
  return (
    protocol === `${APP_SCHEME}:` &&
    host === APP_HOST &&
    (pathname === '/' || pathname === '/index.html') &&
    search === ''
  )
}
