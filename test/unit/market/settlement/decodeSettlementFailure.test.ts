import { type Abi, encodeErrorResult, type Hex, keccak256, stringToHex, toHex, zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import { tradingModuleAbi } from '../../../../contracts/generated/TradingModule.ts'
import { treasuryListingsAbi } from '../../../../contracts/generated/TreasuryListings.ts'
import { treasuryTokenAbi } from '../../../../contracts/generated/TreasuryToken.ts'
import { decodeSettlementFailure } from '../../../../engine/market/settlement/decodeSettlementFailure.ts'
import type { SettlementRequest } from '../../../../engine/market/types.ts'
import { alice, anOrder, bob, treasuryToken } from '../builders.ts'

const ids = { maker: keccak256('0x01'), taker: keccak256('0x02') }
const fill: SettlementRequest = {
  fillId: keccak256('0x03'),
  maker: anOrder({ trader: bob, side: 'sell' }),
  taker: anOrder({ trader: alice, side: 'buy' }),
  quantity: 1n,
  price: 1n,
}
const abi: Abi = [...tradingModuleAbi, ...treasuryListingsAbi, ...treasuryTokenAbi]
const errorData = (errorName: string, args: readonly unknown[]): Hex => encodeErrorResult({ abi, errorName, args })
const refusal = (rule: string): Hex => errorData('TransferNotCompliant', ['0x54', stringToHex(rule, { size: 32 })])

test.each([
  ['TreasuryNotTradable', [treasuryToken], 'market/halted'],
  ['TreasuryHalted', [treasuryToken], 'market/halted'],
  ['OutsideTradingHours', [treasuryToken, 1n], 'market/halted'],
  ['ReferenceTooOld', [treasuryToken, 1n], 'market/halted'],
  ['PriceOutsideBand', [treasuryToken, 2n, 1n, 100], 'order/price-band'],
  ['GroupPaused', [1], 'market/halted'],
  ['SelfTrade', [alice], 'settlement/failed'],
])('%s ends both orders', (errorName, args, code) => {
  const failure = decodeSettlementFailure(errorData(errorName, args), fill, ids)
  expect(failure).toMatchObject({ name: errorName, code, culprit: 'both' })
})

test.each([
  ['OrderExpired', [ids.maker, 1n], 'order/expired', 'maker'],
  ['OrderIsCancelled', [ids.taker], 'order/cancelled', 'taker'],
  ['BadSignature', [ids.taker, alice], 'order/signature', 'taker'],
  ['NonceTooLow', [ids.maker, 1n, 2n], 'order/nonce', 'maker'],
  ['FeeTooHigh', [ids.taker, 1, 2], 'order/fee', 'taker'],
  ['PriceOutsideLimit', [keccak256('0x09'), 1n, 2n], 'settlement/failed', 'unknown'],
])('%s is the fault of the order that it names', (errorName, args, code, culprit) => {
  expect(decodeSettlementFailure(errorData(errorName, args), fill, ids)).toMatchObject({ code, culprit })
})

test.each([
  ['sender/frozen', 'compliance/not-eligible', 'The seller may not deliver: frozen.', 'maker'],
  ['sender/locked', 'compliance/not-eligible', 'The seller may not deliver: locked.', 'maker'],
  ['receiver/country', 'compliance/not-eligible', 'The buyer may not receive: country.', 'taker'],
  ['token/max-holders', 'compliance/not-eligible', 'The token refuses the transfer: max holders.', 'both'],
  ['token/not-active', 'market/halted', "The treasury can't move: not active.", 'both'],
  ['token/matured', 'market/halted', "The treasury can't move: matured.", 'both'],
  ['token/paused', 'market/halted', "The treasury can't move: paused.", 'both'],
])('a transfer that %s forbids', (rule, code, message, culprit) => {
  const failure = decodeSettlementFailure(refusal(rule), fill, ids)
  expect(failure).toEqual({ name: 'TransferNotCompliant', code, message, culprit })
})

test('whose balance or allowance is too small is found where the error tells', () => {
  const balance = errorData('ERC20InsufficientBalance', [bob, 0n, 1n])
  expect(decodeSettlementFailure(balance, fill, ids)).toMatchObject({ code: 'order/balance', culprit: 'maker' })
  const allowance = errorData('ERC20InsufficientAllowance', [zeroAddress, 0n, 1n])
  expect(decodeSettlementFailure(allowance, fill, ids)).toMatchObject({ code: 'order/allowance', culprit: 'unknown' })
})

test('says so of what nobody knows', () => {
  expect(decodeSettlementFailure('0x', fill, ids)).toMatchObject({
    code: 'settlement/failed',
    message: 'The settlement reverted with no reason.',
    culprit: 'unknown',
  })
  expect(decodeSettlementFailure(toHex('something'), fill, ids).message).toContain('0x736f6d65')
})
