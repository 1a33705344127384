import {
  type Abi,
  type Address,
  encodeFunctionData,
  type Hex,
  hexToString,
  keccak256,
  stringToHex,
  toHex,
  trim,
} from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { TreasuryStatus } from '../api/marketData.ts'
import type { CouponRecord, DocumentRecord, NewTreasury, TreasuryRecord } from '../api/treasury.ts'
import type { ContractClient } from './clients/createContractClient.ts'
import { createReader } from './clients/createContractClient.ts'
import type { SetClients, TreasuryNetwork } from './clients/createSetClients.ts'
import type { Sender } from './clients/Sender.ts'
import type { DocumentStore } from './documents/openDocumentStore.ts'
import { readTreasury, readTreasuryOf } from './readTreasury.ts'
import { toTreasuryInfo } from './toTreasuryInfo.ts'
import { treasuryStatuses } from './treasuryStatuses.ts'
import { readCoupons } from './yield/readTreasuryYield.ts'

interface TreasuryServiceOptions {
  readonly network: Pick<TreasuryNetwork, 'provider' | 'addresses'>
  readonly clients: SetClients
  /** The issuer, or its operator. */
  readonly sender: Sender
  readonly documents: DocumentStore
}

const PAGE = 50n

/** Issues of treasuries and their documents, on whatever network has a set of contracts. */
export const createTreasuryService = ({ network, clients, sender, documents }: TreasuryServiceOptions) => {
  const { registry, yieldModule, tradingModule, factory } = clients
  const reader = createReader(network.provider)
  const nowS = async (): Promise<number> => Number((await reader.getBlock()).timestamp)

  const send = async <ContractAbi extends Abi>(
    { address, abi }: Pick<ContractClient<ContractAbi>, 'address' | 'abi'>,
    functionName: string,
    args: readonly unknown[],
  ): Promise<Hex> => {
    const data = encodeFunctionData({ abi: abi as Abi, functionName, args })
    return (await sender.send({ to: address, data })).transactionHash
  }

  /** @throws TerminalError `treasury/not-found` */
  const requireTreasury = async (token: Address) => registry.read.treasuryOf([token])

  const list = async (): Promise<readonly TreasuryRecord[]> => {
    const at = await nowS()
    const count = await registry.read.treasuryCount()
    const records: TreasuryRecord[] = []
    for (let offset = 0n; offset < count; offset += PAGE) {
      const page = await registry.read.list([offset, PAGE])
      records.push(...(await Promise.all(page.map((entry) => readTreasury(clients, entry, at)))))
    }
    return records
  }

  /**
   * Creates a treasury. The token's address follows from its ISIN, so that a creation that was interrupted goes on where it
   * stopped.
   */
  const create = async (treasury: NewTreasury): Promise<{ token: Address; transactionHashes: readonly Hex[] }> => {
    const { isin } = treasury
    const hashes: Hex[] = []
    const taken = await registry.read.tokenOf([isin])
    const parameters = tokenParameters(treasury)
    const token = await factory.read.predictToken([parameters, sender.address])
    if (BigInt(taken) !== 0n && taken !== token) {
      throw new TerminalError('treasury/exists', `The ISIN ${isin} belongs to another treasury.`, {
        isin,
        token: taken,
      })
    }
    const info = toTreasuryInfo(treasury, token, sender.address)
    if (!(await isDeployed(token))) hashes.push(await send(factory, 'deployToken', [parameters]))
    if (BigInt(taken) === 0n) hashes.push(await send(registry, 'register', [info]))
    if (!(await tradingModule.read.listingOf([token])).isAdmitted)
      hashes.push(await send(tradingModule, 'admit', [token]))
    if (treasury.couponsPerYear > 0 && (await yieldModule.read.couponCount([token])) === 0n) {
      hashes.push(await send(yieldModule, 'open', [token]))
    }
    if (hashes.length > 0) return { token, transactionHashes: hashes }
    throw new TerminalError('treasury/exists', `The treasury ${isin} is there already.`, { isin, token })
  }

  const isDeployed = async (address: Address): Promise<boolean> =>
    ((await reader.getCode({ address })) ?? '0x') !== '0x'

  /** Its address follows from these, so that an interrupted creation finds what it deployed. */
  const tokenParameters = ({ isin, name, symbol }: NewTreasury) => ({
    salt: keccak256(toHex(isin)),
    registry: registry.address,
    name,
    symbol,
    admin: sender.address,
    adminDelay: 0,
    grants: [],
  })

  const listDocuments = async (token: Address): Promise<readonly DocumentRecord[]> => {
    await requireTreasury(token)
    const names = await clients.tokenAt(token).read.getAllDocuments()
    return Promise.all(
      names.map(async (name) => {
        const [uri, hash, modifiedAt] = await clients.tokenAt(token).read.getDocument([name])
        return {
          name: hexToString(trim(name, { dir: 'right' })),
          uri,
          hash,
          modifiedAtS: Number(modifiedAt),
          isStored: documents.has(hash),
        }
      }),
    )
  }

  /** Keeps the document first: a hash on chain always has its bytes. */
  const addDocument = async (token: Address, document: { name: string; mediaType: string; bytes: Uint8Array }) => {
    await requireTreasury(token)
    const hash = documents.put(document.bytes, document.mediaType)
    const name = stringToHex(document.name, { size: 32 })
    const sent = await send(clients.tokenAt(token), 'setDocument', [name, `keccak256:${hash}`, hash])
    return { hash, transactionHashes: [sent] }
  }

  return {
    list,
    get: async (token: Address): Promise<TreasuryRecord> => readTreasuryOf(clients, token, await nowS()),
    create,
    setStatus: async (token: Address, status: TreasuryStatus) => [
      await send(registry, 'setStatus', [token, treasuryStatuses.indexOf(status)]),
    ],
    updatePrice: async (token: Address, cleanPrice: bigint, observedAtS: number) => [
      await send(registry, 'updatePrice', [token, cleanPrice, BigInt(observedAtS)]),
    ],
    listCoupons: async (token: Address): Promise<readonly CouponRecord[]> => {
      await requireTreasury(token)
      const at = await nowS()
      return (await readCoupons(clients, token)).map((coupon) => ({ ...coupon, state: describe(coupon, at) }))
    },
    listDocuments,
    addDocument,
    readDocument: documents.get,
  }
}

export type TreasuryService = ReturnType<typeof createTreasuryService>

const describe = (
  coupon: Omit<CouponRecord, 'state'> & { shortfall: boolean },
  nowS: number,
): CouponRecord['state'] => {
  if (nowS < coupon.payTimeS) return 'upcoming'
  if (coupon.shortfall && coupon.funded < coupon.due) return 'short'
  if (coupon.funded < coupon.due) return 'due'
  return coupon.paid < coupon.due ? 'funded' : 'paid'
}
