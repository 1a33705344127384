import type { ServerResponse } from 'node:http'
import { corsHeaders } from './corsHeaders.ts'

/** How long a browser may remember the answer, seconds: what Chromium caps it at. */
const preflightMaxAgeS = 7_200

/** Answers the question whether a page of `origin` may use the JSON-RPC door (Fetch standard, CORS-preflight request). */
export const answerPreflight = (response: ServerResponse, origin: string): void => {
  response.writeHead(204, {
    ...corsHeaders(origin),
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type, authorization',
    // Private Network Access: a public page that asks a host on loopback.
    'access-control-allow-private-network': 'true',
    'access-control-max-age': String(preflightMaxAgeS),
  })
  response.end()
}
