import { useCallback, useMemo, useState } from 'react'
import type { Project } from '../../../../engine/api/workbench.ts'
import { useNetworkChoice } from '../../../app/session/useNetworkChoice.ts'
import { useStoredState } from '../../../ui/useStoredState.ts'
import type { DebugRequest } from '../../debugger/index.ts'
import { useCompile } from '../hooks/useCompile.ts'
import { useDeployments, useSender } from '../hooks/useDeployments.ts'
import { useFiles } from '../hooks/useFiles.ts'
import { useFirstFile } from '../hooks/useFirstFile.ts'
import { useSourceCheck } from '../hooks/useSourceCheck.ts'
import { useTestRun } from '../hooks/useTestRun.ts'
import { useWorkbenchCommands } from '../hooks/useWorkbenchCommands.ts'
import { useProjectState } from '../hooks/useWorkbenchStore.ts'
import { BottomPane, type BottomTab, bottomTabs } from './BottomPane.tsx'
import type { EditorTarget } from './CodeEditor.tsx'
import { ContractPane, type ContractTab, contractTabs } from './ContractPane.tsx'
import { EditorPane } from './EditorPane.tsx'
import { ProjectPane } from './ProjectPane.tsx'
import { SettingsDialog } from './SettingsDialog.tsx'

export interface ProjectViewProps {
  readonly project: Project
  readonly projects: readonly Project[]
  readonly mayWrite: boolean
  readonly onProject: (projectId: string) => void
  readonly onNewProject: () => void
  readonly onDebug: (request: DebugRequest) => void
}

/** A project: its files, the editor, what compiling and calling came to. */
export function ProjectView({ project, projects, mayWrite, onProject, onNewProject, onDebug }: ProjectViewProps) {
  const { projectId, settings } = project
  const state = useProjectState(projectId)
  const files = useFiles(projectId)
  const compile = useCompile(projectId, files)
  const choice = useNetworkChoice('workbench')
  const tests = useTestRun(projectId, choice.network, files)
  const deployments = useDeployments(projectId)
  const [bottomTab, setBottomTab] = useStoredState<BottomTab>('workbench.bottomTab', 'problems', (text) =>
    bottomTabs.find((tab) => tab === text),
  )
  const [contractTab, setContractTab] = useStoredState<ContractTab>('workbench.contractTab', 'deploy', (text) =>
    contractTabs.find((tab) => tab === text),
  )
  const [isNaming, setNaming] = useState(false)
  const [isSettingUp, setSettingUp] = useState(false)
  const [target, setTarget] = useState<EditorTarget>()
  const [deploymentId, chooseDeployment] = useStoredState<string>(`workbench.deployment/${projectId}`, '')
  const active = state.activePath === undefined ? undefined : state.files.get(state.activePath)
  const checkFailure = useSourceCheck(projectId, active?.path, active?.text, JSON.stringify(settings))
  const deployment = deployments.data?.find((each) => each.deploymentId === deploymentId) ?? deployments.data?.[0]
  // A deployed contract is called where it is.
  const isCalling = contractTab === 'deployed' && deployment !== undefined
  const sender = useSender(isCalling ? deployment.network : choice.network)
  const { open, save } = files
  useFirstFile(project, open)
  const onGoTo = useCallback(
    async (path: string, line: number, column: number) => {
      await open(path)
      setTarget({ path, line, column })
    },
    [open],
  )
  const { mutate: runCompile } = compile
  const onCompile = useCallback(() => {
    if (!mayWrite) return
    runCompile(undefined, {
      onSuccess: (compilation) => {
        if (compilation?.diagnostics.some(({ severity }) => severity === 'error')) setBottomTab('problems')
      },
    })
  }, [mayWrite, runCompile, setBottomTab])
  const { start: startTests } = tests
  const onTest = useCallback(() => {
    if (!mayWrite) return
    setBottomTab('tests')
    void startTests()
  }, [mayWrite, startTests, setBottomTab])
  const activePath = active?.path
  const onSave = useCallback(() => {
    if (mayWrite && activePath !== undefined) void save(activePath)
  }, [mayWrite, activePath, save])
  useWorkbenchCommands(
    useMemo(
      () => ({
        onSave,
        onCompile,
        onTest,
        onNewFile: () => setNaming(true),
        onNewProject,
        onSettings: () => setSettingUp(true),
        onPane: (pane) => (pane === 'deploy' || pane === 'deployed' ? setContractTab(pane) : setBottomTab(pane)),
      }),
      [onSave, onCompile, onTest, onNewProject, setBottomTab, setContractTab],
    ),
  )
  return (
    <div className="workbench">
      <ProjectPane
        project={project}
        projects={projects}
        state={state}
        files={files}
        mayWrite={mayWrite}
        isNaming={isNaming}
        onNaming={setNaming}
        onProject={onProject}
        onNewProject={onNewProject}
        onSettings={() => setSettingUp(true)}
      />
      <EditorPane
        project={project}
        state={state}
        files={files}
        mayWrite={mayWrite}
        target={target}
        checkFailure={checkFailure}
        isCompiling={compile.isPending}
        onSave={onSave}
        onCompile={onCompile}
        onGoTo={onGoTo}
        onNewFile={() => setNaming(true)}
      />
      <BottomPane
        tab={bottomTab}
        diagnostics={state.diagnostics}
        deployment={deployment}
        tests={tests}
        mayWrite={mayWrite}
        onTab={setBottomTab}
        onGoTo={onGoTo}
        onDebug={onDebug}
      />
      <ContractPane
        project={project}
        state={state}
        tab={contractTab}
        choice={choice}
        sender={sender}
        deployments={deployments}
        deployment={deployment}
        mayWrite={mayWrite}
        isCompiling={compile.isPending}
        onTab={setContractTab}
        onDeployment={chooseDeployment}
        onCompile={onCompile}
        onDebug={onDebug}
      />
      {isSettingUp && <SettingsDialog project={project} mayWrite={mayWrite} onClose={() => setSettingUp(false)} />}
    </div>
  )
}
