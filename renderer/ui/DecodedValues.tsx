import type { DecodedValue } from '../../engine/api/decoded.ts'
import { CopyText } from './CopyText.tsx'
import { cleanText } from './cleanText.ts'
import './DecodedValues.css'

export interface DecodedValuesProps {
  readonly values: readonly DecodedValue[]
  readonly empty: string
}

/** Values by their ABI types, one a line; members of arrays and tuples stand under them. */
export function DecodedValues({ values, empty }: DecodedValuesProps) {
  if (values.length === 0) return <p className="faint">{empty}</p>
  return (
    <ul className="decoded-values">
      {values.map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: arguments are told apart by their place
        <li key={at}>
          <span className="decoded-name">{value.name === '' ? `#${at}` : cleanText(value.name)}</span>
          <span className="decoded-type faint">{cleanText(value.type, 40)}</span>
          {typeof value.value === 'object' ? (
            <DecodedValues values={value.value} empty="empty" />
          ) : (
            <CopyText
              text={String(value.value)}
              shown={describeValue(value)}
              label={cleanText(value.name) || 'value'}
            />
          )}
        </li>
      ))}
    </ul>
  )
}

/** A value as it is read: long numbers in groups of three, text in quotes. */
function describeValue({ type, value }: DecodedValue): string {
  const text = String(value)
  if (type === 'string') return `“${cleanText(text, 300)}”`
  return /^u?int/.test(type) ? text.replace(/\B(?=(\d{3})+$)/g, ',') : cleanText(text, 300)
}
