import { APP_ORIGIN } from './appOrigin.ts'

/**
 * Whether the page may use a browser permission. Only writing plain text to the clipboard (copying an address) is allowed, and
 * only to our own page; everything else, known or new, is denied.
 */
export const isPermissionAllowed = (permission: string, origin: string): boolean =>
  permission === 'clipboard-sanitized-write' && origin.replace(/\/$/, '') === APP_ORIGIN
