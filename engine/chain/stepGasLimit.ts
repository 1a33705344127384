const BOUND_DIVISOR = 1_024n

/**
 * The gas limit of the block after one with `parent`: `wanted`, or as near as a block may go, less than a 1024th of its parent's
 * away (EIP-1559). A chain's own blocks all have the wanted one; those that it took in may have another.
 */
export const stepGasLimit = (parent: bigint, wanted: bigint): bigint => {
  const step = parent / BOUND_DIVISOR - 1n
  if (wanted > parent + step) return parent + step
  return wanted < parent - step ? parent - step : wanted
}
