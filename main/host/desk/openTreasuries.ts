import { join } from 'node:path'
import { encodeFunctionData } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { settlementTokenAbi } from '../../../contracts/generated/SettlementToken.ts'
import type { PracticeAddresses } from '../../../engine/practice/PracticeAddresses.ts'
import { systemClock } from '../../../engine/threads/systemClock.ts'
import { createAccountSender } from '../../../engine/treasury/clients/createAccountSender.ts'
import { createSetClients, type TreasuryNetwork } from '../../../engine/treasury/clients/createSetClients.ts'
import { createTreasuryService } from '../../../engine/treasury/createTreasuryService.ts'
import { openDocumentStore } from '../../../engine/treasury/documents/openDocumentStore.ts'
import { createYieldScheduler } from '../../../engine/treasury/yield/createYieldScheduler.ts'
import type { Log } from '../doors/log.ts'

/** How soon after a coupon's day has begun, or a treasury has matured, the practice issuer acts. */
const yieldIntervalMs = 60_000
/** So that a transaction stays far below a block's gas. */
const holdersPerTransaction = 50

interface TreasuriesOptions {
  readonly network: Omit<TreasuryNetwork, 'addresses'>
  readonly addresses: PracticeAddresses
  /** Issues and pays; it may create practice money for its payments. */
  readonly issuer: PrivateKeyAccount
  readonly dataDirectory: string
  readonly log: Log
}

/** The issuer's side of the practice desk: treasuries with their documents, coupons and redemptions paid as they fall due. */
export const openTreasuries = ({ network, addresses, issuer, dataDirectory, log }: TreasuriesOptions) => {
  const { treasuryTokens: _, ...contracts } = addresses
  const treasuryNetwork: TreasuryNetwork = { ...network, addresses: contracts }
  const clients = createSetClients(treasuryNetwork)
  const sender = createAccountSender(treasuryNetwork, issuer)
  const documents = openDocumentStore(join(dataDirectory, 'documents.sqlite'))
  const yieldScheduler = createYieldScheduler({
    network: treasuryNetwork,
    clients,
    sender,
    policy: { fundsPayments: true, holdersPerTransaction },
    provideMoney: (amount) => {
      const args = [issuer.address, amount] as const
      const data = encodeFunctionData({ abi: settlementTokenAbi, functionName: 'mint', args })
      return [{ to: addresses.settlementToken, data }]
    },
    clock: systemClock,
    intervalMs: yieldIntervalMs,
    fromBlock: 0n,
    onError: (error) => log('yield.failed', { message: error instanceof Error ? error.message : String(error) }),
  })
  yieldScheduler.start()
  return {
    treasuries: createTreasuryService({ network: treasuryNetwork, clients, sender, documents }),
    yieldScheduler,
    close: () => {
      yieldScheduler.stop()
      documents.close()
    },
  }
}

export type OpenTreasuries = ReturnType<typeof openTreasuries>
