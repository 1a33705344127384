import type { LogQuery } from './location.ts'

/** A log search as it is typed. */
export interface LogForm {
  readonly address: string
  readonly event: string
  readonly fromBlock: string
  readonly toBlock: string
}

export const toLogForm = ({ address = '', event = '', fromBlock, toBlock }: LogQuery): LogForm => ({
  address,
  event,
  fromBlock: fromBlock === undefined ? '' : String(fromBlock),
  toBlock: toBlock === undefined ? '' : String(toBlock),
})

type Problems = { -readonly [Key in keyof LogForm]?: string }

/** Reads the form: a query, or what is wrong with which field. */
export function readLogForm(form: LogForm): { readonly query: LogQuery | undefined; readonly problems: Problems } {
  const problems: Problems = {}
  const address = form.address.trim()
  if (address !== '' && !/^0x[0-9a-fA-F]{40}$/.test(address)) problems.address = 'Not an address.'
  const fromBlock = readBlock(form.fromBlock)
  const toBlock = readBlock(form.toBlock)
  if (fromBlock === 'malformed') problems.fromBlock = 'Not a block number.'
  if (toBlock === 'malformed') problems.toBlock = 'Not a block number.'
  if (typeof fromBlock === 'number' && typeof toBlock === 'number' && fromBlock > toBlock)
    problems.toBlock = 'Before the first.'
  if (Object.keys(problems).length > 0) return { query: undefined, problems }
  const query = {
    ...(address === '' ? {} : { address }),
    ...(form.event.trim() === '' ? {} : { event: form.event.trim().slice(0, 300) }),
    ...(typeof fromBlock === 'number' ? { fromBlock } : {}),
    ...(typeof toBlock === 'number' ? { toBlock } : {}),
  }
  return { query, problems }
}

const readBlock = (text: string): number | 'malformed' | undefined => {
  const plain = text.trim().replaceAll(',', '')
  if (plain === '') return undefined
  return /^\d{1,15}$/.test(plain) ? Number(plain) : 'malformed'
}
