import type { ApprovalChange, TokenChange } from '../../api/simulation.ts'
import type { LogEntry } from '../../evm/Executor.ts'
import type { RecordedFrame } from '../createRecorder.ts'
import type { TokenReader } from './createTokenReader.ts'
import { askApproval, describeApproval, listApprovals } from './describeApprovals.ts'
import { askHolding, describeHolding, listHoldings } from './describeTransfers.ts'
import { findClaims, toClaimKey } from './findClaims.ts'

/** Holdings and approvals of one item that are looked at; hostile contracts could name any number. */
const MAX_HOLDINGS = 256
const MAX_APPROVALS = 128
const MAX_TOKENS = 64

export type TokenEffects = {
  readonly tokenChanges: TokenChange[]
  readonly approvals: ApprovalChange[]
  readonly isCut: boolean
}

const isDefined = <Value>(value: Value | undefined): value is Value => value !== undefined

/**
 * What an item has changed of tokens and of who may move them. Logs and calls say where to look; what is there before and after, the
 * tokens are asked themselves.
 */
export const describeTokens = async (
  reader: TokenReader,
  mark: number,
  logs: readonly LogEntry[],
  frames: readonly RecordedFrame[],
): Promise<TokenEffects> => {
  const claims = findClaims(logs, frames)
  const allHoldings = listHoldings(claims.transfers)
  const allApprovals = listApprovals(claims.approvals)
  const holdings = allHoldings.slice(0, MAX_HOLDINGS)
  const approvals = allApprovals.slice(0, MAX_APPROVALS)
  if (holdings.length === 0 && approvals.length === 0) return { tokenChanges: [], approvals: [], isCut: false }
  const tokens = new Map([...holdings, ...approvals].map(({ token }) => [toClaimKey(token), token]))
  const questions = [...holdings.map(askHolding), ...approvals.map(askApproval)]
  const answers = await reader.compare(mark, questions, [...tokens.values()].slice(0, MAX_TOKENS))
  const none = { before: undefined, after: undefined }
  return {
    tokenChanges: holdings
      .map((holding, index) => describeHolding(holding, answers[index] ?? none, reader.infoOf(holding.token)))
      .filter(isDefined),
    approvals: approvals
      .map((approval, index) =>
        describeApproval(approval, answers[holdings.length + index] ?? none, reader.infoOf(approval.token)),
      )
      .filter(isDefined),
    isCut: allHoldings.length > holdings.length || allApprovals.length > approvals.length,
  }
}
