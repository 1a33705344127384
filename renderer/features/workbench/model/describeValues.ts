import type { DecodedValue } from '../../../../engine/api/decoded.ts'
import { cleanText } from '../../../ui/cleanText.ts'
import { shortenHex } from '../../../ui/format.ts'

const lengthMax = 600

/** Values on one line: `from 0x1234…abcd, value 1,000`. Addresses and hashes are shortened unless they are wanted in full. */
export const describeValues = (values: readonly DecodedValue[], isFull = false): string =>
  cleanText(
    values.map((value) => `${value.name === '' ? '' : `${value.name} `}${describeValue(value, isFull)}`).join(', '),
    lengthMax,
  )

function describeValue({ type, value }: DecodedValue, isFull: boolean): string {
  if (typeof value === 'object') return `[${value.map((member) => describeValue(member, isFull)).join(', ')}]`
  const text = String(value)
  if (type === 'string') return `“${text}”`
  if (/^u?int/.test(type)) return text.replace(/\B(?=(\d{3})+$)/g, ',')
  return isFull || !text.startsWith('0x') ? text : shortenHex(text)
}
