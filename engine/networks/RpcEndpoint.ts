/** One method with its parameters, as JSON. */
export type RpcCall = { readonly method: string; readonly params: readonly unknown[] }

/** What a node answered to a call: a result, not parsed yet, or its refusal (JSON-RPC 2.0, section 5), with a revert's data where it sent some. */
export type RpcAnswer =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: `0x${string}` } }

/** A node behind a URL. */
export type RpcEndpoint = {
  /** Host and port; never the whole URL, which may hold a key. */
  readonly name: string
  /**
   * Sends calls together and answers in their order.
   *
   * @throws TerminalError `network/unreachable` when there is no answer, `network/invalid-answer` when it is not JSON-RPC.
   */
  send(calls: readonly RpcCall[]): Promise<readonly RpcAnswer[]>
}
