/** How state is made sure of: by proofs against the block's state root (EIP-1186), or by several endpoints saying the same. */
export type Verification = 'proofs' | 'quorum'

/** The block that a fork begins with: another chain's. */
export type ForkPoint = {
  /** The other chain's. */
  readonly chainId: number
  readonly number: number
  readonly hash: `0x${string}`
  /** RLP of the block's header, which `hash` is the hash of. */
  readonly header: `0x${string}`
  readonly verification: Verification
}

/** Where a fork's state comes from: data, to hand to another thread. */
export type ForkSource = {
  readonly point: ForkPoint
  /** May hold keys: they are never written to a log or an error. */
  readonly urls: readonly string[]
  /** How many endpoints have to say the same where nothing proves it. */
  readonly quorum: number
  /** Path of the SQLite file that keeps what was fetched. */
  readonly cacheFile: string
  /** Asks nobody: what was never fetched is missing. */
  readonly isOffline: boolean
}
