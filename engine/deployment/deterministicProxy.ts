import { type Address, concatHex, getContractAddress, type Hex } from 'viem'

/**
 * The deterministic deployment proxy: the same at the same address on every chain, it deploys what it is sent (32 bytes of salt, then
 * creation code) by CREATE2. Its own deployment was signed before anyone knew a key for it, so that nobody can deploy anything else there.
 *
 * @see https://github.com/Arachnid/deterministic-deployment-proxy
 */
export const deterministicProxy = {
  address: '0x4e59b44847b379578588920cA78FbF26c0B4956C',
  code: '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3',
  /** Whose transaction deploys it. Nobody has the key. */
  deployer: '0x3fAB184622Dc19b6109349B94811493BF2a45362',
  transaction:
    '0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222',
  /** What that transaction bids and may use: fixed by its signature. */
  gasPriceWei: 100_000_000_000n,
  gasLimit: 100_000n,
} as const

/** What its deployer has to have. */
export const proxyFundingWei = deterministicProxy.gasPriceWei * deterministicProxy.gasLimit

/** What to send to the proxy to deploy `creationCode`. */
export const toProxyCall = (salt: Hex, creationCode: Hex): Hex => concatHex([salt, creationCode])

/** Where the proxy deploys it (EIP-1014). */
export const proxyAddressOf = (salt: Hex, creationCode: Hex): Address =>
  getContractAddress({ opcode: 'CREATE2', from: deterministicProxy.address, salt, bytecode: creationCode })
