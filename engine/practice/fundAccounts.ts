import { type Address, numberToHex } from 'viem'
import type { EthereumProvider } from '../networks/Network.ts'

const fundsWei = 10_000n * 10n ** 18n

/**
 * Gives 10,000 ETH to each account that the chain has never seen. What an account has, or has spent, stays as it is.
 *
 * @param provider with the development methods
 */
export const fundAccounts = async (provider: EthereumProvider, addresses: readonly Address[]): Promise<void> => {
  for (const address of addresses) {
    const [balance, nonce] = await Promise.all(
      ['eth_getBalance', 'eth_getTransactionCount'].map((method) =>
        provider.request({ method, params: [address, 'latest'] }),
      ),
    )
    if (balance !== '0x0' || nonce !== '0x0') continue
    await provider.request({ method: 'anvil_setBalance', params: [address, numberToHex(fundsWei)] })
  }
}
