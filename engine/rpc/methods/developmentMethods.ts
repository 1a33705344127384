import { z } from 'zod'
import { toHex, toQuantity } from '../../chain/bytes.ts'
import type { AccountChange, Chain } from '../../chain/Chain.ts'
import { defineMethod, type Json, type MethodTable, type RpcMethod } from '../RpcContext.ts'
import { RPC_CODES, RpcError } from '../RpcError.ts'
import { AddressBytes, HashBytes, HexBytes, NoParams, Quantity, Slot } from '../schemas.ts'

/** These methods also take plain numbers, as the tools that know them send. */
const NumberOrQuantity = z.union([Quantity, z.number().int().nonnegative().transform(BigInt)])
const MAX_MINED_BLOCKS = 10_000n
const MS_PER_SECOND = 1_000

const mine = defineMethod(
  z.tuple([NumberOrQuantity.nullish(), NumberOrQuantity.nullish()]),
  async ({ chain }, [count, intervalSeconds]) => {
    const blocks = count ?? 1n
    if (blocks > MAX_MINED_BLOCKS) {
      throw new RpcError(RPC_CODES.limitExceeded, `cannot mine more than ${MAX_MINED_BLOCKS} blocks at once`)
    }
    for (let mined = 0n; mined < blocks; mined++) {
      // viem sends 0 when it was given no interval.
      if (mined > 0n && intervalSeconds) chain.setNextBlockTimestamp(chain.head().header.timestamp + intervalSeconds)
      await chain.mine()
    }
    return null
  },
)

const setAutomine = defineMethod(z.tuple([z.boolean()]), ({ chain }, [isOn]) => {
  chain.setMining({ mode: isOn ? 'instant' : 'manual' })
  return null
})

const getAutomine = defineMethod(NoParams, ({ chain }) => chain.getMining().mode === 'instant')

const mineEvery = (chain: Chain, intervalMs: number): null => {
  chain.setMining(intervalMs === 0 ? { mode: 'manual' } : { mode: 'interval', intervalMs })
  return null
}

/** The clock's new offset in seconds. */
const increaseTime = defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [seconds]) =>
  Math.round(chain.increaseTime(Number(seconds) * MS_PER_SECOND) / MS_PER_SECOND),
)

const snapshot = defineMethod(NoParams, async ({ chain }) => toQuantity(await chain.takeSnapshot()))

/** False for a snapshot that is not there, or was used: as Hardhat and Anvil answer. */
const revert = defineMethod(
  z.tuple([NumberOrQuantity]),
  async ({ chain }, [id]) => id <= Number.MAX_SAFE_INTEGER && chain.revertTo(Number(id)),
)

/** How an account is changed, under each tool's name; `answer` is what the tool's clients expect. */
const accountMethods = (prefix: string, answer: Json, answerToStorage: Json): MethodTable => {
  const define = <Schema extends z.ZodType>(
    params: Schema,
    toChange: (values: z.output<Schema>) => AccountChange,
    result: Json = answer,
  ): RpcMethod =>
    defineMethod(params, async ({ chain }, values) => {
      await chain.changeAccounts([toChange(values)])
      return result
    })
  const Amount = z.tuple([AddressBytes, NumberOrQuantity])
  return {
    [`${prefix}_setBalance`]: define(Amount, ([address, balance]) => ({ address, balance })),
    [`${prefix}_setNonce`]: define(Amount, ([address, nonce]) => ({ address, nonce })),
    [`${prefix}_setCode`]: define(z.tuple([AddressBytes, HexBytes]), ([address, code]) => ({ address, code })),
    [`${prefix}_setStorageAt`]: define(
      z.tuple([AddressBytes, Slot, Slot]),
      ([address, slot, value]) => ({ address, storage: [[slot, value]] }),
      answerToStorage,
    ),
  }
}

const evmMethods: MethodTable = {
  evm_mine: defineMethod(z.tuple([NumberOrQuantity.nullish()]), async ({ chain }, [timestamp]) => {
    if (timestamp != null) chain.setNextBlockTimestamp(timestamp)
    return toHex((await chain.mine()).hash)
  }),
  evm_setNextBlockTimestamp: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [timestamp]) => {
    chain.setNextBlockTimestamp(timestamp)
    return toQuantity(timestamp)
  }),
  // Ganache's name: milliseconds in, the clock's offset in seconds out.
  evm_setTime: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [timestampMs]) =>
    Math.round(chain.setTime(Number(timestampMs)) / MS_PER_SECOND),
  ),
  evm_increaseTime: increaseTime,
  evm_snapshot: snapshot,
  evm_revert: revert,
  evm_setAutomine: setAutomine,
  // Hardhat's unit: milliseconds.
  evm_setIntervalMining: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [intervalMs]) =>
    mineEvery(chain, Number(intervalMs)),
  ),
}

const hardhatMethods: MethodTable = {
  ...accountMethods('hardhat', true, true),
  hardhat_mine: mine,
  hardhat_getAutomine: getAutomine,
  hardhat_dropTransaction: defineMethod(z.tuple([HashBytes]), ({ chain }, [hash]) =>
    chain.dropTransaction(toHex(hash)),
  ),
}

const anvilMethods: MethodTable = {
  ...accountMethods('anvil', null, true),
  anvil_mine: mine,
  anvil_getAutomine: getAutomine,
  anvil_setAutomine: setAutomine,
  // Anvil's unit: seconds.
  anvil_setIntervalMining: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [seconds]) =>
    mineEvery(chain, Number(seconds) * MS_PER_SECOND),
  ),
  anvil_setNextBlockTimestamp: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [timestamp]) => {
    chain.setNextBlockTimestamp(timestamp)
    return null
  }),
  anvil_increaseTime: increaseTime,
  anvil_snapshot: snapshot,
  anvil_revert: revert,
  /** Removes so many of the newest blocks; one, when not said. */
  anvil_rollback: defineMethod(z.tuple([NumberOrQuantity.nullish()]), async ({ chain }, [depth]) => {
    await chain.rollbackTo(chain.head().number - Number(depth ?? 1n))
    return null
  }),
  anvil_dropTransaction: defineMethod(z.tuple([HashBytes]), async ({ chain }, [hash]) =>
    (await chain.dropTransaction(toHex(hash))) ? toHex(hash) : null,
  ),
}

/**
 * Methods that bend the chain's rules, under the names that users of Hardhat and Anvil know. Changes of an account seal a block, so
 * that they are as durable as any other.
 */
export const developmentMethods: MethodTable = { ...evmMethods, ...hardhatMethods, ...anvilMethods }
