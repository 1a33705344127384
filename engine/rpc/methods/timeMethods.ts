import { z } from 'zod'
import { toQuantity } from '../../chain/bytes.ts'
import { defineMethod, type MethodTable } from '../RpcContext.ts'
import { NoParams } from '../schemas.ts'
import { NumberOrQuantity, toAnswer, underEachName } from '../tools.ts'

const MS_PER_SECOND = 1_000n

/** The clock's new offset in seconds. */
const increaseTime = defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [seconds]) =>
  Math.round(chain.increaseTime(Number(seconds * MS_PER_SECOND)) / Number(MS_PER_SECOND)),
)

// viem sends milliseconds to Hardhat, seconds to the others.
const setInterval = underEachName((tool) => ({
  setBlockTimestampInterval: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [interval]) => {
    chain.setSecondsPerBlock(Number(tool === 'hardhat' ? interval / MS_PER_SECOND : interval))
    return toAnswer(tool)
  }),
  removeBlockTimestampInterval: defineMethod(NoParams, ({ chain }) => {
    chain.setSecondsPerBlock(undefined)
    return true
  }),
}))

/** The chain's clock. */
export const timeMethods: MethodTable = {
  ...setInterval,
  evm_setNextBlockTimestamp: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [timestamp]) => {
    chain.setNextBlockTimestamp(timestamp)
    return toQuantity(timestamp)
  }),
  // Ganache's name: milliseconds in, the clock's offset in seconds out.
  evm_setTime: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [timestampMs]) =>
    Math.round(chain.setTime(Number(timestampMs)) / Number(MS_PER_SECOND)),
  ),
  evm_increaseTime: increaseTime,
  anvil_increaseTime: increaseTime,
  anvil_setNextBlockTimestamp: defineMethod(z.tuple([NumberOrQuantity]), ({ chain }, [timestamp]) => {
    chain.setNextBlockTimestamp(timestamp)
    return null
  }),
}
