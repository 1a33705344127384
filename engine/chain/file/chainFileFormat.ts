import { z } from 'zod'
import type { AccountChange } from '../Chain.ts'
import type { CompleteGenesis } from '../Genesis.ts'

/** `docs/chain-file.md` describes the format. As in PNG, the first bytes show what a transfer as text would break. */
export const MAGIC = Uint8Array.of(0x89, 0x51, 0x43, 0x48, 0x0d, 0x0a, 0x1a, 0x0a)
export const VERSION = 1
/** Kind and length of a frame. */
export const FRAME_HEAD_BYTES = 5
export const DIGEST_BYTES = 32

export const FRAMES = { genesis: 1, block: 2, snapshot: 3, end: 255 } as const

/** No frame is longer: a length beyond it is damage, and nothing is read into memory for it. */
export const MAX_FRAME_BYTES = 256 * 1_048_576

export const SnapshotFrame = z.object({
  name: z.string(),
  blockNumber: z.int().nonnegative(),
  clockOffsetMs: z.int(),
  createdAtMs: z.int().nonnegative(),
})

export const EndFrame = z.object({
  blocks: z.int().positive(),
  headHash: z.string().regex(/^0x[0-9a-f]{64}$/),
  clockOffsetMs: z.number(),
})

/** What a chain file holds, in this order. */
export type ChainFileRecord =
  | { readonly kind: 'genesis'; readonly genesis: CompleteGenesis }
  | { readonly kind: 'block'; readonly encoded: Uint8Array; readonly accountChanges: readonly AccountChange[] }
  | ({ readonly kind: 'snapshot' } & z.output<typeof SnapshotFrame>)
  | ({ readonly kind: 'end' } & z.output<typeof EndFrame>)

/** How far the work on a chain file is. */
export type ChainFileProgress = { readonly blocks: number; readonly totalBlocks: number }

export type ChainFileOptions = {
  readonly onProgress?: (progress: ChainFileProgress) => void
  readonly signal?: AbortSignal
}

/** What a chain file is about. */
export type ChainFileSummary = { readonly chainId: number; readonly blocks: number; readonly headHash: `0x${string}` }
