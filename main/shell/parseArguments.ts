import { parseUrl } from './parseUrl.ts'

/** How the shell was started. */
export interface ShellArguments {
  /** Attach to this host instead of starting one: its WebSocket address. */
  readonly engineSocketUrl?: string
  readonly engineTokenFile?: string
  /** The desk's data folder for a host of our own. */
  readonly dataDirectory?: string
}

const OPTIONS = ['--engine', '--engine-token-file', '--data'] as const
type Option = (typeof OPTIONS)[number]

/**
 * Reads our options from the command line, as `--name value` or `--name=value`; Chromium's and Electron's switches beside them
 * are not ours to judge.
 *
 * @throws Error with a sentence for people when an option lacks its value, comes twice or makes no sense.
 *
 * @example
 * parseArguments(['--engine', 'https://desk.example']) // { engineSocketUrl: 'wss://desk.example/api/ws' }
 */
export const parseArguments = (argv: readonly string[]): ShellArguments => {
  const values = readOptions(argv)
  const engine = values.get('--engine')
  const engineTokenFile = values.get('--engine-token-file')
  const dataDirectory = values.get('--data')
  if (engine === undefined && engineTokenFile !== undefined) throw new Error('--engine-token-file needs --engine.')
  if (engine !== undefined && dataDirectory !== undefined) {
    throw new Error('--data belongs to a host of our own: it does not go with --engine.')
  }
  return {
    ...(engine === undefined ? {} : { engineSocketUrl: toSocketUrl(engine) }),
    ...(engineTokenFile === undefined ? {} : { engineTokenFile }),
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  }
}

const readOptions = (argv: readonly string[]): ReadonlyMap<Option, string> => {
  const values = new Map<Option, string>()
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? ''
    const option = OPTIONS.find((name) => word === name || word.startsWith(`${name}=`))
    if (option === undefined) continue
    const value = word === option ? argv[++index] : word.slice(option.length + 1)
    if (value === undefined || value === '' || value.startsWith('--')) throw new Error(`${option} needs a value.`)
    if (values.has(option)) throw new Error(`${option} is there twice.`)
    values.set(option, value)
  }
  return values
}

/**
 * The WebSocket door of the host at `text`. Without TLS only this machine may be reached: the token would be readable on the way.
 *
 * @throws Error when it is no such address, or carries credentials, which would end up in process lists and logs.
 */
export const toSocketUrl = (text: string): string => {
  const url = parseUrl(text)
  const isEncrypted = url?.protocol === 'https:' || url?.protocol === 'wss:'
  if (!url || !(isEncrypted || url.protocol === 'http:' || url.protocol === 'ws:')) {
    throw new Error('--engine needs the http, https, ws or wss address of a host.')
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new Error('--engine takes a bare address. The token goes into QUANTERA_TOKEN or --engine-token-file.')
  }
  if (!isEncrypted && !isLoopback(url.hostname)) {
    throw new Error(`--engine reaches ${url.hostname} over https or wss only.`)
  }
  const base = url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`
  return `${isEncrypted ? 'wss' : 'ws'}://${url.host}${base}api/ws`
}

// `URL` has brought every spelling of an IPv4 or IPv6 address into its one form.
const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)
