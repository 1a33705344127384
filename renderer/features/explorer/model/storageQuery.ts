const slotMax = 2n ** 256n

/** What somebody typed to read storage: a slot's number, or a variable with its keys. Nothing: the variables, or the first slots. */
export function parseStorageQuery(text: string): { readonly first?: string; readonly variable?: string } {
  const plain = text.trim()
  if (plain === '') return {}
  if (!/^(\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(plain)) return { variable: plain.slice(0, 300) }
  const slot = BigInt(plain)
  return slot >= slotMax ? { variable: plain } : { first: `0x${slot.toString(16).padStart(64, '0')}` }
}
