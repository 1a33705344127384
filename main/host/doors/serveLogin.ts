import type { IncomingMessage, ServerResponse } from 'node:http'
import { TerminalError } from '../../../engine/api/errors.ts'
import type { Access } from '../access/createAccess.ts'
import type { Authenticator } from './createAuthenticator.ts'
import { respond } from './respond.ts'

export interface LoginOptions {
  readonly code: string
  readonly access: Access
  readonly authenticator: Authenticator
  readonly cookieName: string
}

/**
 * Uses a login link up: starts a session, whose id goes into a cookie that no script can read and no other site can send, and goes
 * on to the desk. A link that was used before or is too old gets a page that says what to do.
 */
export const serveLogin = (request: IncomingMessage, response: ServerResponse, options: LoginOptions): void => {
  const { code, access, authenticator, cookieName } = options
  if (request.method !== 'GET') throw new TerminalError('host/not-found', 'Open this link in a browser.')
  // A browser that only fetches ahead must not use the link up.
  if (request.headers['sec-purpose'] !== undefined || request.headers.purpose === 'prefetch') {
    respond(response, 503, 'text/plain', 'Not ahead of time.')
    return
  }
  const sessionId = access.logIn(code)
  if (sessionId === undefined) {
    authenticator.countFailure(request, 'login link')
    respond(response, 410, 'text/html; charset=utf-8', usedPage)
    return
  }
  const cookie = `${cookieName}=${sessionId}; HttpOnly; SameSite=Strict; Path=/`
  respond(response, 303, 'text/plain', 'Logged in.', { location: '/', 'set-cookie': cookie })
}

const usedPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Quantera Terminal</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem; color-scheme: light dark }</style>
<h1>This link no longer works</h1>
<p>A login link opens the desk once, in one browser, and some links only for ten minutes.</p>
<p>If this browser was logged in before, <a href="/">go to the desk</a>. Otherwise make a new link: restart the host, which prints
one, or call <code>access.createLoginLink</code> (<code>POST /api/access/links</code>) with the desk’s token.</p>
</html>
`
