import { TerminalError } from '../api/errors.ts'
import { applyCommand, type CommandResult } from './core/applyCommand.ts'
import type { Command } from './core/command.ts'
import type { Core } from './core/core.ts'
import type { Journal } from './journal/openJournal.ts'

/** More than this in one transaction would make the first of them wait too long. */
const MAX_BATCH = 512
const MAX_QUEUED = 20_000

export interface SequencerOptions {
  readonly core: Core
  readonly journal: Journal
  /** Called after a batch was committed and applied, before anyone hears of its results. */
  readonly onApplied: () => void
  /** Called once if the journal or the core fails: nothing is accepted after that. */
  readonly onFailure: (error: unknown) => void
}

/** Puts commands into one order: journalled first, applied second, answered last. */
export interface Sequencer {
  /** Resolves with what the command did once it is durable. @throws TerminalError `store/busy` when too many wait */
  submit(command: Command): Promise<CommandResult>
  /** Resolves when everything submitted so far is answered; nothing more is accepted. */
  close(): Promise<void>
}

interface Waiting {
  readonly command: Command
  readonly resolve: (result: CommandResult) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit: whatever came in while the last batch was being synced to disk goes into the next one, in one transaction.
 * Memory moves only after the commit. If a commit fails nobody can tell what the disk holds, so the sequencer stops for good
 * and a restart replays the journal.
 */
export const createSequencer = ({ core, journal, onApplied, onFailure }: SequencerOptions): Sequencer => {
  let queue: Waiting[] = []
  let isScheduled = false
  let isClosed = false
  let failure: { readonly error: unknown } | undefined
  let onIdle: () => void = () => {}

  const commit = (batch: readonly Waiting[]): readonly CommandResult[] => {
    let sequence = journal.lastSequence
    journal.append(batch.map(({ command }) => command))
    const results = batch.map(({ command }) => {
      sequence += 1
      return applyCommand(core, command, sequence)
    })
    onApplied()
    return results
  }

  const stop = (error: unknown, batch: readonly Waiting[]): void => {
    failure = { error }
    for (const { reject } of [...batch, ...queue]) reject(error)
    queue = []
    onFailure(error)
  }

  const run = (): void => {
    isScheduled = false
    const batch = queue.slice(0, MAX_BATCH)
    queue = queue.slice(MAX_BATCH)
    try {
      const results = commit(batch)
      batch.forEach(({ resolve }, index) => {
        const result = results[index]
        if (result !== undefined) resolve(result)
      })
    } catch (error) {
      stop(error, batch)
    }
    if (queue.length > 0) schedule()
    else onIdle()
  }

  const findRefusal = (): { readonly error: unknown } | undefined => {
    if (failure !== undefined) return failure
    if (isClosed) return { error: new TerminalError('store/busy', 'The market is closing.') }
    if (queue.length < MAX_QUEUED) return undefined
    return { error: new TerminalError('store/busy', 'Too many commands are waiting.') }
  }

  const schedule = (): void => {
    if (isScheduled) return
    isScheduled = true
    // After the events that arrived meanwhile were handled, so that all they submit shares the commit.
    setImmediate(run)
  }

  return {
    submit: (command) =>
      new Promise((resolve, reject) => {
        const refusal = findRefusal()
        if (refusal !== undefined) {
          reject(refusal.error)
        } else {
          queue.push({ command, resolve, reject })
          schedule()
        }
      }),
    close: () =>
      new Promise((resolve) => {
        isClosed = true
        onIdle = resolve
        if (!isScheduled) resolve()
      }),
  }
}
