import { z } from 'zod'

const Member = z.object({
  name: z.string(),
  /** As solc writes it: `mapping(address => struct Holdings.Holder)`. */
  type: z.string(),
  /** Counted from where its struct begins. */
  slot: z.number().int().nonnegative(),
  /** Bytes from the slot's low-order end. */
  offset: z.number().int().min(0).max(31),
  bytes: z.number().int().positive(),
})
export type Member = z.infer<typeof Member>

/**
 * Where an upgradeable contract keeps what, as `contracts/layouts/` has it of each release. Who upgrades a contract leaves its
 * storage as it is, so the new code has to find everything where the old one put it.
 */
export const StorageRelease = z.object({
  contract: z.string(),
  /** Of variables outside of namespaces, which another base contract would move: ours have none. */
  variables: z.array(Member),
  /** By ERC-7201 id. `slot` is where the code looks for it (`unknown`, or `several`), whatever the id would give. */
  namespaces: z.record(z.string(), z.object({ slot: z.string(), members: z.array(Member) })),
  /** Structs that members are made of, by their type. */
  structs: z.record(z.string(), z.object({ bytes: z.number().int().positive(), members: z.array(Member) })),
  /** Enums likewise: a value is stored as its position. */
  enums: z.record(z.string(), z.array(z.string())),
})
export type StorageRelease = z.infer<typeof StorageRelease>
