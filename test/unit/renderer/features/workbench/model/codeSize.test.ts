import { expect, test } from 'vitest'
import { deployedBytesMax, judgeSize } from '../../../../../../renderer/features/workbench/model/codeSize.ts'

test('a contract may be as large as the limit, and is warned of before', () => {
  expect(judgeSize(deployedBytesMax, deployedBytesMax)).toBe('near')
  expect(judgeSize(deployedBytesMax + 1, deployedBytesMax)).toBe('over')
  expect(judgeSize(22_000, deployedBytesMax)).toBe('fine')
})
