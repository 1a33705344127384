import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  committeeSignaturesFile,
  createCommitteeSignatures,
} from '../../contracts/fixtures/createCommitteeSignatures.ts'

test('the signatures that the Forge tests verify are those that @noble/curves makes', () => {
  expect(readFileSync(committeeSignaturesFile, 'utf8')).toBe(createCommitteeSignatures())
})
