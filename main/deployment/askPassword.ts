import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { TerminalError } from '../../engine/api/errors.ts'

/**
 * Asks on the terminal, without showing what is typed.
 *
 * @throws TerminalError `deployment/invalid` when nobody is there to answer
 */
export const askPassword = async (question: string): Promise<string> => {
  if (!process.stdin.isTTY) {
    throw new TerminalError('deployment/invalid', 'There is no terminal to ask for the password: use --password-env.')
  }
  process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return await new Promise((resolve, reject) => {
      reader.once('line', resolve)
      reader.once('SIGINT', () => reject(new TerminalError('deployment/invalid', 'No password was given.')))
    })
  } finally {
    reader.close()
    process.stderr.write('\n')
  }
}
