/** Bounds on what a caller may ask of the doors. */
export interface DoorLimits {
  /** Body of a REST request, and message on a desk socket, bytes. */
  readonly requestBytes: number
  /** Body of a JSON-RPC request, and message on a JSON-RPC socket, bytes. */
  readonly rpcBytes: number
  /** Requests under way at once on a JSON-RPC socket; more wait on the line. */
  readonly rpcUnderWay: number
  /** Sockets open at once for one token. */
  readonly sockets: number
  /** Calls under way at once for one token, streams included. */
  readonly calls: number
  /** Calls a second for one token over time, and how many may come at once. */
  readonly callsPerSecond: number
  readonly callBurst: number
  /** The same for JSON-RPC requests: programs that simulate ask far more than people. */
  readonly rpcCallsPerSecond: number
  readonly rpcCallBurst: number
  /** Wrong credentials a minute from one address over time, and how many may come at once. */
  readonly failuresPerMinute: number
  readonly failureBurst: number
  /** A stream waits while more than this waits to be sent on its socket, bytes. */
  readonly bufferedBytes: number
  /** A socket with more than this to send is closed, bytes. */
  readonly bufferedBytesMost: number
  /** Time for a request's headers, for a whole request, and a connection's silence, milliseconds. */
  readonly headersTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly silenceMs: number
  /** How often a socket is asked for a sign of life, milliseconds. */
  readonly heartbeatMs: number
  readonly connections: number
  readonly sessionIdleMs: number
  readonly linkLifetimeMs: number
}

export const defaultLimits: DoorLimits = {
  requestBytes: 1_048_576,
  rpcBytes: 5 * 1_048_576,
  rpcUnderWay: 128,
  sockets: 64,
  calls: 2_000,
  callsPerSecond: 2_000,
  callBurst: 5_000,
  rpcCallsPerSecond: 20_000,
  rpcCallBurst: 50_000,
  failuresPerMinute: 20,
  failureBurst: 20,
  bufferedBytes: 262_144,
  bufferedBytesMost: 16 * 1_048_576,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  silenceMs: 60_000,
  heartbeatMs: 30_000,
  connections: 1_000,
  sessionIdleMs: 12 * 3_600_000,
  linkLifetimeMs: 10 * 60_000,
}
