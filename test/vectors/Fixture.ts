/** The formats of execution-spec-tests, as far as they are read here. Numbers and bytes are 0x-hex. */
type Hex = `0x${string}`

export type FixtureAccount = {
  readonly nonce: Hex
  readonly balance: Hex
  readonly code: Hex
  readonly storage: Readonly<Record<Hex, Hex>>
}

export type Allocation = Readonly<Record<Hex, FixtureAccount>>

export type StatePost = {
  readonly hash: Hex
  readonly logs: Hex
  readonly txbytes: Hex
  readonly expectException?: string
}

export type StateFixture = {
  readonly env: {
    readonly currentCoinbase: Hex
    readonly currentGasLimit: Hex
    readonly currentNumber: Hex
    readonly currentTimestamp: Hex
    readonly currentRandom: Hex
    readonly currentBaseFee: Hex
    readonly currentExcessBlobGas?: Hex
  }
  readonly pre: Allocation
  readonly post: Readonly<Record<string, readonly StatePost[]>>
  readonly config?: { readonly chainid?: Hex }
}

export type BlockchainFixture = {
  readonly network: string
  readonly pre: Allocation
  readonly genesisRLP: Hex
  readonly blocks: readonly { readonly rlp: Hex; readonly expectException?: string }[]
  readonly lastblockhash: Hex
  readonly postState?: Allocation
  readonly config?: { readonly chainid?: Hex }
}

/** One thing that can pass or fail. */
export type Outcome = { readonly name: string; readonly failure: string | undefined }
