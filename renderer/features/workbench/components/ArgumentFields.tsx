import type { AbiParameter } from '../../../../engine/api/workbench.ts'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { Field } from '../../../ui/Field.tsx'
import { formatAmount } from '../../../ui/format.ts'
import { Segmented } from '../../../ui/Segmented.tsx'
import type { ArgumentForm } from '../hooks/useArgumentForm.ts'
import { arrayMax, type Draft, elementOf, emptyDraft, fixedLengthOf, kindOf } from '../model/abiForm.ts'
import { parseInteger } from '../model/parseInteger.ts'

export interface ArgumentFieldsProps {
  readonly parameters: readonly AbiParameter[]
  readonly form: ArgumentForm
  /** Before the path in each field's test id. */
  readonly testId: string
}

/** A field for each argument; arrays grow and shrink, tuples are groups. */
export const ArgumentFields = ({ parameters, form, testId }: ArgumentFieldsProps) => (
  <>
    {parameters.map((parameter, at) => (
      <ArgumentField
        // biome-ignore lint/suspicious/noArrayIndexKey: arguments are told apart by their place
        key={at}
        parameter={parameter}
        draft={form.drafts[at] ?? ''}
        path={[at]}
        label={parameter.name === '' ? `#${at}` : cleanText(parameter.name)}
        form={form}
        testId={testId}
      />
    ))}
  </>
)

interface ArgumentFieldProps {
  readonly parameter: AbiParameter
  readonly draft: Draft
  readonly path: readonly number[]
  readonly label: string
  readonly form: ArgumentForm
  readonly testId: string
}

function ArgumentField(props: ArgumentFieldProps) {
  const { parameter, draft, path, label, form, testId } = props
  const kind = kindOf(parameter)
  const id = `${testId}-${path.join('.')}`
  const type = cleanText(parameter.internalType ?? parameter.type, 40)
  if (typeof draft !== 'string')
    return kind === 'array' ? <ArrayField {...props} members={draft} /> : <TupleField {...props} members={draft} />
  if (kind === 'bool')
    return (
      <div className="argument-bool">
        <span className="muted">{label}</span>
        <Segmented
          label={label}
          value={draft === 'true' ? 'true' : 'false'}
          options={[
            { value: 'false', title: 'false' },
            { value: 'true', title: 'true', testId: `${id}-true` },
          ]}
          onChange={(value) => form.change(path, value)}
        />
      </div>
    )
  return (
    <Field
      label={label}
      hint={kind === 'integer' ? (describeInteger(draft) ?? type) : type}
      className={kind === 'integer' ? 'field-number' : 'argument-text'}
      autoComplete="off"
      spellCheck={false}
      placeholder={placeholders[kind]}
      value={draft}
      problem={form.problemAt(path.join('.'))}
      testId={id}
      onChange={(value) => form.change(path, value)}
    />
  )
}

const placeholders: Partial<Record<ReturnType<typeof kindOf>, string>> = {
  address: '0x… (20 bytes)',
  bytes: '0x…',
  integer: '0',
}

/** What an abbreviated number means. */
const describeInteger = (text: string) => {
  const value = parseInteger(text)
  const isPlain = /^[-−]?\d{1,6}$/.test(text.trim())
  return value === undefined || isPlain ? undefined : `= ${formatAmount(value, 0)}`
}

type MembersProps = ArgumentFieldProps & { readonly members: readonly Draft[] }

function TupleField({ parameter, members, path, label, form, testId }: MembersProps) {
  return (
    <fieldset className="argument-group">
      <legend>
        {label} <span className="faint">{cleanText(parameter.internalType ?? 'tuple', 40)}</span>
      </legend>
      {(parameter.components ?? []).map((component, at) => (
        <ArgumentField
          // biome-ignore lint/suspicious/noArrayIndexKey: members are told apart by their place
          key={at}
          parameter={component}
          draft={members[at] ?? ''}
          path={[...path, at]}
          label={component.name === '' ? `#${at}` : cleanText(component.name)}
          form={form}
          testId={testId}
        />
      ))}
    </fieldset>
  )
}

function ArrayField({ parameter, members, path, label, form, testId }: MembersProps) {
  const element = elementOf(parameter)
  const isFixed = fixedLengthOf(parameter) !== undefined
  const id = `${testId}-${path.join('.')}`
  return (
    <fieldset className="argument-group">
      <legend>
        {label} <span className="faint">{cleanText(parameter.internalType ?? parameter.type, 40)}</span>
      </legend>
      {members.map((member, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: members are told apart by their place
        <div key={at} className="argument-member">
          <ArgumentField
            parameter={element}
            draft={member}
            path={[...path, at]}
            label={`[${at}]`}
            form={form}
            testId={testId}
          />
          {!isFixed && (
            <Button
              size="small"
              variant="quiet"
              aria-label={`Remove [${at}]`}
              onClick={() => form.change(path, members.toSpliced(at, 1))}
            >
              ✕
            </Button>
          )}
        </div>
      ))}
      {!isFixed && (
        <Button
          size="small"
          disabled={members.length >= arrayMax}
          data-testid={`${id}-add`}
          onClick={() => form.change(path, [...members, emptyDraft(element)])}
        >
          + {members.length === 0 ? 'Empty: add a member' : 'Add'}
        </Button>
      )}
    </fieldset>
  )
}
