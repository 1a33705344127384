import { type Address, erc20Abi, hexToString, trim } from 'viem'
import { complianceModuleAbi } from '../../contracts/generated/ComplianceModule.ts'
import { tradingModuleAbi } from '../../contracts/generated/TradingModule.ts'
import { treasuryListingsAbi } from '../../contracts/generated/TreasuryListings.ts'
import { treasuryRegistryAbi } from '../../contracts/generated/TreasuryRegistry.ts'
import { TerminalError } from '../api/errors.ts'
import type { EthereumProvider } from '../networks/Network.ts'
import { readContract } from '../networks/readContract.ts'
import type { TradingChecks } from './types.ts'

interface Addresses {
  readonly registry: Address
  readonly compliance: Address
  readonly tradingModule: Address
}

/** Asks the chain what an account may trade, at the latest block. */
export const createTradingChecks = (
  provider: EthereumProvider,
  { registry, compliance, tradingModule }: Addresses,
): Required<TradingChecks> => ({
  available: async (trader, asset) => {
    const [balance, allowance] = (await Promise.all([
      readContract(provider, asset, erc20Abi, 'balanceOf', [trader]),
      readContract(provider, asset, erc20Abi, 'allowance', [trader, tradingModule]),
    ])) as [bigint, bigint]
    return balance < allowance ? balance : allowance
  },

  checkEligible: async (trader, token) => {
    const result = await readContract(provider, compliance, complianceModuleAbi, 'check', [token, trader])
    const [isEligible, , rule] = result as [boolean, `0x${string}`, `0x${string}`]
    if (isEligible) return
    const ruleName = hexToString(trim(rule, { dir: 'right' }))
    const words = ruleName.slice(ruleName.indexOf('/') + 1).replaceAll('-', ' ')
    throw new TerminalError('compliance/not-eligible', `The account may not hold this treasury: ${words}.`, {
      trader,
      token,
      rule: ruleName,
    })
  },

  checkTradable: async (token) => {
    const [isTradable, isOpen] = await Promise.all([
      readContract(provider, registry, treasuryRegistryAbi, 'isTradable', [token]),
      readContract(provider, tradingModule, treasuryListingsAbi, 'isOpen', [token]),
    ])
    if (isTradable !== true) {
      throw new TerminalError('market/halted', 'The treasury is not active, or has matured.', { token })
    }
    if (isOpen !== true) {
      throw new TerminalError('market/halted', 'The treasury is halted on chain, or outside its trading hours.', {
        token,
      })
    }
  },

  checkNotVoid: async (order, orderId) => {
    const [floor, isCancelled] = (await Promise.all([
      readContract(provider, tradingModule, tradingModuleAbi, 'nonceFloorOf', [order.trader]),
      readContract(provider, tradingModule, tradingModuleAbi, 'isCancelled', [orderId]),
    ])) as [bigint, boolean]
    if (BigInt(order.nonce) < floor) {
      throw new TerminalError('order/nonce', `The nonce ${order.nonce} is below the trader's floor ${floor}.`, {
        nonce: order.nonce,
        nonceFloor: floor,
      })
    }
    if (isCancelled) throw new TerminalError('order/cancelled', 'This order was cancelled on chain.', { orderId })
  },
})
