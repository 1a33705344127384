import { Field } from '../../../ui/Field.tsx'
import { Select } from '../../../ui/Select.tsx'
import { flagsOf, type Standard, type TokenDraft, tokenFlags } from '../model/tokenDraft.ts'

export interface TokenFieldsProps {
  readonly standard: Standard
  readonly draft: TokenDraft
  readonly problems: Partial<Record<string, string>>
  readonly onChange: (part: Partial<TokenDraft>) => void
}

/** The options of a token template. */
export function TokenFields({ standard, draft, problems, onChange }: TokenFieldsProps) {
  const field = (
    name: 'name' | 'symbol' | 'uri' | 'premint' | 'cap' | 'royalty',
    label: string,
    hint: string,
    unit?: string,
  ) => (
    <Field
      label={label}
      hint={hint}
      unit={unit}
      value={draft[name]}
      problem={problems[name]}
      autoComplete="off"
      testId={`token-${name}`}
      onChange={(value) => onChange({ [name]: value })}
    />
  )
  return (
    <div className="token-fields">
      <div className="token-pair">
        {field('name', 'Token name', '')}
        {standard !== 'erc1155' && field('symbol', 'Symbol', '')}
      </div>
      <div className="token-pair">
        {standard === 'erc20' && field('premint', 'Premint', 'to the owner', 'tokens')}
        {standard !== 'erc1155' && field('cap', 'Cap', 'none if empty', 'tokens')}
        {standard !== 'erc20' && field('uri', standard === 'erc721' ? 'Base URI' : 'URI', 'optional')}
        {standard !== 'erc20' && field('royalty', 'Royalty', 'EIP-2981', '%')}
      </div>
      <div className="token-pair">
        <Select
          label="Who mints and pauses"
          testId="token-access"
          value={draft.access}
          options={[
            { value: 'ownable', title: 'One owner' },
            { value: 'roles', title: 'Holders of roles' },
          ]}
          onChange={(access) => onChange({ access })}
        />
        {standard !== 'erc1155' && draft.flags.has('hasVotes') && (
          <Select
            label="Votes are counted at"
            testId="token-votesClock"
            value={draft.votesClock}
            options={[
              { value: 'blocknumber', title: 'Block numbers' },
              { value: 'timestamp', title: 'Timestamps' },
            ]}
            onChange={(votesClock) => onChange({ votesClock })}
          />
        )}
      </div>
      <fieldset className="token-flags">
        <legend className="visually-hidden">Options</legend>
        {flagsOf[standard].map((flag) => (
          <label key={flag}>
            <input
              type="checkbox"
              checked={draft.flags.has(flag)}
              data-testid={`token-${flag}`}
              onChange={({ target }) =>
                onChange({
                  flags: new Set(
                    target.checked ? [...draft.flags, flag] : [...draft.flags].filter((each) => each !== flag),
                  ),
                })
              }
            />
            {tokenFlags[flag]}
          </label>
        ))}
      </fieldset>
    </div>
  )
}
