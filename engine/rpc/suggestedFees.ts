import type { Chain } from '../chain/Chain.ts'

/** Wei per gas that gets a transaction into the next block of a desk's chain. */
export const SUGGESTED_TIP = 1_000_000_000n

/** The fee cap of a transaction nobody chose one for: it stays valid while the base fee doubles, six full blocks at least. */
export const suggestFeeCap = (chain: Chain, tip: bigint): bigint => 2n * chain.nextEnvironment().baseFeePerGas + tip

/** As `suggestFeeCap`, for blob gas (EIP-4844). */
export const suggestBlobFeeCap = (chain: Chain): bigint => 2n * chain.head().header.calcNextBlobGasPrice(chain.common)
