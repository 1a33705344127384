import { parentPort, workerData } from 'node:worker_threads'
import { TerminalError } from '../api/errors.ts'
import type { CompilerFiles, CompilerReply, CompilerRequest } from './thread/CompilerMessages.ts'
import { createTasks } from './thread/createTasks.ts'

/** A thread that compiles: one task after another. Whoever started it ends it when a task takes too long. */

const host = parentPort
if (host === null) throw new Error('compilerWorker.ts runs in a worker thread.')

const tasks = createTasks(workerData as CompilerFiles)

const perform = (request: CompilerRequest) => {
  switch (request.task) {
    case 'compile':
      return tasks.compile(request.input)
    case 'findArtifact':
      return tasks.findArtifact(request.input)
    case 'check':
      return tasks.check(request.input)
    case 'compileStandardJson':
      return tasks.compileStandardJson(request.input)
  }
}

host.on('message', (request: CompilerRequest) => {
  // Anything but an expected failure ends the thread: a compiler that has crashed can't be trusted with another task.
  const reply = (message: CompilerReply): void => host.postMessage(message)
  try {
    reply({ type: 'done', output: perform(request) })
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error
    reply({ type: 'failed', code: error.code, message: error.message, facts: error.facts })
  }
})
