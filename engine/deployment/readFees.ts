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
  if (baseFeeWei + tipWei > limitWei) {
    const message = `Gas costs ${formatGwei(baseFeeWei + tipWei)} gwei now, more than the limit of ${formatGwei(limitWei)}.`
    throw new TerminalError('deployment/fee-too-high', message, { feeWei: baseFeeWei + tipWei, limitWei })
  }
  return { baseFeeWei, tipWei, maxFeeWei: bidWei < limitWei ? bidWei : limitWei }
}
