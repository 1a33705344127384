import type { Chain, ExecutionSession } from '../../chain/Chain.ts'
import { refuse } from '../../chain/ChainError.ts'
import { sealBlock } from '../../chain/sealBlock.ts'
import type { BlockRecord } from '../../chain/store/ChainRecords.ts'
import type { SealedBlock } from '../../chain/store/createChainStore.ts'
import { type BlockEnvironment, type BlockOptions, BlockRuleError } from '../../evm/Executor.ts'
import { overrideState } from '../toMessage.ts'
import type { MemoryBranch } from './createMemoryBranch.ts'
import type { PlannedBlock } from './planBlocks.ts'
import { readPrecompileMoves } from './readPrecompileMoves.ts'
import { type SimulatedCall, type SimulationMode, simulateCall } from './simulateCall.ts'

const ZERO_HASH = new Uint8Array(32)
const ZERO_ADDRESS = new Uint8Array(20)

/** The simulation that a block is part of. */
export type SimulationContext = {
  readonly chain: Pick<Chain, 'common'>
  readonly session: ExecutionSession
  readonly branch: MemoryBranch
  readonly mode: SimulationMode
  /** The blocks that were simulated before. */
  readonly earlier: readonly BlockRecord[]
  readonly gasLeft: bigint
}

export type FinishedBlock = { readonly sealed: SealedBlock; readonly calls: readonly SimulatedCall[] }

/** Runs the calls of one block after another, with its overrides, and seals it in memory. */
export const simulateBlock = async (
  context: SimulationContext,
  block: PlannedBlock,
  parent: BlockRecord,
): Promise<FinishedBlock> => {
  const { chain, session, branch, mode } = context
  const { state, sink } = branch
  const environment = toEnvironment(context, block, parent)
  const stateOverrides = block.stateOverrides ?? {}
  const execution = session.imagineBlock(environment, state, {
    ...toOptions(context, block),
    precompiles: readPrecompileMoves(stateOverrides, session.isPrecompile),
  })
  overrideState(state, stateOverrides)
  try {
    await execution.open()
    const calls: SimulatedCall[] = []
    let gasUsed = 0n
    for (const request of block.calls ?? []) {
      const gasLeft = context.gasLeft - gasUsed
      const call = await simulateCall({ chain, state, environment, execution, mode, gasUsed, gasLeft }, request)
      gasUsed += call.result.gasUsed
      calls.push(call)
    }
    const withdrawals = block.blockOverrides?.withdrawals ?? []
    const requests = await execution.close(withdrawals)
    const parts = { environment, executed: calls, requests, common: chain.common, withdrawals }
    return { sealed: sealBlock(parts, state, sink), calls }
  } catch (error) {
    throw error instanceof BlockRuleError ? refuse(error.message) : error
  }
}

const toOptions = ({ earlier }: SimulationContext, { blockOverrides }: PlannedBlock): BlockOptions => ({
  getBlockHash: (number) => earlier.find((block) => block.number === number)?.hash,
  blobBaseFee: blockOverrides?.blobBaseFee,
  admitsContracts: true,
})

const toEnvironment = (
  { chain, mode }: SimulationContext,
  { blockOverrides, number, timestamp }: PlannedBlock,
  { header, hash }: BlockRecord,
): BlockEnvironment => ({
  number,
  timestamp,
  parentHash: hash,
  coinbase: blockOverrides?.feeRecipient ?? ZERO_ADDRESS,
  gasLimit: blockOverrides?.gasLimit ?? header.gasLimit,
  // Without validation gas is free, so that nobody needs ether to try something.
  baseFeePerGas: blockOverrides?.baseFeePerGas ?? (mode.isValidated ? header.calcNextBaseFee() : 0n),
  excessBlobGas: header.calcNextExcessBlobGas(chain.common),
  prevRandao: blockOverrides?.prevRandao ?? ZERO_HASH,
  parentBeaconBlockRoot: ZERO_HASH,
})

/** A simulated block as if it had been stored. */
export const toRecord = ({ sealed }: FinishedBlock): BlockRecord => ({
  number: Number(sealed.header.number),
  hash: sealed.hash,
  header: sealed.header,
  sizeBytes: sealed.sizeBytes,
  withdrawals: sealed.withdrawals,
})
