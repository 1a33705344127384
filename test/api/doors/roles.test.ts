import { isContractProcedure } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ZodType } from 'zod'
import { contract } from '../../../engine/api/contract.ts'
import { type ProcedureMeta, type Role, roles } from '../../../engine/api/procedure.ts'
import { createDeskClient } from '../../builders/createDeskClient.ts'
import { address, bytes32 } from './createTestServices.ts'
import { startTestDoors } from './openTestDoors.ts'

let opened: Awaited<ReturnType<typeof startTestDoors>>
let starting: typeof opened
const limits = { failureBurst: 1_000_000 }
beforeAll(async () => {
  opened = await startTestDoors({ limits })
  starting = await startTestDoors({ limits, isReady: () => false })
})
afterAll(() => Promise.all([opened.stop(), starting.stop()]))

interface Procedure {
  readonly name: string
  readonly domain: string
  readonly key: string
  readonly meta: ProcedureMeta
  readonly method: string
  readonly path: string
  readonly hasInput: boolean
  /** An input without anything in it is malformed. */
  readonly needsInput: boolean
}

/** Every procedure of the contract, whoever adds one. */
const procedures: readonly Procedure[] = Object.entries(contract).flatMap(([domain, members]) =>
  Object.entries(members).flatMap(([key, procedure]) => {
    if (!isContractProcedure(procedure)) return []
    const { meta, route, inputSchema } = procedure['~orpc']
    const { method = 'POST', path = '/' } = route
    const hasInput = inputSchema !== undefined
    const needsInput = hasInput && !(inputSchema as ZodType).safeParse({}).success
    return [{ name: `${domain}.${key}`, domain, key, meta: meta as ProcedureMeta, method, path, hasInput, needsInput }]
  }),
)

const parameters: Readonly<Record<string, string>> = {
  marketId: 'T-BILL-13W',
  orderId: bytes32,
  account: address,
  address,
  tokenId: 'none',
}
const fill = (path: string, values: Readonly<Record<string, string>>) =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? 'x'))

const send = (origin: string, { method, path }: Procedure, token: string | undefined, query = '', body?: string) =>
  fetch(`${origin}/api${fill(path, parameters)}${query}`, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: body ?? '{}' }),
  })

type AnyCall = (input: unknown) => Promise<unknown>
const callOf = (desk: object, { domain, key }: Procedure): AnyCall =>
  (desk as Readonly<Record<string, Readonly<Record<string, AnyCall>>>>)[domain]?.[key] as AnyCall

const below = (role: Role): readonly Role[] => roles.slice(0, roles.indexOf(role))

test('finds the procedures of the contract', () => {
  expect(procedures.length).toBeGreaterThan(30)
})

describe.each(procedures)('$name', (procedure) => {
  const { meta } = procedure

  test('answers 401 without a token or with a wrong one, over REST', async () => {
    const { doors } = opened
    for (const token of [undefined, 'f'.repeat(64)]) {
      const response = await send(doors.origin, procedure, token)
      expect(response.status).toBe(401)
      expect(await response.json()).toMatchObject({ code: 'access/unauthenticated', status: 401 })
    }
  })

  test('answers 403 to every lower role, over REST and WebSocket, and reaches the handler with its own', async () => {
    const { doors, rest, createToken } = opened
    for (const role of below(meta.role)) {
      const { token } = await createToken(role)
      const response = await send(doors.origin, procedure, token)
      expect([role, response.status]).toEqual([role, 403])
      expect(await response.json()).toMatchObject({ code: 'access/forbidden', data: { needs: meta.role, has: role } })
      const { desk, close } = await createDeskClient({ url: doors.ws, token })
      await expect(callOf(desk, procedure)({})).rejects.toMatchObject({ code: 'access/forbidden', status: 403 })
      close()
    }
    const { token } = await createToken(meta.role)
    const response = await send(doors.origin, procedure, token)
    expect([401, 403, 500]).not.toContain(response.status)
    await response.body?.cancel()
    expect((await rest('/system/status')).status).toBe(200)
  })

  test('answers 413 to a body beyond the limit where it takes one', async () => {
    const { doors, rest } = opened
    if (procedure.method !== 'GET') {
      const response = await send(doors.origin, procedure, doors.token, '', JSON.stringify('x'.repeat(1_100_000)))
      expect(response.status).toBe(413)
      expect(await response.json()).toMatchObject({ code: 'access/too-large' })
    }
    expect((await rest('/system/status')).status).toBe(200)
  })

  test('is closed while the desk is prepared, unless it says otherwise', async () => {
    const { doors } = starting
    const response = await send(doors.origin, procedure, doors.token)
    const { code } = (response.ok ? {} : await response.json()) as { code?: string }
    expect(code === 'host/starting').toBe(meta.whileStarting !== true)
    if (response.ok) await response.body?.cancel()
  })
})

describe.each(procedures.filter(({ hasInput }) => hasInput))('$name', (procedure) => {
  test('answers input/invalid to malformed input on every door, with what is wrong', async () => {
    const { doors, rest } = opened
    const { desk, close } = await createDeskClient({ url: doors.ws, token: doors.token })
    const objects = procedure.needsInput ? [{ marketId: 7 }, { __proto__: null, orderId: {} }] : []
    for (const input of [undefined, null, 7, 'text', [], ...objects]) {
      await expect(callOf(desk, procedure)(input)).rejects.toMatchObject({
        code: 'input/invalid',
        status: 400,
        data: { issues: expect.arrayContaining([expect.objectContaining({ path: expect.any(String) })]) },
      })
    }
    close()
    // What is all optional can't be wrong in parts that it doesn't have.
    if (!procedure.needsInput) return
    const bad = {
      ...parameters,
      marketId: 'x'.repeat(40),
      orderId: '0x12',
      account: '0x12',
      address: '0x',
      tokenId: 'x'.repeat(99),
      projectId: 'X Y',
      traceId: 'x'.repeat(99),
      id: 'X Y',
      name: 'x'.repeat(999),
      deploymentId: 'x'.repeat(99),
    }
    const response = await fetch(`${doors.rest}${fill(procedure.path, bad)}`, {
      method: procedure.method,
      headers: { authorization: `Bearer ${doors.token}`, 'content-type': 'application/json' },
      ...(procedure.method === 'GET' ? {} : { body: '{"label":7,"trader":{"a":[]},"requestId":null}' }),
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'input/invalid', status: 400 })
    expect((await rest('/system/status')).status).toBe(200)
  })
})

describe.each(procedures.filter(({ method }) => method !== 'GET'))('$name', (procedure) => {
  test('answers input/invalid to a body that is not JSON', async () => {
    const { doors } = opened
    const response = await send(doors.origin, procedure, doors.token, '', '{"order":')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'input/invalid' })
  })
})
