import { z } from 'zod'
import type { Diagnostic } from '../../api/workbench.ts'
import type { ProjectSources } from '../thread/CompilerMessages.ts'
import { createRangeFinder } from './createRangeFinder.ts'

const MAX_DIAGNOSTICS = 500
const MAX_MESSAGE = 4_000

const SolcError = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  errorCode: z.string().optional(),
  sourceLocation: z.object({ file: z.string(), start: z.number(), end: z.number() }).optional(),
})

/**
 * The errors and warnings of solc's output, at most 500. `texts` holds the sources that were compiled, `own` the names of those of the
 * project: a warning about a package is nothing that its user could do anything about.
 */
export const toDiagnostics = (
  output: unknown,
  texts: ReadonlyMap<string, string>,
  own: ProjectSources,
): Diagnostic[] => {
  const { errors } = z.object({ errors: z.array(SolcError).default([]) }).parse(output)
  const findRange = createRangeFinder(texts)
  const shown = errors.filter(
    ({ severity, sourceLocation: place }) => severity === 'error' || !place || Object.hasOwn(own, place.file),
  )
  return shown.slice(0, MAX_DIAGNOSTICS).map(({ severity, message, errorCode, sourceLocation }) => {
    const range = sourceLocation && findRange(sourceLocation.file, sourceLocation.start, sourceLocation.end)
    return {
      severity,
      message: message.slice(0, MAX_MESSAGE),
      ...(errorCode === undefined ? {} : { code: errorCode }),
      ...(range === undefined ? {} : { range }),
    }
  })
}
