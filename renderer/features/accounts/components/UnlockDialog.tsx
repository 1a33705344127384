import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SigningAccount } from '../../../../engine/api/signing.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { describeError } from '../../../ui/describeError.ts'
import { Field } from '../../../ui/Field.tsx'

/** Asks for the password of a keystore account and has the desk decrypt its key. The password is forgotten with the dialog. */
export function UnlockDialog({ account, onClose }: { account: SigningAccount; onClose: () => void }) {
  const { client, api } = useDesk()
  const queries = useQueryClient()
  const [password, setPassword] = useState('')
  const unlock = useMutation({
    mutationFn: () => client.signing.unlockAccount({ address: account.address, password }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: api.signing.listAccounts.key() })
      onClose()
    },
    gcTime: 0,
  })
  return (
    <Dialog
      title={`Unlock ${cleanText(account.label, 40)}`}
      width={420}
      testId="unlock-dialog"
      locked={unlock.isPending}
      onClose={onClose}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          unlock.mutate()
        }}
      >
        <div className="dialog-body">
          <p className="muted">
            The key of <code>{account.address}</code> is decrypted into the desk’s memory until you lock it or the desk
            stops.
          </p>
          <Field
            label="Password"
            type="password"
            autoComplete="off"
            value={password}
            testId="unlock-password"
            problem={unlock.error === null ? undefined : describeError(unlock.error).message}
            onChange={(text) => {
              setPassword(text)
              unlock.reset()
            }}
          />
        </div>
        <footer className="dialog-foot">
          <Button onClick={onClose} disabled={unlock.isPending}>
            Cancel
          </Button>
          <Button
            type="submit"
            variant="primary"
            disabled={password === ''}
            busy={unlock.isPending}
            data-testid="unlock-submit"
          >
            {unlock.isPending ? 'Decrypting…' : 'Unlock'}
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
