const extensionOrigin = /^(?:chrome|moz|safari-web)-extension:\/\/[A-Za-z0-9-]+$/

/**
 * An origin as browsers write it in their `Origin` header (RFC 6454 §6.1): of a page, or of a wallet that is a browser extension.
 * Neither `*` nor `null`: whoever may use the desk is named.
 *
 * @throws Error with a sentence for whoever configured it.
 */
export const parseOrigin = (text: string): string => {
  if (extensionOrigin.test(text)) return text
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPage = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (isPage && url.origin === text.replace(/\/$/, '')) return url.origin
  throw new Error(`${text} is no origin; one looks like https://app.example or chrome-extension://abcdef.`)
}
