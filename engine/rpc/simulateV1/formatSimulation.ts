import { fromHex, toHex, toQuantity } from '../../chain/bytes.ts'
import type { BlockRecord, LogRecord } from '../../chain/store/ChainRecords.ts'
import { describeFrameError } from '../../evm/trace/describeFrameError.ts'
import { describeRevert } from '../describeRevert.ts'
import { formatBlock, formatExecuted, formatLog } from '../format.ts'
import type { Json } from '../RpcContext.ts'
import { toRpcErrorBody } from '../RpcError.ts'
import { SIMULATION_CODES } from './SimulationError.ts'
import { type FinishedBlock, toRecord } from './simulateBlock.ts'
import type { SimulatedCall } from './simulateCall.ts'

/** A simulated block, with its calls, as the execution-apis have it. */
export const formatSimulatedBlock = (finished: FinishedBlock, isFull: boolean): Json => {
  const block = toRecord(finished)
  const { calls } = finished
  let firstLog = 0
  return {
    ...formatBlock(
      block,
      calls.map((call, position) => (isFull ? formatExecuted(call, block, position) : call.pooled.hash)),
    ),
    calls: calls.map((call, position) => {
      const formatted = formatCall(call, block, position, firstLog)
      firstLog += call.logs.length
      return formatted
    }),
  }
}

const formatCall = (call: SimulatedCall, block: BlockRecord, position: number, firstLog: number): Json => {
  const { result, pooled } = call
  const { intrinsic, execution, floor } = result.gas
  const beforeRefund = intrinsic + execution
  const logs = result.isSuccess ? call.logs : []
  return {
    returnData: result.isSuccess || result.error === 'revert' ? toHex(result.returnData) : '0x',
    logs: logs.map((log, index) =>
      formatLog({
        ...log,
        blockNumber: block.number,
        blockHash: block.hash,
        blockTimestamp: Number(block.header.timestamp),
        transactionHash: fromHex(pooled.hash),
        transactionPosition: position,
        position: firstLog + index,
      } satisfies LogRecord),
    ),
    gasUsed: toQuantity(result.gasUsed),
    maxUsedGas: toQuantity(beforeRefund > floor ? beforeRefund : floor),
    status: result.isSuccess ? '0x1' : '0x0',
    ...(result.isSuccess ? {} : { error: describeFailure(call) }),
  }
}

const describeFailure = ({ result }: SimulatedCall): Json =>
  result.error === 'revert'
    ? { ...toRpcErrorBody(describeRevert(result.returnData)) }
    : { code: SIMULATION_CODES.vm, message: describeFrameError(result.error ?? 'execution failed') }
