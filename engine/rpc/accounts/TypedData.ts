import { z } from 'zod'

/** More than any message that a person could judge. */
const MAX_TYPES = 256
const MAX_FIELDS = 1_024
const MAX_NAME_LENGTH = 256

/** EIP-712: names are Solidity's. One of JavaScript's own would be read from the object's prototype. */
const Name = z
  .string()
  .max(MAX_NAME_LENGTH)
  .regex(/^[A-Za-z_$][A-Za-z0-9_$]*$/, 'not a name')
  .refine((name) => !(name in Object.prototype), 'not a name')

/** A name, or an array of what it names. */
const FieldType = z
  .string()
  .max(MAX_NAME_LENGTH)
  .regex(/^[A-Za-z_$][A-Za-z0-9_$]*(\[\d*\])*$/, 'not a type')
const Fields = z.array(z.object({ name: Name, type: FieldType })).max(MAX_FIELDS)

const TypedDataObject = z.object({
  types: z
    .record(Name, Fields)
    .refine((types) => Object.keys(types).length <= MAX_TYPES, `more than ${MAX_TYPES} types`),
  primaryType: Name,
  domain: z.record(z.string(), z.unknown()),
  message: z.record(z.string(), z.unknown()),
})

const fromText = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' })
    return z.NEVER
  }
})

/** EIP-712 typed data, as an object or, as wallets' libraries send it, as JSON text. */
export const TypedData = z.union([TypedDataObject, fromText.pipe(TypedDataObject)])
export type TypedData = z.output<typeof TypedData>
