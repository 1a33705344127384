/** What a log search asks for, as it was typed. */
export interface LogQuery {
  readonly address?: string
  readonly event?: string
  readonly fromBlock?: number
  readonly toBlock?: number
}

/** What the details pane shows. */
export type ExplorerLocation =
  | { readonly page: 'latest' }
  | { readonly page: 'block'; readonly block: string }
  | { readonly page: 'transaction'; readonly hash: string }
  | { readonly page: 'account'; readonly address: string }
  | { readonly page: 'logs'; readonly query: LogQuery }

const hash = /^0x[0-9a-fA-F]{64}$/
const address = /^0x[0-9a-fA-F]{40}$/
const number = /^\d{1,15}$/

/** A location as a path: `tx/0x…`, `block/12`, `account/0x…`, `logs?event=Transfer`. */
export function formatLocation(location: ExplorerLocation): string {
  if (location.page === 'latest') return ''
  if (location.page === 'block') return `block/${location.block}`
  if (location.page === 'transaction') return `tx/${location.hash}`
  if (location.page === 'account') return `account/${location.address}`
  const entries = Object.entries(location.query).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  )
  return `logs?${new URLSearchParams(entries)}`
}

/** Reads a path; whatever is no location is the latest blocks. */
export function parseLocation(path: string): ExplorerLocation {
  const [route = '', rest = ''] = path.split(/[/?](.*)/s)
  if (route === 'block' && (number.test(rest) || hash.test(rest))) return { page: 'block', block: rest }
  if (route === 'tx' && hash.test(rest)) return { page: 'transaction', hash: rest }
  if (route === 'account' && address.test(rest)) return { page: 'account', address: rest }
  return route === 'logs' ? { page: 'logs', query: parseQuery(new URLSearchParams(rest)) } : { page: 'latest' }
}

function parseQuery(params: URLSearchParams): LogQuery {
  const blockOf = (key: string) => {
    const text = params.get(key) ?? ''
    return number.test(text) ? Number(text) : undefined
  }
  const account = params.get('address') ?? ''
  const event = (params.get('event') ?? '').slice(0, 300)
  const [fromBlock, toBlock] = [blockOf('fromBlock'), blockOf('toBlock')]
  return {
    ...(address.test(account) ? { address: account } : {}),
    ...(event === '' ? {} : { event }),
    ...(fromBlock === undefined ? {} : { fromBlock }),
    ...(toBlock === undefined ? {} : { toBlock }),
  }
}
