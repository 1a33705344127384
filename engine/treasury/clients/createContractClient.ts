import {
  type Abi,
  type Address,
  createPublicClient,
  custom,
  type GetContractReturnType,
  getContract,
  type PublicClient,
} from 'viem'
import { TerminalError } from '../../api/errors.ts'
import type { EthereumProvider } from '../../networks/Network.ts'
import { toContractError } from './toContractError.ts'

/** A contract's functions with their own types: `read` asks, `simulate` tries what a transaction would do. */
export type ContractClient<ContractAbi extends Abi> = GetContractReturnType<ContractAbi, PublicClient>

/** viem over a network's provider. One request, one call: retrying is the network's matter. */
export const createReader = (provider: EthereumProvider): PublicClient =>
  createPublicClient({ transport: custom(provider, { retryCount: 0 }), cacheTime: 0 })

/** A record of functions whose failures are told in our errors. */
const translating = <Functions extends object>(functions: Functions): Functions =>
  new Proxy(functions, {
    get: (target, name) => {
      const call: unknown = Reflect.get(target, name)
      if (typeof call !== 'function') return call
      return async (...args: readonly unknown[]) => {
        try {
          return await call(...args)
        } catch (error) {
          throw toContractError(error)
        }
      }
    },
  })

/**
 * A typed client of one contract on a network.
 *
 * @example
 * const registry = createContractClient(provider, address, treasuryRegistryAbi)
 * const [cleanPrice, observedAt] = await registry.read.priceOf([token])
 */
export const createContractClient = <const ContractAbi extends Abi>(
  provider: EthereumProvider,
  address: Address,
  abi: ContractAbi,
): ContractClient<ContractAbi> => {
  const contract = getContract({ address, abi: abi as Abi, client: createReader(provider) })
  const { read, simulate } = contract
  const translated = { ...contract, read: translating(read), simulate: translating(simulate) }
  return translated as unknown as ContractClient<ContractAbi>
}

/** @throws TerminalError `contract/not-found` when nothing is deployed at the address */
export const requireContract = async (provider: EthereumProvider, address: Address, name: string): Promise<void> => {
  const code = await createReader(provider).getCode({ address })
  if (code !== undefined && code !== '0x') return
  throw new TerminalError('contract/not-found', `There is no ${name} at ${address} on this network.`, { address })
}
