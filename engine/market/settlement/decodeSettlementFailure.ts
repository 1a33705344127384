import { decodeErrorResult, type Hex, hexToString, trim } from 'viem'
import { tradingModuleAbi } from '../../../contracts/generated/TradingModule.ts'
import { treasuryListingsAbi } from '../../../contracts/generated/TreasuryListings.ts'
import { treasuryTokenAbi } from '../../../contracts/generated/TreasuryToken.ts'
import type { ErrorCode } from '../../api/errorCodes.ts'
import type { Culprit, SettlementRequest } from '../types.ts'

/** A revert of the trading module or a token, in words, and whose fault it is. */
export interface DecodedFailure {
  readonly name: string
  readonly code: ErrorCode
  readonly message: string
  readonly culprit: Culprit
}

/** The EIP-712 digests of both sides, to tell which one an error names. */
export interface OrderIds {
  readonly maker: Hex
  readonly taker: Hex
}

/** Every custom error that can surface from a settlement; the treasury token's ABI has the standard ERC-20 errors. */
const settlementErrors = [...tradingModuleAbi, ...treasuryListingsAbi, ...treasuryTokenAbi].filter(
  (entry) => entry.type === 'error',
)

const orderFailures: Record<string, { readonly code: ErrorCode; readonly message: string }> = {
  BadSignature: { code: 'order/signature', message: "The order's signature is no longer valid for its trader." },
  OrderExpired: { code: 'order/expired', message: 'The order expired before it could be settled.' },
  OrderIsCancelled: { code: 'order/cancelled', message: 'The order was cancelled on chain.' },
  NonceTooLow: { code: 'order/nonce', message: 'The trader has raised the nonce floor above this order.' },
  Overfill: { code: 'settlement/failed', message: 'The order was already filled elsewhere.' },
  PriceOutsideLimit: { code: 'settlement/failed', message: "The price is outside the order's limit." },
  FeeTooHigh: { code: 'order/fee', message: 'The fee is higher than the order allows.' },
}

/** What stops a treasury, or the whole desk, whoever trades. */
const marketFailures: Record<string, { readonly code: ErrorCode; readonly message: string }> = {
  TreasuryNotTradable: { code: 'market/halted', message: 'The trading module has not admitted the treasury.' },
  TreasuryHalted: { code: 'market/halted', message: 'Trading of the treasury is halted on chain.' },
  OutsideTradingHours: { code: 'market/halted', message: 'The treasury is outside its trading hours.' },
  ReferenceTooOld: { code: 'market/halted', message: 'The registry has no price recent enough for the price band.' },
  PriceOutsideBand: { code: 'order/price-band', message: "The price is outside the band around the registry's price." },
  GroupPaused: { code: 'market/halted', message: 'Settlement is paused on chain.' },
}

const sideOf = (orderHash: unknown, ids: OrderIds): Culprit => {
  if (orderHash === ids.maker) return 'maker'
  return orderHash === ids.taker ? 'taker' : 'unknown'
}

const partyToSide = (party: 'buyer' | 'seller', { maker }: SettlementRequest): Culprit =>
  (maker.order.side === 'buy') === (party === 'buyer') ? 'maker' : 'taker'

const ruleWords = (rule: string): string => rule.slice(rule.indexOf('/') + 1).replaceAll('-', ' ')

const isStandstill = (rule: string): boolean =>
  rule === 'token/paused' || rule === 'token/not-active' || rule === 'token/matured'

/** The token's rules say whom they concern: of the treasury token, the sender is the seller and the receiver the buyer. */
const decodeRule = (ruleBytes: unknown, fill: SettlementRequest): Omit<DecodedFailure, 'name'> => {
  const rule = hexToString(trim(ruleBytes as Hex, { dir: 'right' }))
  // Not a rule about anybody: the issue itself stands still.
  if (rule.startsWith('token/') && isStandstill(rule)) {
    return { code: 'market/halted', message: `The treasury can't move: ${ruleWords(rule)}.`, culprit: 'both' }
  }
  const code = 'compliance/not-eligible'
  if (rule.startsWith('sender/')) {
    return { code, message: `The seller may not deliver: ${ruleWords(rule)}.`, culprit: partyToSide('seller', fill) }
  }
  if (rule.startsWith('receiver/')) {
    return { code, message: `The buyer may not receive: ${ruleWords(rule)}.`, culprit: partyToSide('buyer', fill) }
  }
  return { code, message: `The token refuses the transfer: ${ruleWords(rule)}.`, culprit: 'both' }
}

const decodeBalance = (sender: unknown, fill: SettlementRequest): Omit<DecodedFailure, 'name'> => {
  const party = sender === fill.maker.order.trader ? 'maker' : sender === fill.taker.order.trader ? 'taker' : 'unknown'
  return { code: 'order/balance', message: 'The account no longer has what it traded.', culprit: party }
}

const decode = (reason: Hex) => {
  try {
    return decodeErrorResult({ abi: settlementErrors, data: reason })
  } catch {
    // Data of a contract that isn't ours, or none at all.
    return undefined
  }
}

/**
 * Reads the revert data of a settlement. An allowance that is too small names no owner in ERC-20's error: its culprit is
 * `unknown` here and found by asking the chain.
 */
export const decodeSettlementFailure = (reason: Hex, fill: SettlementRequest, ids: OrderIds): DecodedFailure => {
  const decoded = decode(reason)
  if (decoded === undefined) {
    const message = `The settlement reverted with ${reason === '0x' ? 'no reason' : reason.slice(0, 138)}.`
    return { name: 'unknown', code: 'settlement/failed', message, culprit: 'unknown' }
  }
  const name: string = decoded.errorName
  const facts: readonly unknown[] = decoded.args ?? []
  const ofOrder = orderFailures[name]
  if (ofOrder !== undefined) return { name, ...ofOrder, culprit: sideOf(facts[0], ids) }
  if (name === 'TransferNotCompliant') return { name, ...decodeRule(facts[1], fill) }
  if (name === 'ERC20InsufficientBalance') return { name, ...decodeBalance(facts[0], fill) }
  if (name === 'ERC20InsufficientAllowance') {
    const message = 'An allowance to the trading module is too small.'
    return { name, code: 'order/allowance', message, culprit: 'unknown' }
  }
  const ofMarket = marketFailures[name]
  if (ofMarket !== undefined) return { name, ...ofMarket, culprit: 'both' }
  return { name, code: 'settlement/failed', message: `The settlement reverted: ${name}.`, culprit: 'both' }
}
