import { createBlockHeader } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import type { SimulatedItem, SimulationRequest } from '../api/simulation.ts'
import type { ExecutionSession } from '../chain/Chain.ts'
import type { ArtifactFinder } from '../compiler/ContractArtifact.ts'
import { createPrecompileCheck } from '../evm/createPrecompileCheck.ts'
import { type BlockEnvironment, InvalidTransactionError } from '../evm/Executor.ts'
import { judgeAuthorizations } from '../evm/judgeAuthorizations.ts'
import { overrideAccounts } from './applyOverrides.ts'
import { createContractBook } from './ContractBook.ts'
import { createRecorder } from './createRecorder.ts'
import { describeInvalid, describeItem, type ItemContext } from './describeItem.ts'
import { prepareItem } from './prepareItem.ts'
import { runItem } from './runItem.ts'
import { createTokenReader } from './tokens/createTokenReader.ts'

/** How many frames, logs and slots of all items together are told. */
const MAX_FRAMES = 10_000
const MAX_LOGS = 10_000
const MAX_SLOTS = 10_000

export type BundleOptions = {
  readonly session: ExecutionSession
  readonly common: Common
  readonly artifacts: ArtifactFinder
  readonly request: Pick<SimulationRequest, 'items' | 'stateOverrides' | 'abis'>
  /** Hears of each item when it is done. */
  readonly onItem: (item: SimulatedItem) => void
}

/**
 * Runs items one after the other, each on what those before it did, and tells all that each does. What it leaves in the session's
 * state, the session's owner discards.
 *
 * @throws TerminalError `simulation/invalid-abi`
 */
export const simulateBundle = async ({ session, common, artifacts, request, onItem }: BundleOptions): Promise<void> => {
  const { state, environment } = session
  overrideAccounts(state, request.stateOverrides)
  const context: ItemContext = {
    session,
    book: createContractBook(artifacts, request.abis, state),
    tokens: createTokenReader(session),
    isPrecompile: createPrecompileCheck(common),
    blobBaseFee: readBlobBaseFee(environment, common),
    left: { frames: MAX_FRAMES, logs: MAX_LOGS, slots: MAX_SLOTS },
  }
  for (const [index, item] of request.items.entries()) {
    const mark = state.mark()
    try {
      const prepared = prepareItem(item, environment, state, common)
      const { from, authorizations } = prepared
      const verdicts = judgeAuthorizations(state, common.chainId(), from, authorizations)
      const recorder = createRecorder(context.left.frames)
      const result = await runItem(session, prepared, recorder)
      onItem(await describeItem(context, { index, mark, prepared, verdicts, result, recording: recorder.recording() }))
    } catch (error) {
      if (!(error instanceof InvalidTransactionError)) throw error
      onItem(describeInvalid(index, item, error))
    }
  }
}

/** EIP-4844, with the schedule of the chain's rules. */
const readBlobBaseFee = ({ excessBlobGas }: BlockEnvironment, common: Common): bigint =>
  createBlockHeader({ excessBlobGas }, { common, skipConsensusFormatValidation: true, freeze: false }).getBlobGasPrice()
