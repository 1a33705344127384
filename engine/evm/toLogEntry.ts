import type { Log } from '@ethereumjs/evm'
import type { LogEntry } from './Executor.ts'

export const toLogEntry = ([address, topics, data]: Log): LogEntry => ({ address, topics, data })
