import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Deployments, openDeployments } from '../../../engine/workbench/openDeployments.ts'

let deployments: Deployments
beforeEach(() => {
  deployments = openDeployments(':memory:')
})
afterEach(() => deployments.close())

const add = (deploymentId: string, projectId = 'one') =>
  deployments.add({
    deploymentId,
    projectId,
    path: 'A.sol',
    name: 'A',
    network: 'practice',
    address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    transactionHash: `0x${'ab'.repeat(32)}`,
    blockNumber: 1,
    deployedAtMs: 1,
    abi: [{ type: 'function', name: 'f', inputs: [], outputs: [], stateMutability: 'view' }],
  })

test('lists the deployments of a project, newest first, with what can be called', () => {
  add('1')
  add('2')
  add('3', 'two')
  expect(deployments.list('one').map(({ deploymentId }) => deploymentId)).toEqual(['2', '1'])
  expect(deployments.list('one')[0]?.functions).toMatchObject([{ signature: 'f()' }])
  deployments.forgetProject('one')
  expect(deployments.list('one')).toEqual([])
  expect(deployments.get('3').projectId).toBe('two')
  expect(() => deployments.get('1')).toThrow(expect.objectContaining({ code: 'workbench/deployment-not-found' }))
})

test('keeps the latest 500 of a project', () => {
  add('other', 'two')
  for (let at = 0; at < 510; at++) add(String(at))
  const kept = deployments.list('one')
  expect([kept.length, kept[0]?.deploymentId, kept.at(-1)?.deploymentId]).toEqual([500, '509', '10'])
  expect(deployments.list('two')).toHaveLength(1)
})
