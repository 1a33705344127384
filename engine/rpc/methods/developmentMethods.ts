import type { MethodTable } from '../RpcContext.ts'
import { accountChangeMethods } from './accountChangeMethods.ts'
import { impersonationMethods } from './impersonationMethods.ts'
import { miningMethods } from './miningMethods.ts'
import { poolChangeMethods } from './poolChangeMethods.ts'
import { rollbackMethods } from './rollbackMethods.ts'
import { settingMethods } from './settingMethods.ts'
import { stateFileMethods } from './stateFileMethods.ts'
import { timeMethods } from './timeMethods.ts'

/** Methods that bend the chain's rules, under the names that users of Anvil, Hardhat and Ganache know. */
export const developmentMethods: MethodTable = {
  ...accountChangeMethods,
  ...impersonationMethods,
  ...miningMethods,
  ...poolChangeMethods,
  ...rollbackMethods,
  ...settingMethods,
  ...stateFileMethods,
  ...timeMethods,
}
