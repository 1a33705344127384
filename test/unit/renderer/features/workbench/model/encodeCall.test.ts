import { decodeFunctionData, parseAbi } from 'viem'
import { expect, test } from 'vitest'
import type { CallableFunction } from '../../../../../../engine/api/workbench.ts'
import { encodeCall } from '../../../../../../renderer/features/workbench/model/encodeCall.ts'

test('a call is encoded from the arguments of its form, tuples and arrays included', () => {
  const place: CallableFunction = {
    signature: 'place((address,uint256[]),bool,bytes4)',
    name: 'place',
    stateMutability: 'nonpayable',
    inputs: [
      {
        name: 'order',
        type: 'tuple',
        components: [
          { name: 'to', type: 'address' },
          { name: 'amounts', type: 'uint256[]' },
        ],
      },
      { name: 'isFirm', type: 'bool' },
      { name: 'tag', type: 'bytes4' },
    ],
    outputs: [],
  }
  const to = '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'
  const large = (2n ** 256n - 1n).toString()
  const data = encodeCall(place, [[to, ['1', large]], true, '0xa9059cbb'])
  const abi = parseAbi([
    'struct Order { address to; uint256[] amounts; }',
    'function place(Order order, bool isFirm, bytes4 tag)',
  ])
  expect(decodeFunctionData({ abi, data })).toEqual({
    functionName: 'place',
    args: [{ to, amounts: [1n, 2n ** 256n - 1n] }, true, '0xa9059cbb'],
  })
})
