import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { findFixtures, runFixtures } from './runFixtures.ts'

/**
 * Replays official execution-spec-tests: `npm run vectors -- state|blockchain FOLDER [--every N]`. Names each failure, ends with
 * `N passed, N failed`, and fails when any did. `--every 10` runs a tenth of each file.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '1' } },
})
const [kind, folder] = positionals
const every = Number(values.every)
const isUsable = (kind === 'state' || kind === 'blockchain') && folder !== undefined && existsSync(folder)
if (!isUsable || !Number.isInteger(every) || every < 1) {
  console.error('usage: npm run vectors -- state|blockchain FOLDER [--every N]')
  process.exit(2)
}

let passed = 0
let failed = 0
for (const file of findFixtures(folder)) {
  await runFixtures(kind, file, every, ({ name, failure }) => {
    if (failure === undefined) passed++
    else {
      failed++
      console.log(`FAILED ${name}: ${failure}`)
    }
  })
}
console.log(`${passed} passed, ${failed} failed`)
// A run without a single case is a wrong folder, not a success.
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
