import type { DecodedValue } from '../../../../engine/api/decoded.ts'
import type { AddressNames } from '../../../../engine/api/explorerRecords.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { AddressLink } from './Entity.tsx'
import './ArgumentTree.css'

export interface ArgumentTreeProps {
  readonly values: readonly DecodedValue[]
  readonly names: AddressNames
}

/** Values by their ABI types, one a line; addresses are links, members of arrays and tuples stand under them. */
export const ArgumentTree = ({ values, names }: ArgumentTreeProps) => (
  <ul className="arguments">
    {values.map((value, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: arguments are told apart by their place
      <li key={index}>
        <span className="argument-name">{value.name === '' ? index : cleanText(value.name, 40)}</span>
        <span className="argument-type">{describeShape(value)}</span>
        {typeof value.value === 'object' ? (
          value.value.length > 0 && <ArgumentTree values={value.value} names={names} />
        ) : (
          <ArgumentValue value={value} names={names} full />
        )}
      </li>
    ))}
  </ul>
)

/** The type; a tuple's is spelt out by its members, so only that it is one. */
const describeShape = ({ type, value }: DecodedValue) => {
  const suffix = /((?:\[\d*\])*)$/.exec(type)?.[1] ?? ''
  const shape = type.startsWith('(') ? `tuple${suffix}` : cleanText(type, 40)
  return Array.isArray(value) && suffix !== '' ? `${shape} · ${value.length}` : shape
}

export interface ArgumentValueProps {
  readonly value: DecodedValue
  readonly names: AddressNames
  /** Addresses stand whole beside their names. */
  readonly full?: boolean
}

/** One value without parts. */
export function ArgumentValue({ value: { type, value, name }, names, full = false }: ArgumentValueProps) {
  const text = String(value)
  if (type === 'address' && /^0x[0-9a-fA-F]{40}$/.test(text))
    return <AddressLink address={text} names={names} full={full} />
  return <CopyText text={text} shown={describeValue(type, text)} label={cleanText(name) || 'value'} />
}

/** Long numbers in groups of three, texts in quotes. */
export function describeValue(type: string, text: string): string {
  if (type === 'string') return `“${cleanText(text, 400)}”`
  return /^u?int/.test(type) ? text.replace(/\B(?=(\d{3})+$)/g, ',') : cleanText(text, 400)
}
