import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConnectedDesk, createDeskClient } from '../../builders/createDeskClient.ts'
import { type StartedHost, startHost } from '../../builders/startHost.ts'

let host: StartedHost
let connected: ConnectedDesk
beforeAll(async () => {
  host = await startHost({ arguments: ['--no-makers'] })
  connected = await createDeskClient({ url: host.ws, token: host.token })
})
afterAll(async () => {
  connected.close()
  await host.dispose()
})

const rest = async (method: string, path: string, body?: object) => {
  const response = await fetch(`${host.rest}/workbench${path}`, {
    method,
    headers: { authorization: `Bearer ${host.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, answer: await response.json() }
}

test('a token is made from a template, compiled, deployed, called and watched, and is there after a power cut', async () => {
  const { workbench } = connected.desk
  const [owner, receiver] = await workbench.listAccounts({})
  if (owner === undefined || receiver === undefined) throw new Error('The desk has no unlocked accounts.')
  const project = await workbench.createProject({
    name: 'Bond 2031',
    template: {
      standard: 'erc20',
      name: 'Bond 2031',
      symbol: 'B31',
      premint: 1_000n,
      isPausable: true,
      hasPermit: true,
    },
  })
  const { projectId } = project
  const [path = ''] = project.files.map((file) => file.path)
  const { text, version } = await workbench.readFile({ projectId, path })
  expect(readFileSync(join(host.dataDirectory, 'workspace', projectId, path), 'utf8')).toBe(text)
  const checked = await workbench.checkSource({
    projectId,
    path,
    text: `${text}\ncontract Other { Bond2031 bond; Missing m; }`,
  })
  expect(checked.diagnostics).toMatchObject([{ severity: 'error', range: { path } }])
  expect(checked.symbols.map(({ name }) => name)).toContain('transferFrom')
  await expect(workbench.writeFile({ projectId, path, text: '', version: 'stale' })).rejects.toMatchObject({
    code: 'workbench/file-changed',
  })
  await workbench.writeFile({ projectId, path, text: `${text}\n`, version })

  const compiled = await workbench.compile({ projectId })
  expect(compiled.diagnostics).toEqual([])
  const deployed = await workbench.deploy({
    projectId,
    path,
    name: 'Bond2031',
    from: owner.address,
    args: [owner.address],
  })
  const deploymentId = deployed.deployment?.deploymentId ?? ''
  const sent = await workbench.invoke({
    deploymentId,
    signature: 'transfer(address,uint256)',
    args: [receiver.address, '5'],
    mode: 'send',
    from: owner.address,
  })
  expect(sent).toMatchObject({ status: 'success', outputs: [{ type: 'bool', value: true }] })
  const refused = await workbench.invoke({
    deploymentId,
    signature: 'transfer(address,uint256)',
    args: [owner.address, '6'],
    mode: 'call',
    from: receiver.address,
  })
  expect(refused.revert?.message).toContain('ERC20InsufficientBalance')

  for await (const events of await workbench.watchEvents({ deploymentId })) {
    expect(events.map(({ signature }) => signature)).toEqual([
      'OwnershipTransferred(address,address)',
      'Transfer(address,address,uint256)',
      'Transfer(address,address,uint256)',
    ])
    break
  }
  // The explorer reads it by its own ABI, as every trace does.
  expect(await connected.desk.explorer.getTransaction({ hash: sent.transactionHash ?? '' })).toMatchObject({
    call: { contract: 'Bond2031', signature: 'transfer(address,uint256)' },
  })

  connected.close()
  await host.kill()
  host = await startHost({ dataDirectory: host.dataDirectory, arguments: ['--no-makers'] })
  connected = await createDeskClient({ url: host.ws, token: host.token })
  const again = connected.desk.workbench
  expect((await again.listDeployments({ projectId })).map((entry) => entry.deploymentId)).toEqual([deploymentId])
  expect((await again.compile({ projectId })).isFromCache).toBe(true)
  const balance = await again.invoke({
    deploymentId,
    signature: 'balanceOf(address)',
    args: [receiver.address],
    mode: 'call',
    from: owner.address,
  })
  expect(balance.outputs).toMatchObject([{ value: '5' }])
})

test('the REST door has it too', async () => {
  expect((await rest('GET', '/compilers')).answer[0]).toMatchObject({ version: '0.8.37' })
  const template = { standard: 'erc721', name: 'Card', symbol: 'C', royaltyBps: 250 }
  expect((await rest('POST', '/projects', { name: 'Cards', template })).status).toBe(200)
  expect((await rest('POST', '/projects/cards/compile')).answer).toMatchObject({ diagnostics: [] })
  const { answer: accounts } = await rest('GET', '/accounts?network=practice')
  const from = accounts[0].address
  const body = { path: 'src/Card.sol', name: 'Card', from, args: [from] }
  const { answer: deployed } = await rest('POST', '/projects/cards/deploy', body)
  expect(deployed).toMatchObject({ status: 'success', deployment: { name: 'Card', network: 'practice' } })
  const { deploymentId } = deployed.deployment
  const call = { signature: 'royaltyInfo(uint256,uint256)', args: ['0', '10000'], mode: 'call', from }
  expect((await rest('POST', `/deployments/${deploymentId}/invoke`, call)).answer.outputs).toMatchObject([
    { type: 'address', value: from },
    { type: 'uint256', value: '250' },
  ])
  const wrong = await rest('POST', `/deployments/${deploymentId}/invoke`, { ...call, args: ['0', '-1'] })
  expect(wrong).toMatchObject({ status: 422, answer: { code: 'workbench/invalid-argument' } })
  const input = {
    language: 'Solidity',
    sources: { 'A.sol': { content: 'contract A {}' } },
    settings: { outputSelection: { '*': { '*': ['abi'] } } },
  }
  const standard = await rest('POST', '/standard-json', { version: '0.8.20', input })
  expect(standard.answer.output.contracts['A.sol'].A).toEqual({ abi: [] })
  expect((await rest('GET', '/projects/cards/file?path=../../practice.json')).status).toBe(400)
  expect((await rest('GET', '/projects/..%2f..%2f/file?path=practice.json')).status).toBe(400)
})
