import { onTestFinished } from 'vitest'
import { openTestChain } from '../../unit/chain/openTestChain.ts'
import { startTestDoors } from '../doors/openTestDoors.ts'

/** A chain behind the desk's real doors, for clients that know nothing of the desk. */
export const serveNode = async () => {
  const chain = await openTestChain()
  const test = await startTestDoors({
    clock: { nowMs: () => Date.now() },
    rpc: {
      openSession: (notify, { developmentMethods }) => {
        const session = chain.server.openSession({
          notify: (notification) => notify(JSON.stringify(notification)),
          rights: developmentMethods ? 'administrator' : 'public',
        })
        return {
          handle: (text) => chain.server.handle(text, session),
          close: () => chain.server.closeSession(session),
        }
      },
    },
  })
  onTestFinished(async () => {
    await test.stop()
    await chain.close()
  })
  const { doors } = test
  return {
    chain,
    /** What anybody with the key may use. */
    url: doors.rpc,
    socketUrl: doors.rpc.replace('http', 'ws'),
    /** The same with the development and trace methods. */
    administrator: {
      url: `${doors.origin}/rpc`,
      token: doors.token,
      urlWithToken: doors.origin.replace('//', `//desk:${doors.token}@`).concat('/rpc'),
    },
  }
}

/** The key of the account that the chain begins with. */
export const richKey = `0x${'1'.padStart(64, '0')}` as const
export const richAddress = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf'
