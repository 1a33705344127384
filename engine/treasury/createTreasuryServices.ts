import type { Services } from '../api/services.ts'
import type { TreasuryService } from './createTreasuryService.ts'
import type { YieldScheduler } from './yield/createYieldScheduler.ts'

/** The treasury domain of the contract, over a desk's service and scheduler once it runs. */
export const createTreasuryServices = (
  desk: () => { readonly treasuries: TreasuryService; readonly yieldScheduler: YieldScheduler },
): Services['treasury'] => ({
  list: async () => [...(await desk().treasuries.list())],
  get: ({ token }) => desk().treasuries.get(token),
  create: async (treasury) => {
    const { token, transactionHashes } = await desk().treasuries.create(treasury)
    return { token, transactionHashes: [...transactionHashes] }
  },
  setStatus: async ({ token, status }) => ({
    transactionHashes: await desk().treasuries.setStatus(token, status),
  }),
  updatePrice: async ({ token, cleanPrice, observedAtS }) => ({
    transactionHashes: await desk().treasuries.updatePrice(token, cleanPrice, observedAtS),
  }),
  listCoupons: async ({ token }) => [...(await desk().treasuries.listCoupons(token))],
  listDocuments: async ({ token }) => [...(await desk().treasuries.listDocuments(token))],
  addDocument: ({ token, name, mediaType, contentBase64 }) => {
    const bytes = new Uint8Array(Buffer.from(contentBase64, 'base64'))
    return desk().treasuries.addDocument(token, { name, mediaType, bytes })
  },
  readDocument: async ({ hash }) => {
    const { mediaType, bytes } = desk().treasuries.readDocument(hash)
    return { hash, mediaType, contentBase64: Buffer.from(bytes).toString('base64') }
  },
  runYield: async (_input, { signal }) => {
    const { done, failed } = await desk().yieldScheduler.run(signal)
    return {
      done: done.map(({ token, action, transactionHash }) => ({ token, action: action.kind, transactionHash })),
      failed: failed.map(({ token, action, error }) => ({
        token,
        action: action.kind,
        code: error.code,
        message: error.message,
      })),
    }
  },
})
