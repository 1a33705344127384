import { type FormEvent, useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Field } from '../../../ui/Field.tsx'
import { Segmented } from '../../../ui/Segmented.tsx'
import { ErrorMessage } from '../../../ui/StateMessage.tsx'
import { useProjectActions } from '../hooks/useProjects.ts'
import { emptyToken, readToken, type Standard } from '../model/tokenDraft.ts'
import { TokenFields } from './TokenFields.tsx'

const standards = [
  { value: 'none', title: 'Empty', testId: 'standard-none' },
  { value: 'erc20', title: 'ERC-20', testId: 'standard-erc20' },
  { value: 'erc721', title: 'ERC-721', testId: 'standard-erc721' },
  { value: 'erc1155', title: 'ERC-1155', testId: 'standard-erc1155' },
] as const satisfies readonly { value: Standard; title: string; testId: string }[]

/** Begins a project, empty or with a token contract written for the options chosen. */
export function NewProjectDialog(props: { onClose: () => void; onCreated: (projectId: string) => void }) {
  const { create } = useProjectActions()
  const [name, setName] = useState('')
  const [standard, setStandard] = useState<Standard>('none')
  const [token, setToken] = useState(emptyToken)
  const [isSent, setSent] = useState(false)
  const { template, problems } = readToken(standard, token)
  const nameProblem = name.trim() === '' ? 'Required.' : name.trim().length > 64 ? 'At most 64 characters.' : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setSent(true)
    if (nameProblem !== undefined || Object.keys(problems).length > 0) return
    create.mutate({ name: name.trim(), template }, { onSuccess: ({ projectId }) => props.onCreated(projectId) })
  }
  return (
    <Dialog
      title="New project"
      testId="new-project-dialog"
      width={520}
      locked={create.isPending}
      onClose={props.onClose}
    >
      <form onSubmit={submit} noValidate>
        <div className="dialog-body">
          <Field
            label="Project name"
            testId="project-name"
            value={name}
            autoComplete="off"
            problem={isSent || name.length > 64 ? nameProblem : undefined}
            onChange={setName}
          />
          <Segmented label="Begin with" value={standard} options={standards} onChange={setStandard} />
          {standard === 'none' ? (
            <p className="muted">An empty project: add files, or import from @openzeppelin/contracts.</p>
          ) : (
            <TokenFields
              standard={standard}
              draft={token}
              problems={isSent ? problems : dropMissing(problems)}
              onChange={(part) => setToken({ ...token, ...part })}
            />
          )}
          {create.isError && <ErrorMessage error={create.error} />}
        </div>
        <footer className="dialog-foot">
          <Button variant="quiet" disabled={create.isPending} onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={create.isPending} data-testid="project-create">
            Create project
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}

/** What is only not filled in yet is told when the form is sent. */
const dropMissing = (problems: Partial<Record<string, string>>) =>
  Object.fromEntries(Object.entries(problems).filter(([, message]) => message !== 'Required.'))
