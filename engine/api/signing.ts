import { z } from 'zod'
import { codes, procedure } from './procedure.ts'
import { Address, Bytes, Bytes32 } from './schemas.ts'

/** An account the desk can sign with. */
export const SigningAccount = z.object({
  address: Address,
  label: z.string(),
  /** `practice` accounts exist on the embedded chain only; `keystore` ones are encrypted with a password. */
  kind: z.enum(['practice', 'keystore']),
  locked: z.boolean(),
})
export type SigningAccount = z.infer<typeof SigningAccount>

const Password = z.string().min(8, 'at least 8 characters').max(1_024)
const Label = z.string().trim().min(1).max(64)

/** A Web3 Secret Storage v3 document, as text. */
const KeystoreJson = z.string().min(2).max(16_384)

export const signing = {
  listAccounts: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/signing/accounts', summary: 'Accounts this desk can sign with' })
    .output(z.array(SigningAccount)),

  createAccount: procedure
    .meta({ role: 'signer', kind: 'command' })
    .route({ method: 'POST', path: '/signing/accounts', summary: 'Make a new key, encrypted with a password' })
    .input(z.object({ label: Label, password: Password }))
    .output(SigningAccount),

  importAccount: procedure
    .meta({ role: 'signer', kind: 'command' })
    .route({ method: 'POST', path: '/signing/accounts/import', summary: 'Take in a keystore document' })
    .input(z.object({ label: Label, keystore: KeystoreJson, password: z.string().max(1_024) }))
    .errors(codes('signing/invalid-keystore', 'signing/wrong-password', 'signing/account-exists'))
    .output(SigningAccount),

  exportAccount: procedure
    .meta({ role: 'signer', kind: 'command' })
    .route({ method: 'POST', path: '/signing/accounts/{address}/export', summary: 'The encrypted keystore document' })
    .input(z.object({ address: Address, password: z.string().max(1_024) }))
    .errors(codes('signing/account-not-found', 'signing/wrong-password', 'signing/invalid-keystore'))
    .output(z.object({ keystore: KeystoreJson })),

  unlockAccount: procedure
    .meta({ role: 'signer', kind: 'command' })
    .route({ method: 'POST', path: '/signing/accounts/{address}/unlock', summary: 'Decrypt a key into memory' })
    .input(z.object({ address: Address, password: z.string().max(1_024) }))
    .errors(codes('signing/account-not-found', 'signing/wrong-password', 'signing/invalid-keystore'))
    .output(SigningAccount),

  lockAccount: procedure
    .meta({ role: 'signer', kind: 'command' })
    .route({ method: 'POST', path: '/signing/accounts/{address}/lock', summary: 'Forget a decrypted key' })
    .input(z.object({ address: Address }))
    .errors(codes('signing/account-not-found'))
    .output(SigningAccount),

  signOrder: procedure
    .meta({ role: 'signer', kind: 'command' })
    .route({
      method: 'POST',
      path: '/signing/orders',
      summary: 'Sign a prepared order; the digest must be the one that was simulated and shown',
    })
    .input(z.object({ requestId: z.string().max(64), digest: Bytes32 }))
    .errors(
      codes(
        'signing/request-not-found',
        'signing/account-not-found',
        'signing/locked',
        'signing/digest-mismatch',
        'signing/effects-changed',
        'signing/refused',
      ),
    )
    .output(z.object({ digest: Bytes32, signature: Bytes, signer: Address })),
}
