/** A 0x-hex address of 20 bytes. */
export type Address = `0x${string}`

/** What an EIP-1193 provider sends to its `message` listeners (EIP-758 subscriptions). */
export type ProviderMessage = {
  readonly type: 'eth_subscription'
  readonly data: { readonly subscription: string; readonly result: unknown }
}

/** EIP-1193, as far as the domains need it. A rejected request carries `code`, and `data` where the node sent some. */
export type EthereumProvider = {
  request(request: { readonly method: string; readonly params?: unknown }): Promise<unknown>
  on(event: 'message', listener: (message: ProviderMessage) => void): void
  removeListener(event: 'message', listener: (message: ProviderMessage) => void): void
}

/** A chain that domains can work on: the embedded one, a public one, a fork. No domain asks which. */
export type Network<Contract extends string = string> = {
  /** Stable and unique on this desk: `practice`, `mainnet`. */
  readonly id: string
  /** For people. */
  readonly name: string
  readonly chainId: number
  readonly provider: EthereumProvider
  /** The address book: the contracts and parties that a domain needs, by their role. */
  readonly addresses: Readonly<Record<Contract, Address>>
}
