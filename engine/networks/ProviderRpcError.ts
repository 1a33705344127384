/** EIP-1193's error: what a request was refused with. `data` is the revert data of a call (code 3). */
export class ProviderRpcError extends Error {
  override readonly name = 'ProviderRpcError'
  readonly code: number
  readonly data: string | undefined

  constructor({ code, message, data }: { readonly code: number; readonly message: string; readonly data?: string }) {
    super(message)
    this.code = code
    this.data = data
  }
}
