import type { Address } from 'viem'
import { TerminalError } from '../../engine/api/errors.ts'
import type { DeploymentAdmin, DeploymentParameters } from '../../engine/deployment/DeploymentParameters.ts'
import { findKnownNetwork, knownNetworks } from './knownNetworks.ts'
import type { DeployArguments } from './parseDeployArguments.ts'

const invalid = (message: string): TerminalError => new TerminalError('deployment/invalid', message)

/**
 * Completes what was asked for with what the chain and the signer say.
 *
 * @throws TerminalError `deployment/invalid`
 */
export const decideParameters = (asked: DeployArguments, chainId: number, signer: Address): DeploymentParameters => {
  const depositContract = asked.depositContract ?? findKnownNetwork(chainId)?.depositContract
  if (depositContract === undefined)
    throw invalid(`--deposit-contract is missing: that of chain ${chainId} is not known.`)
  return {
    admin: decideAdmin(asked, signer),
    adminDelayS: asked.adminDelayS,
    settlementToken: decideMoney(asked.settlementToken, chainId),
    moneyAdmin: signer,
    depositContract,
    grants: asked.grants,
    salt: asked.salt,
  }
}

const decideAdmin = ({ admins, delayS, executors }: DeployArguments, signer: Address): DeploymentAdmin => {
  const proposers = admins.length === 0 ? [signer] : admins
  if (delayS > 0) {
    return { kind: 'timelock', minDelayS: delayS, proposers, executors: executors.length === 0 ? proposers : executors }
  }
  const [address, ...more] = proposers
  if (address === undefined || more.length > 0 || executors.length > 0) {
    throw invalid('Several admins, or executors, need a timelock: --delay must not be 0.')
  }
  return { kind: 'account', address }
}

const decideMoney = (asked: DeployArguments['settlementToken'], chainId: number): Address | undefined => {
  if (asked === undefined && !findKnownNetwork(chainId)?.isLocal) {
    throw invalid('--settlement-token is missing: the money of the set, or practice for a test network.')
  }
  if (asked === 'practice' && chainId === knownNetworks.mainnet.chainId) {
    throw invalid('Practice money has no place on mainnet.')
  }
  return asked === 'practice' ? undefined : asked
}
