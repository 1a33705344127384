import type { DecodedValue } from '../../../../engine/api/decoded.ts'
import { cleanText } from '../../../ui/cleanText.ts'

const lengthMax = 600

/** Values on one line: `from 0x12…, value 1,000`. */
export const describeValues = (values: readonly DecodedValue[]): string =>
  cleanText(
    values.map((value) => `${value.name === '' ? '' : `${value.name} `}${describeValue(value)}`).join(', '),
    lengthMax,
  )

function describeValue({ type, value }: DecodedValue): string {
  if (typeof value === 'object') return `[${value.map(describeValue).join(', ')}]`
  const text = String(value)
  if (type === 'string') return `“${text}”`
  return /^u?int/.test(type) ? text.replace(/\B(?=(\d{3})+$)/g, ',') : text
}
