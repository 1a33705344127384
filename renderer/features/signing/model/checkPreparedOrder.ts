import { hashDomain, hashStruct, hashTypedData, isAddressEqual, recoverAddress } from 'viem'
import type { Market } from '../../../../engine/api/marketData.ts'
import { orderTypedData, type PreparedOrder, type TicketInput } from '../../../../engine/api/order.ts'

/** EIP-712 hashes of an order, computed in this window from what it shows. */
export interface OrderHashes {
  readonly domainHash: `0x${string}`
  readonly messageHash: `0x${string}`
  readonly digest: `0x${string}`
}

/** Hashes the order as shown (EIP-712: `keccak256(0x1901 ‖ domainSeparator ‖ hashStruct(message))`). */
export function hashShownOrder({ order, domain }: PreparedOrder): OrderHashes {
  const typed = orderTypedData(order, domain)
  const domainTypes = [
    { name: 'name', type: 'string' },
    { name: 'version', type: 'string' },
    { name: 'chainId', type: 'uint256' },
    { name: 'verifyingContract', type: 'address' },
  ] as const
  return {
    domainHash: hashDomain({
      domain: { ...typed.domain, chainId: BigInt(domain.chainId) },
      types: { EIP712Domain: domainTypes },
    }),
    messageHash: hashStruct({ data: typed.message, primaryType: typed.primaryType, types: typed.types }),
    digest: hashTypedData(typed),
  }
}

/**
 * Everything in which a prepared order differs from the ticket that was asked for, from the network shown, or from its own hashes.
 * An empty list means: what is on the screen is what would be signed.
 */
export function listMismatches(
  prepared: PreparedOrder,
  ticket: TicketInput,
  market: Market,
  chainId: number,
): string[] {
  const { order, domain, preview } = prepared
  const limitTicks = ticket.type === 'limit' ? ticket.priceTicks : preview.limitPriceTicks
  const hashes = hashShownOrder(prepared)
  const timeInForce = ticket.type === 'market' ? 'IOC' : (ticket.timeInForce ?? 'GTC')
  const checks: readonly [boolean, string][] = [
    [isAddressEqual(order.trader, ticket.trader as `0x${string}`), 'the account'],
    [prepared.marketId === market.marketId && isAddressEqual(order.token, market.treasury.token), 'the treasury'],
    [order.side === ticket.side, 'the side'],
    [order.quantity === BigInt(ticket.sizeLots) * market.lotSize, 'the size'],
    [limitTicks !== undefined && order.price === BigInt(limitTicks) * market.tickSize, 'the price'],
    [order.timeInForce === timeInForce, 'the time in force'],
    [ticket.timeInForce !== 'GTD' || ticket.type === 'market' || order.expiry === ticket.expiresAtS, 'the expiry'],
    [order.postOnly === (ticket.postOnly ?? false), 'post-only'],
    [domain.chainId === chainId, 'the network'],
    [hashes.domainHash === prepared.domainHash, 'the domain hash'],
    [hashes.messageHash === prepared.messageHash, 'the message hash'],
    [hashes.digest === prepared.digest, 'the digest'],
  ]
  return checks.flatMap(([holds, what]) => (holds ? [] : [what]))
}

/** Refuses a signature that is over something other than what was shown, or by someone else. */
export class SignatureMismatchError extends Error {
  readonly code = 'signing/digest-mismatch'
  constructor(message: string) {
    super(message)
    this.name = 'SignatureMismatchError'
  }
}

/** Checks that a signature is over the digest of the order shown and by its trader. Throws `SignatureMismatchError`. */
export async function checkSignature(
  prepared: PreparedOrder,
  signed: { readonly digest: `0x${string}`; readonly signature: `0x${string}` },
): Promise<void> {
  const { digest } = hashShownOrder(prepared)
  if (signed.digest !== digest)
    throw new SignatureMismatchError('The signer signed another digest than the one shown. Nothing was sent.')
  const signer = await recoverAddress({ hash: digest, signature: signed.signature })
  if (!isAddressEqual(signer, prepared.order.trader))
    throw new SignatureMismatchError(`The signature is by ${signer}, not by the trader of the order. Nothing was sent.`)
}
