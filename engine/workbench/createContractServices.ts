import {
  type Abi,
  type AbiFunction,
  concatHex,
  encodeAbiParameters,
  type Hex,
  toFunctionSelector,
  toFunctionSignature,
} from 'viem'
import { TerminalError } from '../api/errors.ts'
import type { Services } from '../api/services.ts'
import type { ContractArtifact } from '../compiler/ContractArtifact.ts'
import { decodeLog } from '../compiler/decode/decodeLog.ts'
import { toParameter } from '../compiler/output/toCompiledContract.ts'
import { askNetwork } from '../networks/askNetwork.ts'
import type { WorkbenchServicesOptions } from './createWorkbenchServices.ts'
import { Quantity } from './network/nodeAnswers.ts'
import { sendOrExplain } from './network/sendOrExplain.ts'
import { readUnlocked } from './network/sendTransaction.ts'
import { tryCall } from './network/tryCall.ts'
import { watchLogs } from './network/watchLogs.ts'
import { parseArguments } from './parseArguments.ts'

type ContractServices = Pick<
  Services['workbench'],
  'listAccounts' | 'deploy' | 'listDeployments' | 'invoke' | 'watchEvents'
>

/** Deploying contracts, calling them, and watching what they say. */
export const createContractServices = (options: WorkbenchServicesOptions): ContractServices => ({
  listAccounts: async ({ network }) => {
    const provider = options.findProvider(network)
    return Promise.all(
      (await readUnlocked(provider)).map(async (address, at) => ({
        address,
        label: `Account ${at + 1}`,
        balanceWei: await askNetwork(provider, { method: 'eth_getBalance', params: [address, 'latest'] }, Quantity),
      })),
    )
  },
  deploy: createDeploy(options),
  listDeployments: async ({ projectId }) => {
    const { workspace, deployments } = options.workbench()
    workspace.getProject(projectId)
    return deployments.list(projectId)
  },
  invoke: createInvoke(options),
  watchEvents: async ({ deploymentId }, { signal }) => {
    const { address, network, blockNumber, abi, name } = options.workbench().deployments.get(deploymentId)
    return readEvents(watchLogs(options.findProvider(network), address, blockNumber, signal), [{ name, abi }])
  },
})

const createDeploy =
  ({ workbench, findProvider, findArtifact, nowMs, createId }: WorkbenchServicesOptions): ContractServices['deploy'] =>
  async ({ projectId, path, name, network, from, args, valueWei }, { signal }) => {
    const { workspace, compiler, deployments, schedule } = workbench()
    const { settings } = workspace.getProject(projectId)
    const sources = workspace.readSources(projectId)
    const provider = findProvider(network)
    const found = await compiler.run('findArtifact', { sources, settings, path, name }, { signal })
    const artifact = requireDeployable(found, path, name)
    const creator = artifact.abi.find((item) => item.type === 'constructor')
    requirePayable(valueWei, creator?.stateMutability, 'constructor')
    const data = concatHex([artifact.creation.object, encodeArguments(creator?.inputs ?? [], args)])
    const reading = { abis: [artifact], outputs: [], findArtifact }
    const { outcome, mined } = await sendOrExplain(provider, { from, data, valueWei }, schedule, reading)
    const contractAddress = mined?.receipt.contractAddress
    if (outcome.status !== 'success' || mined === undefined || contractAddress == null) return outcome
    const deployment = deployments.add({
      deploymentId: createId(),
      projectId,
      path,
      name,
      network,
      address: contractAddress,
      transactionHash: mined.hash,
      blockNumber: mined.receipt.blockNumber,
      deployedAtMs: nowMs(),
      abi: artifact.abi,
    })
    return { ...outcome, deployment }
  }

const createInvoke =
  ({ workbench, findProvider, findArtifact }: WorkbenchServicesOptions): ContractServices['invoke'] =>
  async ({ deploymentId, signature, args, mode, from, valueWei }) => {
    const { deployments, schedule } = workbench()
    const { address, network, abi, name } = deployments.get(deploymentId)
    const provider = findProvider(network)
    const called = requireFunction(abi, signature)
    requirePayable(valueWei, called.stateMutability, called.name)
    const data = concatHex([toFunctionSelector(called), encodeArguments(called.inputs, args)])
    const request = { from, to: address, data, valueWei }
    const reading = { abis: [{ name, abi }], outputs: called.outputs, findArtifact }
    if (mode === 'call') return tryCall(provider, request, reading)
    return (await sendOrExplain(provider, request, schedule, reading)).outcome
  }

async function* readEvents(
  batches: ReturnType<typeof watchLogs>,
  abis: readonly { readonly name: string; readonly abi: Abi }[],
) {
  for await (const batch of batches) {
    yield batch.map(({ address, topics, data, blockNumber, transactionHash, logIndex, removed }) => ({
      ...decodeLog(abis, { address, topics, data }),
      blockNumber,
      transactionHash,
      logIndex,
      isRemoved: removed,
    }))
  }
}

const requireDeployable = (found: ContractArtifact | undefined, path: string, name: string): ContractArtifact => {
  if (found === undefined) {
    const message = `${name} of ${path} has not been compiled as the project is now: compile it first.`
    throw new TerminalError('workbench/not-compiled', message, { path, name })
  }
  if (found.creation.object !== '0x') return found
  const message = `${name} can't be deployed: it is an interface, is abstract, or needs a library to be linked.`
  throw new TerminalError('workbench/not-compiled', message, { path, name })
}

const requireFunction = (abi: Abi, signature: string): AbiFunction => {
  const found = abi.find((item) => item.type === 'function' && toFunctionSignature(item) === signature)
  if (found?.type === 'function') return found
  const message = `The contract has no function ${signature.slice(0, 200)}.`
  throw new TerminalError('workbench/invalid-argument', message, { parameter: 'signature' })
}

const requirePayable = (valueWei: bigint, mutability: string | undefined, name: string): void => {
  if (valueWei === 0n || mutability === 'payable') return
  const message = `${name} takes no ether: it is not payable.`
  throw new TerminalError('workbench/invalid-argument', message, { parameter: 'valueWei' })
}

const encodeArguments = (inputs: AbiFunction['inputs'], args: readonly unknown[]): Hex =>
  encodeAbiParameters(inputs, parseArguments(inputs.map(toParameter), args))
