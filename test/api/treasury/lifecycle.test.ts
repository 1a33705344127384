import { numberToHex } from 'viem'
import { describe, it } from 'vitest'
import type { EthereumProvider } from '../../../engine/networks/Network.ts'
import { ProviderRpcError } from '../../../engine/networks/ProviderRpcError.ts'
import { createTestChain } from '../../builders/createTestChain.ts'
import { startAnvil } from '../../builders/startAnvil.ts'
import { lifecycleAccounts, lifecycleStartS, runLifecycle } from './runLifecycle.ts'

const timeoutMs = 120_000

describe('the life of a note', () => {
  it(
    'is right to the unit on the embedded chain',
    async () => {
      const chainId = 31_337
      const { provider, close } = await createTestChain({
        rich: lifecycleAccounts,
        timestampS: lifecycleStartS,
        chainId,
      })
      try {
        await runLifecycle(provider, chainId)
      } finally {
        await close()
      }
    },
    timeoutMs,
  )

  it(
    'is the same on anvil',
    async () => {
      const anvil = await startAnvil('--timestamp', String(lifecycleStartS), '--hardfork', 'prague')
      try {
        const provider: EthereumProvider = {
          request: ({ method, params }) =>
            anvil
              .request(method, ...((params ?? []) as readonly unknown[]))
              .catch((error: { readonly code: number; readonly message: string; readonly data?: string }) => {
                throw new ProviderRpcError(error)
              }),
          on: () => {},
          removeListener: () => {},
        }
        for (const address of lifecycleAccounts) {
          await anvil.request('anvil_setBalance', address, numberToHex(1_000n * 10n ** 18n))
        }
        await runLifecycle(provider, 31_337)
      } finally {
        await anvil.stop()
      }
    },
    timeoutMs,
  )
})
