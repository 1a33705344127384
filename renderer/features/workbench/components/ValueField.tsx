import { Field } from '../../../ui/Field.tsx'
import { formatAmount } from '../../../ui/format.ts'
import type { ArgumentForm } from '../hooks/useArgumentForm.ts'
import { type Unit, units } from '../model/parseInteger.ts'

/** The ether sent along, in the unit chosen. */
export function ValueField({ form, testId }: { form: ArgumentForm; testId: string }) {
  const { value, unit, valueWei, setValue, setUnit } = form
  return (
    <Field
      label="Value"
      className="field-number"
      autoComplete="off"
      placeholder="0"
      hint={valueWei !== undefined && value !== '' && `= ${formatAmount(valueWei, 0)} wei`}
      value={value}
      problem={valueWei === undefined ? `An amount in ${unit}, whole in wei.` : undefined}
      testId={`${testId}-value`}
      onChange={setValue}
      unit={
        <select
          className="unit-select"
          aria-label="Unit of the value"
          value={unit}
          onChange={(event) => setUnit(event.target.value as Unit)}
        >
          {Object.keys(units).map((name) => (
            <option key={name} value={name}>
              {name === 'ether' ? 'ETH' : name}
            </option>
          ))}
        </select>
      }
    />
  )
}
