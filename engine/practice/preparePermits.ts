import { type Address, hashTypedData, isAddressEqual, maxUint256 } from 'viem'
import { z } from 'zod'
import { settlementTokenAbi } from '../../contracts/generated/SettlementToken.ts'
import { TerminalError } from '../api/errors.ts'
import { type Permit, permitTypedData } from '../api/permit.ts'
import { Address as AddressSchema } from '../api/schemas.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { readContract } from '../networks/readContract.ts'

/** The answer of `eip712Domain()` (EIP-5267). */
const Domain = z.tuple([
  z.string(),
  z.string().max(64),
  z.string().max(16),
  z.bigint(),
  AddressSchema,
  z.string(),
  z.array(z.bigint()),
])

/** EIP-5267 `fields` of a domain with name, version, chain id and verifying contract, without a salt. */
const fieldsWithoutSalt = '0x0f'

interface PermitOptions {
  readonly tokens: readonly Address[]
  readonly owner: Address
  readonly spender: Address
  readonly chainId: number
  /** Unix seconds. */
  readonly deadline: number
}

/**
 * The permits (ERC-2612) with which `owner` lets `spender` move any amount of each token, under the domain that the token itself
 * tells (EIP-5267) and with its next nonce.
 *
 * @throws TerminalError `signing/refused` when a token tells the domain of another contract or another network.
 */
export const preparePermits = (
  provider: EthereumProvider,
  { tokens, owner, spender, chainId, deadline }: PermitOptions,
): Promise<Permit[]> =>
  Promise.all(
    tokens.map(async (token) => {
      const read = (name: string, args: readonly unknown[] = []) =>
        readContract(provider, token, settlementTokenAbi, name, args)
      const [toldDomain, toldNonce, toldSymbol] = await Promise.all([
        read('eip712Domain'),
        read('nonces', [owner]),
        read('symbol'),
      ])
      const [fields, name, version, toldChainId, contract, , extensions] = Domain.parse(toldDomain)
      const isItsOwn = isAddressEqual(contract, token) && toldChainId === BigInt(chainId)
      if (!isItsOwn || fields !== fieldsWithoutSalt || extensions.length > 0) {
        throw new TerminalError('signing/refused', `The token ${token} tells an EIP-712 domain that isn't its own.`, {
          token,
        })
      }
      const permit = {
        token,
        symbol: z.string().max(32).parse(toldSymbol),
        domain: { name, version, chainId },
        owner,
        spender,
        value: maxUint256,
        nonce: z.bigint().parse(toldNonce),
        deadline,
      }
      return { ...permit, digest: hashTypedData(permitTypedData(permit)) }
    }),
  )
