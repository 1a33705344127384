import { compareGas } from './compareGas.ts'
import { runForgeTests } from './forgeReport.ts'
import { readGas, writeGas } from './gasFile.ts'

// Measures what transactions cost and writes test/contracts/gas.json and the tables of contracts/README.md: `npm run gas`.
const { tests, gas, output } = await runForgeTests(['--match-test', '^test_[gG]as'])
const failures = tests.filter(({ status }) => status === 'Failure')
for (const { name, reason } of failures) console.log(`FAILED ${name}: ${reason}`)
if (tests.length === 0) console.log(output)
if (tests.length === 0 || failures.length > 0) {
  process.exitCode = 1
} else {
  for (const change of compareGas(readGas(), gas)) console.log(change)
  writeGas(gas)
  console.log('Wrote test/contracts/gas.json, and the tables of contracts/README.md.')
}
