import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SigningAccount } from '../../../../engine/api/signing.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { describeError } from '../../../ui/describeError.ts'
import { Field } from '../../../ui/Field.tsx'
import { Segmented } from '../../../ui/Segmented.tsx'

export interface NewAccountDialogProps {
  /** Whether the caller may approve and fund accounts of the practice desk. */
  readonly mayOnboard: boolean
  readonly onClose: () => void
  /** `opensPractice`: it shall be opened on the practice desk now. */
  readonly onCreated: (account: SigningAccount, opensPractice: boolean) => void
}

const emptyForm = {
  kind: 'create' as 'create' | 'import',
  label: '',
  password: '',
  repeated: '',
  keystore: '',
  opensPractice: true,
}
const passwordLengthMin = 8

/** Makes a key or takes in a Web3 Secret Storage v3 document. */
export function NewAccountDialog({ mayOnboard, onClose, onCreated }: NewAccountDialogProps) {
  const [form, setForm] = useState(emptyForm)
  const add = useAddAccount(form, (account) => onCreated(account, mayOnboard && form.opensPractice))
  const change = (part: Partial<typeof emptyForm>) => {
    setForm((before) => ({ ...before, ...part }))
    add.reset()
  }
  const isNew = form.kind === 'create'
  const passwordProblem =
    isNew && form.password !== '' && form.password.length < passwordLengthMin ? 'At least 8 characters.' : undefined
  const repeatProblem =
    isNew && form.repeated !== '' && form.repeated !== form.password ? 'The passwords differ.' : undefined
  const isComplete =
    form.label.trim() !== '' &&
    form.password !== '' &&
    (isNew ? form.repeated === form.password : form.keystore.trim() !== '')
  return (
    <Dialog title="New account" width={480} testId="new-account-dialog" locked={add.isPending} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (isComplete && passwordProblem === undefined) add.mutate()
        }}
      >
        <div className="dialog-body">
          <Segmented
            label="How"
            size="large"
            value={form.kind}
            options={[
              { value: 'create', title: 'Make a new key' },
              { value: 'import', title: 'Import a keystore' },
            ]}
            onChange={(kind) => change({ kind })}
          />
          <Field
            label="Label"
            value={form.label}
            maxLength={64}
            testId="new-account-label"
            onChange={(label) => change({ label })}
          />
          {!isNew && (
            <label>
              <span className="muted">Keystore document (Web3 Secret Storage, version 3)</span>
              <textarea
                className="field-area"
                value={form.keystore}
                maxLength={16_384}
                spellCheck={false}
                data-testid="new-account-keystore"
                onChange={(event) => change({ keystore: event.target.value })}
              />
            </label>
          )}
          <Field
            label="Password"
            type="password"
            autoComplete="off"
            value={form.password}
            problem={passwordProblem}
            testId="new-account-password"
            onChange={(password) => change({ password })}
          />
          {isNew && (
            <Field
              label="Password again"
              type="password"
              autoComplete="off"
              value={form.repeated}
              problem={repeatProblem}
              testId="new-account-repeat"
              onChange={(repeated) => change({ repeated })}
            />
          )}
          {mayOnboard && (
            <label className="ticket-check">
              <input
                type="checkbox"
                checked={form.opensPractice}
                onChange={(event) => change({ opensPractice: event.target.checked })}
              />
              <span>Then open it on the practice desk</span>
            </label>
          )}
          {isNew && (
            <p className="muted">
              The key is encrypted with this password. Nobody can recover it without the password.
            </p>
          )}
          {add.error !== null && (
            <p className="dialog-note" data-tone="danger" role="alert">
              {describeError(add.error).message}
            </p>
          )}
        </div>
        <footer className="dialog-foot">
          <Button onClick={onClose} disabled={add.isPending}>
            Cancel
          </Button>
          <Button
            type="submit"
            variant="primary"
            disabled={!isComplete || passwordProblem !== undefined}
            busy={add.isPending}
            data-testid="new-account-submit"
          >
            {isNew ? 'Make the account' : 'Import'}
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

function useAddAccount(form: typeof emptyForm, onCreated: (account: SigningAccount) => void) {
  const { client, api } = useDesk()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () =>
      form.kind === 'create'
        ? client.signing.createAccount({ label: form.label, password: form.password })
        : client.signing.importAccount({ label: form.label, keystore: form.keystore, password: form.password }),
    onSuccess: (account) => {
      void queries.invalidateQueries({ queryKey: api.signing.listAccounts.key() })
      onCreated(account)
    },
    gcTime: 0,
  })
}
