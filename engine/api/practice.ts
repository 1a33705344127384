import { z } from 'zod'
import { codes, procedure } from './procedure.ts'
import { Address, Bytes32 } from './schemas.ts'

export const practice = {
  onboard: procedure
    .meta({ role: 'admin', kind: 'command' })
    .route({
      method: 'POST',
      path: '/practice/onboard',
      summary: 'Approve an account as an investor of the practice desk and fund it',
    })
    .input(z.object({ account: Address }))
    .errors(codes('chain/unavailable', 'chain/rejected'))
    .output(z.object({ account: Address, transactionHashes: z.array(Bytes32) })),
}
