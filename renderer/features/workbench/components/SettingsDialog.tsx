import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Project } from '../../../../engine/api/workbench.ts'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { Button } from '../../../ui/Button.tsx'
import { cleanText } from '../../../ui/cleanText.ts'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Field } from '../../../ui/Field.tsx'
import { Select } from '../../../ui/Select.tsx'
import { ErrorMessage, StateMessage } from '../../../ui/StateMessage.tsx'
import { useProjectActions } from '../hooks/useProjects.ts'

const runsMax = 4_294_967_295

/** How a project is compiled. */
export function SettingsDialog({
  project,
  mayWrite,
  onClose,
}: {
  project: Project
  mayWrite: boolean
  onClose: () => void
}) {
  const { api } = useDesk()
  const compilers = useQuery(api.workbench.listCompilers.queryOptions())
  const { updateSettings } = useProjectActions()
  const [settings, setSettings] = useState(project.settings)
  const [runs, setRuns] = useState(String(project.settings.optimizerRuns))
  const isRunsValid = /^\d{1,10}$/.test(runs) && Number(runs) <= runsMax
  const compiler = compilers.data?.find(({ version }) => version === settings.version)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isRunsValid) return
    updateSettings.mutate(
      { projectId: project.projectId, settings: { ...settings, optimizerRuns: Number(runs) } },
      { onSuccess: onClose },
    )
  }
  return (
    <Dialog title={`Compiler of ${cleanText(project.name)}`} testId="settings-dialog" width={420} onClose={onClose}>
      <form onSubmit={submit}>
        <div className="dialog-body">
          {compilers.isError && <ErrorMessage error={compilers.error} />}
          {compilers.data === undefined && !compilers.isError && <StateMessage>Loading the compilers…</StateMessage>}
          {compilers.data !== undefined && (
            <>
              <Select
                label="solc"
                testId="settings-version"
                value={settings.version}
                options={compilers.data.map(({ version }) => ({ value: version, title: cleanText(version) }))}
                onChange={(version) => {
                  const known = compilers.data.find((each) => each.version === version)?.evmVersions ?? []
                  const evmVersion = known.includes(settings.evmVersion) ? settings.evmVersion : (known.at(-1) ?? '')
                  setSettings({ ...settings, version, evmVersion })
                }}
              />
              <Select
                label="EVM version"
                testId="settings-evm"
                value={settings.evmVersion}
                options={(compiler?.evmVersions ?? [settings.evmVersion]).map((value) => ({
                  value,
                  title: cleanText(value),
                }))}
                onChange={(evmVersion) => setSettings({ ...settings, evmVersion })}
              />
              <label className="settings-check">
                <input
                  type="checkbox"
                  checked={settings.optimizerEnabled}
                  onChange={(event) => setSettings({ ...settings, optimizerEnabled: event.target.checked })}
                />
                Optimizer
              </label>
              <Field
                label="Optimizer runs"
                className="field-number"
                hint="200 is usual; more for code that runs often"
                disabled={!settings.optimizerEnabled}
                value={runs}
                problem={isRunsValid ? undefined : `A whole number up to ${runsMax}.`}
                onChange={setRuns}
              />
              <label className="settings-check">
                <input
                  type="checkbox"
                  checked={settings.viaIr}
                  onChange={(event) => setSettings({ ...settings, viaIr: event.target.checked })}
                />
                Via IR <span className="faint">slower, smaller code, no “stack too deep”</span>
              </label>
            </>
          )}
          {updateSettings.isError && <ErrorMessage error={updateSettings.error} />}
        </div>
        <footer className="dialog-foot">
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            variant="primary"
            busy={updateSettings.isPending}
            disabled={!mayWrite || !isRunsValid}
            data-testid="settings-save"
          >
            Save
          </Button>
        </footer>
      </form>
    </Dialog>
  )
}
