import { z } from 'zod'
import { codes, procedure, Role } from './procedure.ts'
import { TimeMs } from './schemas.ts'

/** A token given to a program or person; the secret itself is shown once, when it is made. */
export const AccessToken = z.object({
  tokenId: z.string(),
  label: z.string(),
  role: Role,
  createdAtMs: TimeMs,
})
export type AccessToken = z.infer<typeof AccessToken>

export const access = {
  whoAmI: procedure
    .meta({ role: 'viewer', kind: 'query', whileStarting: true })
    .route({ method: 'GET', path: '/access/me', summary: 'The role this caller has' })
    .output(z.object({ role: Role, principal: z.string() })),

  createToken: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({ method: 'POST', path: '/access/tokens', summary: 'Make a token with a role' })
    .input(z.object({ label: z.string().trim().min(1).max(64), role: Role }))
    .output(AccessToken.extend({ token: z.string() })),

  listTokens: procedure
    .meta({ role: 'admin', kind: 'query' })
    .route({ method: 'GET', path: '/access/tokens', summary: 'Tokens in force' })
    .output(z.array(AccessToken)),

  revokeToken: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({ method: 'DELETE', path: '/access/tokens/{tokenId}', summary: 'End a token at once' })
    .input(z.object({ tokenId: z.string().max(64) }))
    .errors(codes('access/token-not-found'))
    .output(z.object({ revoked: z.literal(true) })),

  createLoginLink: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({ method: 'POST', path: '/access/links', summary: 'A link that logs one browser in, once' })
    .output(z.object({ url: z.string(), expiresAtMs: TimeMs })),
}
