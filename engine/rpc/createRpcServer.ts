import type { Hex } from 'viem'
import type { Chain } from '../chain/Chain.ts'
import { refuse } from '../chain/ChainError.ts'
import { createNodeAccounts } from './accounts/createNodeAccounts.ts'
import { createSender } from './accounts/createSender.ts'
import { createFilterRegistry } from './createFilterRegistry.ts'
import { limitChain } from './limitChain.ts'
import { accessListMethods } from './methods/accessListMethods.ts'
import { accountMethods } from './methods/accountMethods.ts'
import { blockMethods } from './methods/blockMethods.ts'
import { callMethods, simulationMethods } from './methods/callMethods.ts'
import { chainMethods } from './methods/chainMethods.ts'
import { rawMethods, traceMethods } from './methods/debugMethods.ts'
import { developmentMethods } from './methods/developmentMethods.ts'
import { feeMethods } from './methods/feeMethods.ts'
import { logMethods } from './methods/logMethods.ts'
import { networkMethods } from './methods/networkMethods.ts'
import { poolMethods } from './methods/poolMethods.ts'
import { sendMethods } from './methods/sendMethods.ts'
import { simulateV1Methods } from './methods/simulateV1Methods.ts'
import { stateMethods } from './methods/stateMethods.ts'
import { flatTraceMethods } from './methods/traceMethods.ts'
import { walletMethods } from './methods/walletMethods.ts'
import type { Json, MethodTable, Notify, RpcContext, RpcSession, SessionRights } from './RpcContext.ts'
import { RPC_CODES, RpcError, type RpcErrorBody, toRpcErrorBody } from './RpcError.ts'

export type RpcServerOptions = {
  readonly chain: Chain
  /** How long a call by a session that is not privileged may execute; five seconds, as geth has it, when not said. */
  readonly callTimeoutMs?: number
  /** How much gas such a call may use at most; 50 million, as geth has it, when not said. */
  readonly callGasCap?: bigint
  /** Keys of the accounts that privileged sessions may sign with; none by default. */
  readonly unlockedKeys?: readonly Hex[]
  /** Makes ids of filters and subscriptions that nobody can guess: 0x-hex of 128 random bits. */
  readonly createId: () => string
  /** Hears of failures that are bugs; the client gets `internal error`. */
  readonly onError: (error: unknown, method: string) => void
  /** Something stands on the chain's blocks (a market its settlements): nobody but the desk itself may take any away. */
  readonly keepsBlocks?: boolean
}

type RpcResponse = { jsonrpc: '2.0'; id: string | number | null } & ({ result: Json } | { error: RpcErrorBody })

/** The JSON-RPC of a chain, without a transport. */
export type RpcServer = {
  openSession(options: { readonly notify?: Notify; readonly rights?: SessionRights }): RpcSession
  closeSession(session: RpcSession): void
  /** One method. Rejects with an error that `toRpcErrorBody` describes. */
  request(session: RpcSession, method: string, params: unknown): Promise<Json>
  /** One JSON text, a request or a batch; `undefined` when there is nothing to answer (notifications). Never rejects. */
  handle(message: string, session: RpcSession): Promise<string | undefined>
  close(): void
}

const CALL_TIMEOUT_MS = 5_000
const CALL_GAS_CAP = 50_000_000n
const MAX_BATCH = 1_000
const MAX_METHOD_LENGTH = 64
/** EIP-1193 wallets have these; a node has not. */
const WALLET_PREFIX = 'wallet_'

const publicMethods: MethodTable = {
  ...networkMethods,
  ...feeMethods,
  ...accountMethods,
  ...blockMethods,
  ...stateMethods,
  ...sendMethods,
  ...callMethods,
  ...simulateV1Methods,
  ...accessListMethods,
  ...logMethods,
  ...rawMethods,
  ...poolMethods,
  ...walletMethods,
}
const privilegedMethods: MethodTable = {
  ...developmentMethods,
  ...chainMethods,
  ...simulationMethods,
  ...traceMethods,
  ...flatTraceMethods,
}
const publicTable = new Map(Object.entries(publicMethods))
const privilegedTable = new Map(Object.entries(privilegedMethods))

/** Methods that take blocks away, or put others in their place. */
const removingMethods = new Set([
  'evm_revert',
  'anvil_revert',
  'anvil_rollback',
  'anvil_reorg',
  'anvil_reset',
  'hardhat_reset',
  'ganache_reset',
  'anvil_loadState',
  'hardhat_loadState',
  'ganache_loadState',
  'quantera_revertToSnapshot',
])

/** The names of all methods: those that every session may call, and those of administrators and the desk. */
export const rpcMethods = { public: [...publicTable.keys()], privileged: [...privilegedTable.keys()] } as const

/** Whether a method is closed to all but administrators and the desk itself. */
export const isDevelopmentMethod = (method: string): boolean => privilegedTable.has(method)

