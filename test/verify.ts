import { runCommand } from './runCommand.ts'

/** The static checks, each a command of its own that exits with 0 when all is well. */
export const staticChecks = [
  { name: 'format and lint', command: ['npx', 'biome', 'check', '--error-on-warnings', '.'] },
  { name: 'types', command: ['npx', 'tsc', '--noEmit', '-p', '.'] },
  {
    name: 'layers',
    command: [
      ...['npx', 'depcruise', 'engine', 'main', 'preload', 'renderer', 'test'],
      ...['contracts/compile.ts', 'contracts/layouts.ts'],
    ],
  },
  {
    name: 'contracts lint',
    command: [
      ...['npx', 'solhint', '--disc', '--noPoster', '--max-warnings', '0'],
      'contracts/**/*.sol',
      'test/contracts/**/*.sol',
    ],
  },
  { name: 'storage layouts', command: ['npx', 'node', 'contracts/layouts.ts'] },
  { name: 'dead code', command: ['npx', 'knip'] },
] as const

if (import.meta.main) {
  let failed = 0
  await runCommand(['node', 'contracts/compile.ts'])
  for (const { name, command } of staticChecks) {
    const { exitCode, output } = await runCommand(command)
    console.log(`${exitCode === 0 ? 'ok    ' : 'FAILED'} ${name}`)
    if (exitCode !== 0) console.log(output)
    failed += exitCode === 0 ? 0 : 1
  }
  process.exitCode = failed === 0 ? 0 : 1
}
