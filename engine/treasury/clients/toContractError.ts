import {
  type Abi,
  BaseError,
  ContractFunctionZeroDataError,
  decodeErrorResult,
  type Hex,
  hexToString,
  RawContractError,
  trim,
} from 'viem'
import { contractErrorsAbi } from '../../../contracts/generated/errors.ts'
import type { ErrorCode } from '../../api/errorCodes.ts'
import { type ErrorFacts, TerminalError } from '../../api/errors.ts'
import { ProviderRpcError } from '../../networks/ProviderRpcError.ts'

/** What the contracts' errors mean to a caller; every other one is `contract/reverted`. */
const codeOf: Readonly<Record<string, ErrorCode>> = {
  AccessControlUnauthorizedAccount: 'contract/forbidden',
  MissingRight: 'contract/forbidden',
  NotOperator: 'contract/forbidden',
  NotTrader: 'contract/forbidden',
  NotRegistry: 'contract/forbidden',
  NotYieldModule: 'contract/forbidden',
  IssuerNotApproved: 'contract/forbidden',
  GroupPaused: 'contract/paused',
  TransferNotCompliant: 'compliance/not-eligible',
  UnknownTreasury: 'treasury/not-found',
  TreasuryExists: 'treasury/exists',
  IsinExists: 'treasury/exists',
}

/** Members that hold a short name in ASCII, zero-padded. */
const isName = (name: string): boolean => name === 'rule'

/** `PriceMoveTooLarge` in words: "price move too large". */
const toWords = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()

const toFact = (name: string, value: unknown): ErrorFacts[string] => {
  if (typeof value === 'string') return isName(name) ? hexToString(trim(value as Hex, { dir: 'right' })) : value
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return value
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part))
}

/**
 * A revert of any contract of a set, as an error of ours: `facts.error` is the contract's own name of it, its arguments beside.
 * A contract may pass on what another reverted with, so every error of the set is known here.
 *
 * @param data the revert data
 */
export const decodeContractRevert = (data: Hex, cause?: unknown): TerminalError => {
  try {
    const { errorName, args, abiItem } = decodeErrorResult({ abi: contractErrorsAbi as Abi, data })
    const inputs = 'inputs' in abiItem ? abiItem.inputs : []
    const facts = Object.fromEntries(
      inputs.map(({ name = '' }, index) => [name, toFact(name, (args as readonly unknown[] | undefined)?.[index])]),
    )
    const details = Object.entries(facts).map(([name, value]) => `${toWords(name)} ${value}`)
    const sentence = `The contract refused: ${[toWords(errorName), ...details].join(', ')}.`
    const code = codeOf[errorName] ?? 'contract/reverted'
    return new TerminalError(code, sentence, { ...facts, error: errorName }, { cause })
  } catch {
    const sentence =
      data === '0x' ? 'The contract refused without a reason.' : 'The contract refused with an error that is not known.'
    return new TerminalError('contract/reverted', sentence, { data }, { cause })
  }
}

/** What went wrong in a call by viem, as an error of ours where it was expected; anything else as it came. */
export const toContractError = (error: unknown): unknown => {
  if (!(error instanceof BaseError)) return error
  const raw = error.walk((inner) => inner instanceof RawContractError || hasData(inner))
  if (raw !== null) return decodeContractRevert(readData(raw), error)
  if (error.walk((inner) => inner instanceof ContractFunctionZeroDataError) !== null) {
    const message = 'There is no such contract at the address on this network.'
    return new TerminalError('contract/not-found', message, {}, { cause: error })
  }
  const refusal = error.walk((inner) => inner instanceof ProviderRpcError || inner instanceof TerminalError)
  if (refusal instanceof TerminalError) return refusal
  if (refusal instanceof ProviderRpcError) {
    return new TerminalError('chain/rejected', refusal.message, { rpcCode: refusal.code }, { cause: error })
  }
  return new TerminalError('chain/unavailable', error.shortMessage, {}, { cause: error })
}

const hasData = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'data' in error && /^0x/.test(String(error.data))

const readData = (error: unknown): Hex => {
  const data = (error as { readonly data?: unknown }).data
  const hex = typeof data === 'object' && data !== null && 'data' in data ? data.data : data
  return typeof hex === 'string' && /^0x([0-9a-f]{2})*$/i.test(hex) ? (hex as Hex) : '0x'
}
