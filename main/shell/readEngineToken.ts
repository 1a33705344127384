import { readFileSync, statSync } from 'node:fs'

/** 256 bits in hexadecimal are 64 characters; other hosts' tokens may differ, but not by this much. */
const TOKEN_PATTERN = /^[\x21-\x7e]{16,512}$/
const MAX_FILE_BYTES = 4_096

/**
 * The token of the host to attach to: from the file, else from `QUANTERA_TOKEN`, which is removed from the environment so that
 * no child process inherits it.
 *
 * @throws Error with a sentence for people, never with the token.
 */
export const readEngineToken = (tokenFile: string | undefined, environment: NodeJS.ProcessEnv): string => {
  const fromEnvironment = environment.QUANTERA_TOKEN
  delete environment.QUANTERA_TOKEN
  const token = tokenFile === undefined ? fromEnvironment : readTokenFile(tokenFile)
  if (token === undefined) throw new Error('--engine needs a token: set QUANTERA_TOKEN or name an --engine-token-file.')
  if (!TOKEN_PATTERN.test(token.trim())) throw new Error('The token for --engine does not look like one.')
  return token.trim()
}

const readTokenFile = (path: string): string => {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile() || stats.size > MAX_FILE_BYTES) throw new Error(`${path} is not a token file.`)
  return readFileSync(path, 'utf8')
}
