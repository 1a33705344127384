import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createEngineProofs, engineProofsFile } from '../../contracts/fixtures/createEngineProofs.ts'

test('the proofs that the Forge tests verify are those the engine makes', async () => {
  expect(readFileSync(engineProofsFile, 'utf8')).toBe(await createEngineProofs())
})