const refuseMethod = (method: string): RpcError => {
  if (privilegedTable.has(method)) {
    return new RpcError(RPC_CODES.unauthorized, `the method ${method} is for the desk's administrator`)
  }
  if (method.startsWith(WALLET_PREFIX)) {
    return new RpcError(RPC_CODES.unsupported, `the method ${method} is for wallets: this is a node`)
  }
  return new RpcError(RPC_CODES.methodNotFound, `the method ${method} does not exist/is not available`)
}

export const createRpcServer = (options: RpcServerOptions): RpcServer => {
  const {
    chain,
    unlockedKeys = [],
    createId,
    onError,
    keepsBlocks,
    callTimeoutMs = CALL_TIMEOUT_MS,
    callGasCap = CALL_GAS_CAP,
  } = options
  const filters = createFilterRegistry(createId)
  const accounts = createNodeAccounts(unlockedKeys)
  const context: RpcContext = {
    chain,
    accounts,
    sendTransaction: createSender(chain, accounts),
    filters,
    createId,
    instanceId: `${createId()}${createId().slice(2)}`,
  }
  const limitedContext: RpcContext = {
    ...context,
    chain: limitChain(chain, { timeoutMs: callTimeoutMs, gasCap: callGasCap }),
  }

  const request: RpcServer['request'] = async (session, method, params) => {
    const found = publicTable.get(method) ?? (session.isPrivileged ? privilegedTable.get(method) : undefined)
    if (found === undefined) throw refuseMethod(method)
    if (removingMethods.has(method) && !session.mayRemoveBlocks) {
      throw refuse('the market of this desk stands on the blocks of this chain: fork it, and do this there')
    }
    const parsed = found.params.safeParse(padParams(params, found.params))
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new RpcError(RPC_CODES.invalidParams, `invalid params: ${issue?.path.join('.')} ${issue?.message}`.trim())
    }
    return found.handle(session.isPrivileged ? context : limitedContext, parsed.data as never, session)
  }

  const answer = async (body: unknown, session: RpcSession): Promise<RpcResponse | undefined> => {
    const call = parseCall(body)
    if (call === undefined) return toFailure(null, new RpcError(RPC_CODES.invalidRequest, 'invalid request'))
    try {
      const result = await request(session, call.method, call.params)
      return call.id === undefined ? undefined : { jsonrpc: '2.0', id: call.id, result }
    } catch (error) {
      const failure = toFailure(call.id ?? null, error)
      if ('error' in failure && failure.error.code === RPC_CODES.internal) onError(error, call.method)
      return call.id === undefined ? undefined : failure
    }
  }

  /** The requests of a batch start in order and may finish in any: transactions of one batch share a block. */
  const answerAll = async (body: unknown, session: RpcSession): Promise<RpcResponse | RpcResponse[] | undefined> => {
    if (!Array.isArray(body)) return answer(body, session)
    if (body.length === 0) return toFailure(null, new RpcError(RPC_CODES.invalidRequest, 'empty batch'))
    if (body.length > MAX_BATCH) return toFailure(null, new RpcError(RPC_CODES.invalidRequest, 'batch too large'))
    const responses = await Promise.all(body.map((item) => answer(item, session)))
    const answered = responses.filter((response) => response !== undefined)
    return answered.length === 0 ? undefined : answered
  }

  return {
    request,
    openSession: ({ notify, rights = 'public' }) => ({
      isPrivileged: rights !== 'public',
      mayRemoveBlocks: rights === 'desk' || !keepsBlocks,
      notify,
      subscriptions: new Map(),
    }),
    closeSession: ({ subscriptions }) => {
      for (const stop of subscriptions.values()) stop()
      subscriptions.clear()
    },
    handle: async (message, session) => {
      let body: unknown
      try {
        body = JSON.parse(message)
      } catch {
        return JSON.stringify(toFailure(null, new RpcError(RPC_CODES.parse, 'parse error')))
      }
      const response = await answerAll(body, session)
      return response === undefined ? undefined : JSON.stringify(response)
    },
    close: () => filters.close(),
  }
}

const toFailure = (id: string | number | null, error: unknown): RpcResponse => ({
  jsonrpc: '2.0',
  id,
  error: toRpcErrorBody(error),
})

type Call = { readonly id: string | number | null | undefined; readonly method: string; readonly params: unknown }

/** JSON-RPC 2.0, section 4. */
const parseCall = (body: unknown): Call | undefined => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const { jsonrpc, id, method, params } = body as Record<string, unknown>
  if (jsonrpc !== '2.0' || typeof method !== 'string' || method.length > MAX_METHOD_LENGTH) return undefined
  if (id !== undefined && id !== null && typeof id !== 'string' && typeof id !== 'number') return undefined
  return { id, method, params }
}

/** Trailing parameters may be left out: a tuple's optional places are filled before it is parsed. */
const padParams = (params: unknown, schema: { readonly def?: unknown }): unknown => {
  const given = params ?? []
  const def = schema.def as { type?: string; items?: readonly unknown[] } | undefined
  if (!Array.isArray(given) || def?.type !== 'tuple' || def.items === undefined) return given
  return given.length >= def.items.length ? given : [...given, ...new Array(def.items.length - given.length)]
}
