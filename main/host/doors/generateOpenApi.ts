import { type JSONSchema, type OpenAPI, OpenAPIGenerator } from '@orpc/openapi'
import { traverseContractProcedures } from '@orpc/server'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '../../../engine/api/contract.ts'
import { Book, Candle, Market, Portfolio, Ticker, Trade } from '../../../engine/api/marketData.ts'
import { FillRecord, OrderPreview, OrderRecord, SignableOrder } from '../../../engine/api/order.ts'
import type { ProcedureMeta } from '../../../engine/api/procedure.ts'
import { Address, Bytes, Bytes32, SignedAmount, Uint256 } from '../../../engine/api/schemas.ts'
import { SigningAccount } from '../../../engine/api/signing.ts'
import { SystemStatus } from '../../../engine/api/system.ts'

/**
 * The OpenAPI 3.1 document of the REST door, from the contract: schemas of inputs, outputs and every error; each operation's least
 * role as `x-role` and its kind as `x-kind`. Amounts are decimal strings.
 */
export const generateOpenApi = async (version: string): Promise<OpenAPI.Document> => {
  const generator = new OpenAPIGenerator({ schemaConverters: [createConverter()] })
  const document = await generator.generate(contract, {
    info: { title: 'Quantera Terminal', version, description },
    servers: [{ url: '/api' }],
    tags: Object.entries(tagDescriptions).map(([name, about]) => ({ name, description: about })),
    security: [{ token: [] }, { password: [] }],
    components: { securitySchemes },
    customErrorResponseBodySchema: (definitions, status) =>
      errorSchema(
        definitions.map(([code]) => code),
        status,
      ),
    commonSchemas: Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, { schema }])),
  })
  describeOperations(document)
  return document
}

/** What each domain's procedures are about, in the order of the document. */
const tagDescriptions: Readonly<Record<keyof typeof contract, string>> = {
  system: 'The state of the desk and of its network.',
  access: 'Who may call: tokens, roles, login links.',
  market: 'Markets, order books, orders, fills, portfolios.',
  treasury: 'Treasuries as their issuer sees them: terms, status, prices, documents, coupons.',
  signing: 'Accounts that sign, and signatures.',
  practice: 'What only the practice desk has.',
  chain: 'A chain as a whole: snapshots, going back, taking it elsewhere.',
  eth: 'The plain routes of an Ethereum node.',
  networks: 'The networks of the desk, and forks of others.',
  workbench: 'Projects of Solidity files: compile, deploy, call, watch events.',
  debugging: 'Traces of transactions and calls, step by step.',
  simulation: 'What calls and transactions would do, before anybody signs them.',
  explorer: 'Blocks, transactions, accounts, storage and logs of a network, decoded.',
}

const description = [
  'The desk’s procedures over HTTP; over WebSocket the same procedures are at `/api/ws`, in oRPC’s message form.',
  'Streams are server-sent events: `message` with the data, `error` with an error.',
  'Amounts that may exceed 2^53 are decimal strings. An error’s `code` is stable and `data` has its facts.',
].join(' ')

const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', description: 'The desk’s token, or one made from it with a role.' },
  password: { type: 'http', scheme: 'basic', description: 'The token as password, for clients that take a URL alone.' },
} as const

/** Schemas that the document names once. */
const named = {
  ...{ SignableOrder, OrderRecord, OrderPreview, FillRecord, SigningAccount, SystemStatus },
  ...{ Market, Ticker, Book, Trade, Candle, Portfolio },
}

/** How values that a transformation makes look in JSON, in and out alike: the converter can't see through a transformation. */
const asJson = new Map<unknown, Exclude<JSONSchema, boolean>>([
  [Address, { type: 'string', pattern: '^0x[0-9a-fA-F]{40}$', description: 'A 20-byte address, EIP-55 checksum.' }],
  [Bytes32, { type: 'string', pattern: '^0x[0-9a-fA-F]{64}$', description: '32 bytes.' }],
  [Bytes, { type: 'string', pattern: '^0x([0-9a-fA-F]{2})*$', description: 'Bytes, at most 64 KiB.' }],
  [Uint256, { type: 'string', pattern: '^(0|[1-9][0-9]{0,77})$', description: 'An integer from 0 to 2^256-1.' }],
  [SignedAmount, { type: 'string', pattern: '^-?(0|[1-9][0-9]*)$', description: 'An integer, decimal.' }],
])

const createConverter = () =>
  new ZodToJsonSchemaConverter({
    interceptors: [
      ({ schema, next }) => {
        const json = asJson.get(schema)
        return json === undefined ? next() : [true, json]
      },
    ],
  })

/** The body of the errors that have one status, in the form that every door gives errors. */
const errorSchema = (codes: readonly string[], status: number): Exclude<JSONSchema, boolean> => ({
  type: 'object',
  properties: {
    code: { type: 'string', enum: [...new Set(codes)].sort() },
    status: { const: status },
    message: { type: 'string', description: 'A sentence for people.' },
    data: { type: 'object', description: 'The facts.', additionalProperties: true },
    defined: { type: 'boolean', description: 'Whether the procedure declares the code.' },
  },
  required: ['code', 'status', 'message'],
})

const describeOperations = (document: OpenAPI.Document): void => {
  const procedures = new Map<string, ProcedureMeta>()
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure, path }) => {
    procedures.set(path.join('.'), procedure['~orpc'].meta as ProcedureMeta)
  })
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of ['get', 'post', 'put', 'delete'] as const) {
      const operation = item?.[method]
      const meta = procedures.get(operation?.operationId ?? '')
      if (operation === undefined || meta === undefined) continue
      operation.tags = [(operation.operationId ?? '').split('.')[0] ?? '']
      Object.assign(operation, { 'x-role': meta.role, 'x-kind': meta.kind })
    }
  }
}
