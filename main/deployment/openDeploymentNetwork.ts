import { TerminalError } from '../../engine/api/errors.ts'
import type { Clock } from '../../engine/chain/Clock.ts'
import { createEndpointProvider } from '../../engine/networks/createEndpointProvider.ts'
import { createRpcEndpoint } from '../../engine/networks/createRpcEndpoint.ts'
import type { EthereumProvider } from '../../engine/networks/Network.ts'
import { type KnownNetwork, knownNetworks } from './knownNetworks.ts'

export type NetworkOptions = {
  readonly network: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly random: () => number
}

/** A node to deploy through, and the chain that its name promises. */
export type DeploymentNetwork = {
  /** Host and port: what may be shown. */
  readonly name: string
  readonly provider: EthereumProvider
  readonly chainId: number | undefined
}

/** Simulating a whole deployment takes public nodes some seconds. */
const TIMEOUT_MS = 60_000

/**
 * Opens a network by its URL, by the variable that holds it, or by its name.
 *
 * @throws TerminalError `deployment/invalid`, `network/invalid-url`
 */
export const openDeploymentNetwork = ({ network, environment, clock, random }: NetworkOptions): DeploymentNetwork => {
  const known: KnownNetwork | undefined = Object.entries(knownNetworks).find(([name]) => name === network)?.[1]
  const url = known === undefined ? readUrl(network, environment) : findUrl(network, known, environment)
  const endpoint = createRpcEndpoint({ url, fetch, clock, random, timeoutMs: TIMEOUT_MS })
  return { name: endpoint.name, provider: createEndpointProvider(endpoint), chainId: known?.chainId }
}

const readUrl = (network: string, environment: NetworkOptions['environment']): string =>
  network.startsWith('env:') ? requireVariable(network.slice('env:'.length), environment) : network

const findUrl = (name: string, { url }: KnownNetwork, environment: NetworkOptions['environment']): string => {
  const variable = `QUANTERA_RPC_${name.toUpperCase()}`
  return url === undefined ? requireVariable(variable, environment) : (environment[variable] ?? url)
}

const requireVariable = (variable: string, environment: NetworkOptions['environment']): string => {
  const url = environment[variable]
  if (url !== undefined && url !== '') return url
  throw new TerminalError(
    'deployment/invalid',
    `The variable ${variable} is to hold the URL of a node, and is not set.`,
    { variable },
  )
}
