import { parseArgs } from 'node:util'
import {
  type Address,
  getAddress,
  type Hex,
  isAddress,
  keccak256,
  parseGwei,
  stringToHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { TerminalError } from '../../engine/api/errors.ts'
import type { DeploymentGrant } from '../../engine/deployment/DeploymentParameters.ts'
import { setParts } from '../../engine/deployment/planDeployment.ts'

export const deployUsage = `Deploys a set of the treasury contracts. Without --execute it only shows what it would do, and what that costs.

  npm run deploy -- --network NETWORK --signer SIGNER [--execute] …

  --network NETWORK     an http(s) URL; env:VARIABLE that holds one; or mainnet, sepolia, hoodi, anvil, practice, whose URL is in
                        QUANTERA_RPC_MAINNET and so on (anvil: http://127.0.0.1:8545)
  --chain-id N          refuse any other chain
  --signer SIGNER       needed with --execute, else the node's first account: keystore:FILE, its password asked for or in --password-env; env:VARIABLE that holds a private key;
                        unlocked:ADDRESS, for which the node signs
  --password-env NAME   the variable that holds the keystore's password
  --execute             send the transactions. Interrupted, run the same command again: it goes on where it stopped

  --admin ADDRESS       who governs; can be given several times             (default: the signer)
  --delay SECONDS       of the timelock that the admins propose to; 0 for none, with a single admin   (default: 172800)
  --executor ADDRESS    who may execute what the timelock has let pass; or anyone; several times      (default: the admins)
  --admin-delay SECONDS that every change of the admin takes                (default: as --delay)
  --settlement-token A  the money; or practice, to deploy practice money    (default: practice on local chains)
  --deposit-contract A  of the chain's validators                           (default: that of known chains)
  --pauser ADDRESS      may pause every part; several times
  --resumer ADDRESS     may resume every part; several times
  --grant PART:ROLE:ADDRESS  a role from the beginning, e.g. tradingModule:OPERATOR_ROLE:0x…; several times
  --salt TEXT           tells sets with otherwise equal parameters apart

  --confirmations N     blocks to wait for at the end                       (default: 3; on local chains 1)
  --max-fee GWEI        the most to pay for a unit of gas
  --timeout SECONDS     how long to wait for a transaction                  (default: 600)
  --replace             put a transaction that bids more in the place of one that is waiting
  --out FILE            the address book                                    (default: deployments/<chain id>.json)

PART is one of ${setParts.join(', ')}.`

/** What was asked for on the command line, parsed; what depends on the chain is not decided yet. */
export type DeployArguments = {
  readonly network: string
  readonly chainId: number | undefined
  /** A dry run needs none where the node has accounts. */
  readonly signer: string | undefined
  readonly passwordVariable: string | undefined
  readonly execute: boolean
  readonly admins: readonly Address[]
  readonly delayS: number
  readonly executors: readonly Address[]
  readonly adminDelayS: number
  readonly settlementToken: Address | 'practice' | undefined
  readonly depositContract: Address | undefined
  readonly grants: readonly DeploymentGrant[]
  readonly salt: Hex
  readonly confirmations: number | undefined
  readonly maxFeeWei: bigint | undefined
  readonly timeoutMs: number
  readonly replace: boolean
  readonly out: string | undefined
}

const DEFAULT_DELAY_S = 172_800
const DEFAULT_TIMEOUT_S = 600
const many = { type: 'string', multiple: true, default: [] as string[] } as const

/**
 * Parses the command line; `undefined` when help was asked for.
 *
 * @throws TerminalError `deployment/invalid`
 */
export const parseDeployArguments = (words: readonly string[]): DeployArguments | undefined => {
  const values = parseWords(words)
  if (values.help) return undefined
  const delayS = parseWhole('delay', values.delay) ?? DEFAULT_DELAY_S
  return {
    network: required('network', values.network),
    chainId: parseWhole('chain-id', values['chain-id']),
    signer: values.execute ? required('signer', values.signer) : values.signer,
    passwordVariable: values['password-env'],
    execute: values.execute,
    admins: values.admin.map((text) => parseAddress('admin', text)),
    delayS,
    executors: values.executor.map((text) => (text === 'anyone' ? zeroAddress : parseAddress('executor', text))),
    adminDelayS: parseWhole('admin-delay', values['admin-delay']) ?? delayS,
    settlementToken: parseMoney(values['settlement-token']),
    depositContract: optional(values['deposit-contract'], (text) => parseAddress('deposit-contract', text)),
    grants: [
      ...values.pauser.flatMap((text) => everywhere('PAUSER_ROLE', parseAddress('pauser', text))),
      ...values.resumer.flatMap((text) => everywhere('RESUMER_ROLE', parseAddress('resumer', text))),
      ...values.grant.map(parseGrant),
    ],
    salt: values.salt === undefined ? zeroHash : keccak256(stringToHex(values.salt)),
    confirmations: parseWhole('confirmations', values.confirmations, 1),
    maxFeeWei: optional(values['max-fee'], parseFee),
    timeoutMs: 1_000 * (parseWhole('timeout', values.timeout) ?? DEFAULT_TIMEOUT_S),
    replace: values.replace,
    out: values.out,
  }
}

const parseWords = (words: readonly string[]) => {
  try {
    return parseArgs({
      args: [...words],
      options: {
        network: { type: 'string' },
        'chain-id': { type: 'string' },
        signer: { type: 'string' },
        'password-env': { type: 'string' },
        execute: { type: 'boolean', default: false },
        admin: many,
        delay: { type: 'string' },
        executor: many,
        'admin-delay': { type: 'string' },
        'settlement-token': { type: 'string' },
        'deposit-contract': { type: 'string' },
        pauser: many,
        resumer: many,
        grant: many,
        salt: { type: 'string' },
        confirmations: { type: 'string' },
        'max-fee': { type: 'string' },
        timeout: { type: 'string' },
        replace: { type: 'boolean', default: false },
        out: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : 'The arguments are not understood.')
  }
}

const invalid = (message: string): TerminalError => new TerminalError('deployment/invalid', message)

const optional = <Value>(text: string | undefined, parse: (text: string) => Value): Value | undefined =>
  text === undefined ? undefined : parse(text)

const required = (name: string, text: string | undefined): string => {
  if (text === undefined) throw invalid(`--${name} is missing.`)
  return text
}

const parseWhole = (name: string, text: string | undefined, least = 0): number | undefined => {
  if (text === undefined) return undefined
  const value = /^\d{1,15}$/.test(text) ? Number(text) : -1
  if (value < least) throw invalid(`--${name} ${text} is no whole number of at least ${least}.`)
  return value
}

const parseAddress = (name: string, text: string): Address => {
  if (!isAddress(text)) throw invalid(`--${name} ${text} is no address, or its checksum is wrong.`)
  return getAddress(text)
}

const parseMoney = (text: string | undefined): Address | 'practice' | undefined =>
  text === undefined || text === 'practice' ? text : parseAddress('settlement-token', text)

const parseFee = (text: string): bigint => {
  if (!/^\d{1,9}(\.\d{1,9})?$/.test(text)) throw invalid(`--max-fee ${text} is no amount of gwei.`)
  return parseGwei(text)
}

const roleId = (name: string): Hex => keccak256(stringToHex(name))

const everywhere = (role: string, account: Address): readonly DeploymentGrant[] =>
  setParts.map((part) => ({ part, role: roleId(role), account }))

const parseGrant = (text: string): DeploymentGrant => {
  const [partName, role = '', account = '', ...more] = text.split(':')
  const part = setParts.find((name) => name === partName)
  if (part === undefined || !/^[A-Z]+_ROLE$/.test(role) || role === 'DEFAULT_ADMIN_ROLE' || more.length > 0) {
    throw invalid(`--grant ${text} is no PART:ROLE:ADDRESS.`)
  }
  return { part, role: roleId(role), account: parseAddress('grant', account) }
}
