import { crc32 } from 'node:zlib'
import { toQuantity } from '../chain/bytes.ts'
import type { Chain } from '../chain/Chain.ts'
import { SYSTEM_CONTRACTS } from '../evm/systemContracts.ts'
import type { Json } from './RpcContext.ts'

/** EIP-7910's names of the precompiles, in the order of their addresses from 1. */
const PRECOMPILES = [
  'ECREC',
  'SHA256',
  'RIPEMD160',
  'ID',
  'MODEXP',
  'BN254_ADD',
  'BN254_MUL',
  'BN254_PAIRING',
  'BLAKE2F',
  'KZG_POINT_EVALUATION',
  'BLS12_G1ADD',
  'BLS12_G1MSM',
  'BLS12_G2ADD',
  'BLS12_G2MSM',
  'BLS12_PAIRING_CHECK',
  'BLS12_MAP_FP_TO_G1',
  'BLS12_MAP_FP2_TO_G2',
]
const P256_ADDRESS = 0x100
/** EIP-6110: where mainnet has it. */
const DEPOSIT_CONTRACT = '0x00000000219ab540356cbb839cbe05303d7705fa'

const toAddress = (number: number): string => `0x${number.toString(16).padStart(40, '0')}`

/** EIP-7910: the rules of the chain, which are the same from its first block on. */
export const describeConfig = ({ chainId, common, store }: Chain): Json => {
  const { targetBlobGasPerBlock, maxBlobGasPerBlock, blobGasPriceUpdateFraction } = common.getBlobGasSchedule()
  const blobGas = common.param('blobGasPerBlob')
  const genesisHash = store.getBlockByNumber(0)?.hash ?? new Uint8Array(32)
  const precompiles = PRECOMPILES.map((name, index) => [name, toAddress(index + 1)] as const)
  const current = {
    activationTime: 0,
    blobSchedule: {
      target: Number(targetBlobGasPerBlock / blobGas),
      max: Number(maxBlobGasPerBlock / blobGas),
      baseFeeUpdateFraction: Number(blobGasPriceUpdateFraction),
    },
    chainId: toQuantity(chainId),
    // EIP-2124: no fork after the genesis.
    forkId: `0x${crc32(genesisHash).toString(16).padStart(8, '0')}`,
    precompiles: Object.fromEntries(
      common.isActivatedEIP(7951) ? [...precompiles, ['P256VERIFY', toAddress(P256_ADDRESS)] as const] : precompiles,
    ),
    systemContracts: {
      BEACON_ROOTS_ADDRESS: SYSTEM_CONTRACTS.beaconRoots.address,
      CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS: SYSTEM_CONTRACTS.consolidationRequests.address,
      DEPOSIT_CONTRACT_ADDRESS: DEPOSIT_CONTRACT,
      HISTORY_STORAGE_ADDRESS: SYSTEM_CONTRACTS.historyStorage.address,
      WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS: SYSTEM_CONTRACTS.withdrawalRequests.address,
    },
  }
  return { current, next: null, last: null }
}
