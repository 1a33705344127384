import { FuseV1Options } from '@electron/fuses'
import { expect, test } from 'vitest'
import { fuses } from '../../../main/shell/fuses.ts'

test('closes every way to run other code with the packaged program, and keeps its data encrypted', () => {
  expect(fuses).toMatchObject({
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    [FuseV1Options.EnableCookieEncryption]: true,
  })
})

test('decides every fuse that the tool knows', () => {
  const known = Object.values(FuseV1Options).filter((value) => typeof value === 'number')
  expect(known.filter((fuse) => !(fuse in fuses))).toEqual([])
})
