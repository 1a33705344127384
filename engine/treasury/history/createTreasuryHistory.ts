import { type Address, type Hex, numberToHex } from 'viem'
import { historyVerifierAbi } from '../../../contracts/generated/HistoryVerifier.ts'
import type { TreasuryStatus } from '../../api/marketData.ts'
import type { EthereumProvider } from '../../networks/Network.ts'
import { createContractClient } from '../clients/createContractClient.ts'
import { statusOf } from '../treasuryStatuses.ts'
import { encodeHeader } from './encodeHeader.ts'
import { readProof } from './readProof.ts'

/** The partitions that a token can have: a proof for each says what a holder had altogether. */
const MAX_PARTITIONS = 8

/** What a treasury was after a block. */
export interface PastTreasury {
  readonly blockNumber: bigint
  readonly timestampS: number
  readonly status: TreasuryStatus
  /** Absent while there was no price. */
  readonly price?: { readonly clean: bigint; readonly observedAtS: number }
}

/** What a holder had after a block, in base units; `locked` is held or frozen, and part of the balance. */
export interface PastBalance {
  readonly blockNumber: bigint
  readonly timestampS: number
  readonly balance: bigint
  readonly locked: bigint
}

/** Where to look: the chain's HistoryVerifier, and the registry of a set. */
export interface HistoryDeps {
  readonly provider: EthereumProvider
  readonly verifier: Address
  readonly registry: Address
}

/**
 * What treasuries and holders were at past blocks, as the chain itself verified it: a node's proofs are only passed on, so that it
 * need not be believed. Blocks older than 8,191 must have been anchored before, and their state be kept by the node.
 *
 * @example
 * const { price } = await history.treasuryAt(token, 1_234n)
 */
export const createTreasuryHistory = ({ provider, verifier, registry }: HistoryDeps) => {
  const contract = createContractClient(provider, verifier, historyVerifierAbi)

  /** The RLP of a block's header, as {@link historyVerifierAbi}'s functions want it. */
  const headerOf = async (block: bigint): Promise<Hex> =>
    encodeHeader(await provider.request({ method: 'eth_getBlockByNumber', params: [numberToHex(block), false] }))

  const prove = async (target: Address, slot: Hex, block: bigint) => {
    const [header, { account, slots }] = await Promise.all([
      headerOf(block),
      readProof(provider, target, [slot], block),
    ])
    return { header, account, slot: slots[0] ?? [] }
  }

  return {
    headerOf,

    /** @throws TerminalError `contract/reverted` when the block isn't known, or the treasury wasn't listed then */
    treasuryAt: async (token: Address, block: bigint): Promise<PastTreasury> => {
      const proof = await prove(registry, await contract.read.treasurySlot([token]), block)
      const past = await contract.read.treasuryAt([registry, token, proof])
      return {
        blockNumber: past.blockNumber,
        timestampS: Number(past.timestamp),
        status: statusOf(past.status),
        ...(past.priceObservedAt === 0n
          ? {}
          : { price: { clean: past.cleanPrice, observedAtS: Number(past.priceObservedAt) } }),
      }
    },

    /** What a holder had in one partition, 0 being the default one. */
    balanceAt: async (token: Address, account: Address, block: bigint, partition = 0): Promise<PastBalance> => {
      const slot = await contract.read.holderSlot([account, BigInt(partition)])
      const proof = await prove(token, slot, block)
      return toBalance(await contract.read.balanceAt([token, account, BigInt(partition), proof]))
    },

    /** What a holder had in all partitions. */
    totalBalanceAt: async (token: Address, account: Address, block: bigint): Promise<PastBalance> => {
      const partitions = Array.from({ length: MAX_PARTITIONS }, (_, number) => BigInt(number))
      const wanted = await Promise.all(partitions.map((number) => contract.read.holderSlot([account, number])))
      const [header, proofs] = await Promise.all([headerOf(block), readProof(provider, token, wanted, block)])
      return toBalance(await contract.read.totalBalanceAt([token, account, header, proofs.account, proofs.slots]))
    },
  }
}

interface Answer {
  readonly blockNumber: bigint
  readonly timestamp: bigint
  readonly balance: bigint
  readonly locked: bigint
}

const toBalance = ({ timestamp, ...past }: Answer): PastBalance => ({ ...past, timestampS: Number(timestamp) })
