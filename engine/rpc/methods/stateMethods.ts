import { z } from 'zod'
import { fromHex, toHex, toQuantity } from '../../chain/bytes.ts'
import { EMPTY_CODE_HASH } from '../../chain/state/WorldState.ts'
import { EMPTY_ROOT } from '../../chain/trie/MerkleTrie.ts'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { requireBlock } from '../resolveBlock.ts'
import { AddressBytes, AddressText, BlockId, Slot } from '../schemas.ts'

const AccountAt = z.tuple([AddressBytes, BlockId.optional()])

const MAX_SLOTS = 1_024

const StorageRequest = z
  .record(AddressText, z.array(Slot))
  .refine((request) => Object.keys(request).length > 0, 'empty request')
  .refine((request) => Object.values(request).flat().length <= MAX_SLOTS, `more than ${MAX_SLOTS} slots`)

const padWord = (value: Uint8Array): Uint8Array => Buffer.concat([new Uint8Array(32 - value.length), value])

/** Accounts and storage at any block. */
export const stateMethods: MethodTable = {
  eth_getBalance: defineMethod(AccountAt, ({ chain }, [address, id]) =>
    chain.read(requireBlock(chain, id), (state) => toQuantity(state.getAccount(address)?.balance ?? 0n)),
  ),
  eth_getCode: defineMethod(AccountAt, ({ chain }, [address, id]) =>
    chain.read(requireBlock(chain, id), (state) => toHex(state.getCode(address))),
  ),
  eth_getTransactionCount: defineMethod(AccountAt, async ({ chain }, [address, id]) => {
    const block = requireBlock(chain, id)
    if (block === 'pending') return toQuantity(await chain.pendingNonce(address))
    return chain.read(block, (state) => toQuantity(state.getAccount(address)?.nonce ?? 0n))
  }),
  eth_getStorageAt: defineMethod(z.tuple([AddressBytes, Slot, BlockId.optional()]), ({ chain }, [address, slot, id]) =>
    chain.read(requireBlock(chain, id), (state) => {
      const value = toHex(state.getStorage(address, slot)).slice(2)
      return `0x${value.padStart(64, '0')}`
    }),
  ),
  eth_getProof: defineMethod(
    z.tuple([AddressBytes, z.array(Slot).max(1_024), BlockId.optional()]),
    ({ chain }, [address, slots, id]) =>
      chain.read(requireBlock(chain, id), (state) => {
        const account = state.getAccount(address)
        const proof = state.prove(address, slots)
        return {
          address: toHex(address),
          balance: toQuantity(account?.balance ?? 0n),
          nonce: toQuantity(account?.nonce ?? 0n),
          codeHash: toHex(account?.codeHash ?? EMPTY_CODE_HASH),
          storageHash: toHex(account?.storageRoot ?? EMPTY_ROOT),
          accountProof: proof.account.map(toHex),
          storageProof: slots.map((slot, index) => ({
            key: toHex(slot),
            value: toQuantity(BigInt(`0x0${toHex(state.getStorage(address, slot)).slice(2)}`)),
            proof: (proof.storage[index] ?? []).map(toHex),
          })),
        }
      }),
  ),
  eth_getStorageValues: defineMethod(z.tuple([StorageRequest, BlockId.optional()]), ({ chain }, [request, id]) =>
    chain.read(requireBlock(chain, id), (state) =>
      Object.fromEntries(
        Object.entries(request).map(([address, slots]) => [
          address,
          slots.map((slot) => toHex(padWord(state.getStorage(fromHex(address), slot)))),
        ]),
      ),
    ),
  ),
}
