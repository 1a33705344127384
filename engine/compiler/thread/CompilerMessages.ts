import type { ErrorFacts } from '../../api/errors.ts'
import type { Compilation, CompilerSettings, Diagnostic, SourceSymbol } from '../../api/workbench.ts'
import type { ContractArtifact } from '../ContractArtifact.ts'

/** Where the compiler's thread keeps what it made. */
export type CompilerFiles = { readonly artifacts: string; readonly compilations: string }

/** The sources of a project, as they are or as they are being edited. */
export type ProjectSources = Readonly<Record<string, string>>

/** What a compiler's thread can be asked. */
export type CompilerTasks = {
  readonly compile: {
    readonly input: { readonly sources: ProjectSources; readonly settings: CompilerSettings }
    readonly output: Omit<Compilation, 'durationMs'>
  }
  /** An artifact of a compilation that was made already; `undefined` where it was not. */
  readonly findArtifact: {
    readonly input: {
      readonly sources: ProjectSources
      readonly settings: CompilerSettings
      readonly path: string
      readonly name: string
    }
    readonly output: ContractArtifact | undefined
  }
  readonly check: {
    readonly input: { readonly sources: ProjectSources; readonly settings: CompilerSettings; readonly path: string }
    readonly output: { readonly diagnostics: readonly Diagnostic[]; readonly symbols: readonly SourceSymbol[] }
  }
  readonly compileStandardJson: {
    readonly input: { readonly version: string; readonly input: Readonly<Record<string, unknown>> }
    readonly output: Readonly<Record<string, unknown>>
  }
}
export type CompilerTask = keyof CompilerTasks

export type CompilerRequest = {
  [Task in CompilerTask]: { readonly task: Task; readonly input: CompilerTasks[Task]['input'] }
}[CompilerTask]

export type CompilerReply =
  | { readonly type: 'done'; readonly output: CompilerTasks[CompilerTask]['output'] }
  | { readonly type: 'failed'; readonly code: string; readonly message: string; readonly facts: ErrorFacts }
