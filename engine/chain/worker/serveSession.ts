import type { MessagePort } from 'node:worker_threads'
import type { RpcServer } from '../../rpc/createRpcServer.ts'
import type { SessionRights } from '../../rpc/RpcContext.ts'
import { toRpcErrorBody } from '../../rpc/RpcError.ts'
import type { SessionRequest, SessionResponse } from './portMessages.ts'

/** Answers one client on its port, until either side closes it. */
export const serveSession = (server: RpcServer, port: MessagePort, rights: SessionRights): void => {
  const send = (response: SessionResponse): void => port.postMessage(response)
  const session = server.openSession({
    rights,
    notify: (notification) => send({ notification }),
  })
  const answer = async (request: SessionRequest): Promise<void> => {
    const { id } = request
    try {
      const result =
        'text' in request
          ? await server.handle(request.text, session)
          : await server.request(session, request.method, request.params)
      send({ id, result })
    } catch (error) {
      send({ id, error: toRpcErrorBody(error) })
    }
  }
  port.on('message', answer)
  port.on('close', () => server.closeSession(session))
}
