/** EIP-170: the most bytes of deployed code. */
export const deployedBytesMax = 24_576
/** EIP-3860: the most bytes of creation code. */
export const creationBytesMax = 49_152

/** How near a size is to its limit: over it, above nine tenths, or neither. */
export function judgeSize(bytes: number, max: number): 'over' | 'near' | 'fine' {
  if (bytes > max) return 'over'
  return bytes > max * 0.9 ? 'near' : 'fine'
}
