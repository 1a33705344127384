import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCredential } from '../../../../main/host/doors/readCredential.ts'

const read = (headers: { authorization?: string; cookie?: string }) => readCredential(headers, 'quantera_1')
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

test('reads Bearer, whatever the case of the scheme', () => {
  expect(read({ authorization: 'bEaReR abc' })).toEqual({ kind: 'token', secret: 'abc' })
})

test('reads the password of Basic, colons in it included, and no user name', () => {
  expect(read({ authorization: basic('user:se:cret') })).toEqual({ kind: 'token', secret: 'se:cret' })
  expect(read({ authorization: basic('user:') })).toEqual({ kind: 'unreadable' })
  expect(read({ authorization: basic('user') })).toEqual({ kind: 'unreadable' })
})

test('reads the cookie of its own port among others', () => {
  const cookie = 'quantera_12=no; a=b; quantera_1=yes; quantera_1=second'
  expect(read({ cookie })).toEqual({ kind: 'session', secret: 'yes' })
  expect(read({ cookie: 'xquantera_1=no; quantera_1' })).toEqual({ kind: 'none' })
})

test('never falls back to the cookie from an Authorization that is wrong', () => {
  expect(read({ authorization: 'Digest x', cookie: 'quantera_1=yes' })).toEqual({ kind: 'unreadable' })
})

test('reads any headers without a throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (authorization, cookie) => {
      expect(['token', 'session', 'none', 'unreadable']).toContain(read({ authorization, cookie }).kind)
      expect(['session', 'none']).toContain(read({ cookie }).kind)
    }),
  )
})
