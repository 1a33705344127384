import { type Address, type Hex, numberToHex } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../api/errors.ts'
import type { EthereumProvider } from '../../networks/Network.ts'

const Bytes = z.string().regex(/^0x([0-9a-f]{2})+$/i) as unknown as z.ZodType<Hex>
const Proof = z.object({
  accountProof: z.array(Bytes),
  storageProof: z.array(z.object({ proof: z.array(Bytes) })),
})

/** The trie nodes that prove an account, and each of the slots asked for. */
export interface SlotProofs {
  readonly account: readonly Hex[]
  readonly slots: readonly (readonly Hex[])[]
}

/** Some nodes prove an empty trie by its root, `rlp('')`; the verifier wants, as others answer, no nodes at all. */
const withoutEmptyRoot = (nodes: readonly Hex[]): readonly Hex[] =>
  nodes.length === 1 && nodes[0] === '0x80' ? [] : nodes

/**
 * Asks a node for the proofs (EIP-1186) of a contract's slots after a block.
 *
 * @throws TerminalError `chain/unavailable` when the node answers something else
 */
export const readProof = async (
  provider: Pick<EthereumProvider, 'request'>,
  address: Address,
  slots: readonly Hex[],
  block: bigint,
): Promise<SlotProofs> => {
  const answer = await provider.request({ method: 'eth_getProof', params: [address, slots, numberToHex(block)] })
  const { data } = Proof.safeParse(answer)
  if (data === undefined || data.storageProof.length !== slots.length) {
    throw new TerminalError('chain/unavailable', 'The node answered no proof.', { address })
  }
  return {
    account: withoutEmptyRoot(data.accountProof),
    slots: data.storageProof.map(({ proof }) => withoutEmptyRoot(proof)),
  }
}
