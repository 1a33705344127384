import { spawn } from 'node:child_process'

/** Runs a command to its end and gives its exit code and all that it printed; `echo` prints it as it comes. */
export const runCommand = (
  [program = '', ...parameters]: readonly string[],
  options: { readonly echo?: boolean; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<{ exitCode: number; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    })
    let output = ''
    const take = (chunk: Buffer) => {
      output += chunk
      if (options.echo) process.stdout.write(chunk)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', reject)
    child.on('exit', (code) => resolve({ exitCode: code ?? 1, output }))
  })
