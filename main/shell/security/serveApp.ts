import { readFile } from 'node:fs/promises'
import { type Protocol, protocol } from 'electron'
import { APP_SCHEME } from './appOrigin.ts'
import { resolveAppPath } from './resolveAppPath.ts'
import { securityHeaders } from './securityHeaders.ts'

/** Makes `app:` a scheme with an origin, secure and fetchable. Must run before Electron is ready. */
export const registerAppScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])

/** Serves the files of `root`, and nothing else, as `app://quantera/…`. */
export const serveApp = (target: Protocol, root: string): void =>
  target.handle(APP_SCHEME, async ({ url, method }) => {
    if (method !== 'GET' && method !== 'HEAD') return refuse(405)
    const file = resolveAppPath(url, root)
    const body = file && (await readFile(file.path).catch(() => undefined))
    if (!file || !body) return refuse(404)
    return new Response(method === 'HEAD' ? null : new Uint8Array(body), {
      headers: { ...securityHeaders, 'Content-Type': file.contentType },
    })
  })

const refuse = (status: number): Response => new Response(null, { status, headers: { ...securityHeaders } })
