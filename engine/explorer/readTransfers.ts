import { type Address, getAddress, toEventHash } from 'viem'
import type { ExplorerLog, TokenInfo, TokenTransfer } from '../api/explorerRecords.ts'

/** `Transfer(address,address,uint256)` of ERC-20 and ERC-721. */
export const transferTopic = toEventHash('Transfer(address,address,uint256)')
const singleTopic = toEventHash('TransferSingle(address,address,address,uint256,uint256)')
const isTransfer = ({ topics }: Pick<ExplorerLog, 'topics'>): boolean =>
  topics[0] === transferTopic || topics[0] === singleTopic

const toAccount = (word: string): Address => getAddress(`0x${word.slice(-40)}`)
const wordAt = (data: string, index: number): bigint => BigInt(`0x0${data.slice(2 + index * 64, 66 + index * 64)}`)

type Movement = Omit<TokenTransfer, 'token' | 'logIndex'>

/** Read by their form, whoever emitted them: ERC-721 has its id among the topics, ERC-20 its amount in the data. */
const readMovement = ({ topics: [kind, first, second, third], data }: ExplorerLog): Movement | undefined => {
  if (first === undefined || second === undefined) return undefined
  if (kind === transferTopic) {
    const parties = { from: toAccount(first), to: toAccount(second) }
    if (third !== undefined) return { ...parties, tokenId: BigInt(third) }
    return data.length === 66 ? { ...parties, amount: wordAt(data, 0) } : undefined
  }
  if (kind !== singleTopic || third === undefined || data.length !== 130) return undefined
  return { from: toAccount(second), to: toAccount(third), tokenId: wordAt(data, 0), amount: wordAt(data, 1) }
}

/** The tokens whose movements are among the logs. */
export const listTokensOf = (logs: readonly ExplorerLog[]): Address[] => [
  ...new Set(logs.filter(isTransfer).map(({ address }) => getAddress(address))),
]

/** The movements of tokens among the logs. */
export const readTransfers = (logs: readonly ExplorerLog[], tokens: ReadonlyMap<Address, TokenInfo>): TokenTransfer[] =>
  logs.flatMap((log) => {
    const movement = readMovement(log)
    const address = getAddress(log.address)
    return movement === undefined
      ? []
      : [{ token: tokens.get(address) ?? { address }, logIndex: log.logIndex, ...movement }]
  })
