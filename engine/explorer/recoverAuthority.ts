import { type Address, concatHex, type Hex, keccak256, numberToHex, recoverAddress, toRlp } from 'viem'
import type { RpcAuthorization } from './rpcAnswers.ts'

/** RLP of a number: nothing for zero, else its bytes without leading zeros. */
const toRlpNumber = (value: bigint): Hex => {
  if (value === 0n) return '0x'
  const digits = value.toString(16)
  return `0x${digits.length % 2 === 0 ? digits : `0${digits}`}`
}

/** Who signed an EIP-7702 authorization: over `keccak(0x05 || rlp([chain_id, address, nonce]))`. */
export const recoverAuthority = async (authorization: RpcAuthorization): Promise<Address | undefined> => {
  const { chainId, address, nonce, r, s } = authorization
  const parity = authorization.yParity ?? authorization.v ?? 0n
  const hash = keccak256(concatHex(['0x05', toRlp([toRlpNumber(chainId), address, toRlpNumber(nonce)])]))
  try {
    const [rWord, sWord] = [numberToHex(r, { size: 32 }), numberToHex(s, { size: 32 })]
    return await recoverAddress({ hash, signature: { r: rWord, s: sWord, yParity: Number(parity) } })
  } catch {
    return undefined // not a signature: the protocol skips such an authorization as well
  }
}
