import { formatGwei } from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { DeploymentReader } from './createDeploymentReader.ts'

/** Fees of a unit of gas, in wei (EIP-1559). */
export type DeploymentFees = {
  readonly baseFeeWei: bigint
  readonly tipWei: bigint
  /** What a transaction bids: twice the base fee, so that it survives six full blocks, and the tip. */
  readonly maxFeeWei: bigint
}

/**
 * The fees to pay now.
 *
 * @throws TerminalError `deployment/fee-too-high` when base fee and tip exceed `limitWei`.
 */
export const readFees = async (reader: DeploymentReader, limitWei?: bigint): Promise<DeploymentFees> => {
  const [{ baseFeePerGas: baseFeeWei }, tipWei] = await Promise.all([reader.latestBlock(), reader.tipWei()])
  const bidWei = 2n * baseFeeWei + tipWei
  if (limitWei === undefined) return { baseFeeWei, tipWei, maxFeeWei: bidWei }
  if (baseFeeWei + tipWei > limitWei) throw feeTooHigh(baseFeeWei + tipWei, limitWei)
  return { baseFeeWei, tipWei, maxFeeWei: bidWei < limitWei ? bidWei : limitWei }
}

/** A unit of gas would cost more than whoever deploys wants to pay. */
export const feeTooHigh = (feeWei: bigint, limitWei: bigint): TerminalError =>
  new TerminalError(
    'deployment/fee-too-high',
    `A unit of gas takes ${formatGwei(feeWei)} gwei, more than the limit of ${formatGwei(limitWei)}.`,
    { feeWei, limitWei },
  )
