import { numberToHex } from 'viem'
import { test } from 'vitest'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'
import { ProviderRpcError } from '../../../engine/networks/ProviderRpcError.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { type Anvil, startAnvil } from '../../builders/startAnvil.ts'
import { historyAccounts, historyStartS, runHistory } from './runHistory.ts'

const chainId = 31_337

const providerOf = (anvil: Anvil): EthereumProvider => ({
  request: ({ method, params }) =>
    anvil
      .request(method, ...((params ?? []) as readonly unknown[]))
      .catch((error: { readonly code: number; readonly message: string; readonly data?: string }) => {
        throw new ProviderRpcError(error)
      }),
  on: () => {},
  removeListener: () => {},
})

test('the embedded chain proves what treasuries and balances were', async () => {
  const { provider, close } = await createTestChain({ rich: historyAccounts, timestampS: historyStartS, chainId })
  try {
    await runHistory(provider, chainId)
  } finally {
    await close()
  }
})

test('anvil proves what treasuries and balances were', async () => {
  const anvil = await startAnvil('--timestamp', String(historyStartS), '--hardfork', 'prague')
  try {
    for (const address of historyAccounts) {
      await anvil.request('anvil_setBalance', address, numberToHex(1_000n * 10n ** 18n))
    }
    await runHistory(providerOf(anvil), chainId)
  } finally {
    await anvil.stop()
  }
})
