import { getAddress } from 'viem'
import { z } from 'zod'
import { TerminalError } from '../../../engine/api/errors.ts'

/** Longest document read, in characters; geth's are about 500. The contract has the same bound. */
export const MAX_DOCUMENT_LENGTH = 16_384

/** Most memory one scrypt may take: 128·N·r bytes (RFC 7914 §2). geth's standard takes 256 MiB. */
const MAX_SCRYPT_MEMORY_BYTES = 512 * 1024 * 1024
/** Most work one scrypt may do, as N·r·p: eight times geth's standard, some ten seconds. */
const MAX_SCRYPT_WORK = 2 ** 24
/** About forty times geth's 262,144; some ten seconds. */
const MAX_PBKDF2_ITERATIONS = 10_000_000

const hexBytes = (minBytes: number, maxBytes = minBytes) =>
  z
    .string()
    .regex(/^(0x)?([0-9a-fA-F]{2})*$/)
    .transform((text) => Uint8Array.from(Buffer.from(text.replace(/^0x/, ''), 'hex')))
    .refine((bytes) => bytes.length >= minBytes && bytes.length <= maxBytes)

const Positive = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)

const Scrypt = z.object({
  kdf: z.literal('scrypt'),
  kdfparams: z
    .object({ n: Positive, r: Positive, p: Positive, dklen: z.literal(32), salt: hexBytes(1, 256) })
    .refine(({ n }) => n > 1 && Number.isInteger(Math.log2(n)))
    .refine(({ n, r }) => 128 * n * r <= MAX_SCRYPT_MEMORY_BYTES)
    .refine(({ n, r, p }) => n * r * p <= MAX_SCRYPT_WORK),
})

const Pbkdf2 = z.object({
  kdf: z.literal('pbkdf2'),
  kdfparams: z.object({
    c: Positive.max(MAX_PBKDF2_ITERATIONS),
    prf: z.literal('hmac-sha256'),
    dklen: z.literal(32),
    salt: hexBytes(1, 256),
  }),
})

const Crypto = z
  .object({
    cipher: z.literal('aes-128-ctr'),
    cipherparams: z.object({ iv: hexBytes(16) }),
    ciphertext: hexBytes(32),
    mac: hexBytes(32),
  })
  .and(z.discriminatedUnion('kdf', [Scrypt, Pbkdf2]))

const Document = z.object({
  version: z.literal(3),
  /** Optional in the format; where it is there it must turn out to be the address of the key. */
  address: z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{40}$/)
    .transform((text) => getAddress(`0x${text.replace(/^0x/, '').toLowerCase()}`))
    .optional(),
  crypto: Crypto,
  /** What this program adds: other programs ignore members that they don't know. */
  'x-quantera': z.object({ label: z.string().min(1).max(64) }).optional(),
})

/** A Web3 Secret Storage v3 document, parsed: byte strings decoded, parameters within bounds. */
export type KeystoreDocument = z.infer<typeof Document>
/** How the password becomes the key. */
export type KeyDerivation = z.infer<typeof Scrypt> | z.infer<typeof Pbkdf2>

/**
 * Parses a Web3 Secret Storage v3 document. Bounds keep a hostile document from taking the machine's memory or hours of work.
 *
 * @throws TerminalError `signing/invalid-keystore`; its facts name the member at fault, never a value.
 * @see https://ethereum.org/en/developers/docs/data-structures-and-encoding/web3-secret-storage/
 */
export const parseKeystoreDocument = (text: string): KeystoreDocument => {
  if (text.length > MAX_DOCUMENT_LENGTH) throw invalid('document')
  const result = Document.safeParse(withLowerCaseCrypto(parseJson(text)))
  if (result.success) return result.data
  throw invalid(result.error.issues[0]?.path.join('.') || 'document')
}

// Early wallets wrote `Crypto`.
const withLowerCaseCrypto = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'Crypto' in value && !('crypto' in value)
    ? { ...value, crypto: value.Crypto }
    : value

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Without the cause: its message quotes the text.
    throw invalid('document')
  }
}

const invalid = (member: string) =>
  new TerminalError(
    'signing/invalid-keystore',
    `This is not a keystore document that can be read: ${member === 'document' ? 'it is not valid JSON of version 3' : `its ${member} is missing or not supported`}.`,
    { member },
  )
