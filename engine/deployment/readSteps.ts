import { type Address, decodeFunctionResult, type Hex, isAddressEqual, zeroAddress } from 'viem'
import { treasuryFactoryAbi } from '../../contracts/generated/TreasuryFactory.ts'
import { TerminalError } from '../api/errors.ts'
import type { DeploymentReader } from './createDeploymentReader.ts'
import type { DeploymentStep, SetAddresses, SetStep, StepCall } from './DeploymentStep.ts'
import { deterministicProxy, proxyFundingWei, toProxyCall } from './deterministicProxy.ts'

/** Whether a step is done, as the chain tells. */
export const isStepDone = async (reader: DeploymentReader, step: DeploymentStep): Promise<boolean> => {
  switch (step.kind) {
    case 'fund':
      return (await hasProxy(reader)) || (await reader.balanceWei(deterministicProxy.deployer)) >= proxyFundingWei
    case 'proxy':
      return hasProxy(reader)
    case 'create':
      return hasCode(reader, step.address)
    case 'set': {
      const set = await predictSet(reader, step)
      return set !== undefined && hasCode(reader, set.registry)
    }
  }
}

/** What a step sends; the proxy's own transaction is signed already. */
export const toStepCall = (step: Exclude<DeploymentStep, { kind: 'proxy' }>): StepCall => {
  switch (step.kind) {
    case 'fund':
      return { to: deterministicProxy.deployer, data: '0x', valueWei: proxyFundingWei }
    case 'create':
      return { to: deterministicProxy.address, data: toProxyCall(step.salt, step.creationCode), valueWei: 0n }
    case 'set':
      return { to: step.factory, data: step.deployCall, valueWei: 0n }
  }
}

/** Where the set is, or will be; `undefined` while there is no factory. */
export const predictSet = async (reader: DeploymentReader, step: SetStep): Promise<SetAddresses | undefined> =>
  (await hasCode(reader, step.factory)) ? decodeSet(await reader.call(step.factory, step.predictCall)) : undefined

/** Reads what `deploySet` and `predictSet` answer. */
export const decodeSet = (data: string): SetAddresses => {
  const set = decodeFunctionResult({ abi: treasuryFactoryAbi, functionName: 'predictSet', data: data as Hex })
  if (!isAddressEqual(set.registry, zeroAddress)) return set
  throw new TerminalError('chain/unavailable', 'The factory answers no set.')
}

const hasCode = async (reader: DeploymentReader, address: Address): Promise<boolean> =>
  (await reader.code(address)) !== '0x'

/** @throws TerminalError `deployment/proxy-unavailable` when something else stands at its address. */
const hasProxy = async (reader: DeploymentReader): Promise<boolean> => {
  const code = await reader.code(deterministicProxy.address)
  if (code === '0x') return false
  if (code.toLowerCase() === deterministicProxy.code) return true
  const message = `Another contract than the deterministic deployment proxy stands at ${deterministicProxy.address}.`
  throw new TerminalError('deployment/proxy-unavailable', message)
}
