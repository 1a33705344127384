import type { z } from 'zod'
import { requireResult } from './createEndpointPool.ts'
import { invalidAnswer } from './postJson.ts'
import type { RpcAnswer } from './RpcEndpoint.ts'

/**
 * The result of an answer, parsed.
 *
 * @throws TerminalError `network/refused` when the node refused, `network/invalid-answer` when the result has another form.
 */
export const readAnswer = <Schema extends z.ZodType>(
  schema: Schema,
  answer: RpcAnswer | undefined,
  endpoint: string,
): z.output<Schema> => {
  const parsed = schema.safeParse(requireResult(answer, endpoint))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw invalidAnswer(endpoint, `a result that cannot be read (${issue?.path.join('.')} ${issue?.message})`)
}
