import type { ContractRouterClient } from '@orpc/contract'
import { access } from './access.ts'
import { chain } from './chain.ts'
import { debugging } from './debugger.ts'
import { eth } from './eth.ts'
import { explorer } from './explorer.ts'
import { market } from './market.ts'
import { networks } from './networks.ts'
import { practice } from './practice.ts'
import { signing } from './signing.ts'
import { simulation } from './simulation.ts'
import { system } from './system.ts'
import { treasury } from './treasury.ts'
import { workbench } from './workbench.ts'

/** Everything the terminal can be asked, behind every door. */
export const contract = {
  system,
  access,
  market,
  treasury,
  signing,
  practice,
  chain,
  eth,
  explorer,
  networks,
  workbench,
  simulation,
  debugging,
}

/** The typed client that `renderer/`, scripts and tests use, whatever the door. */
export type DeskClient = ContractRouterClient<typeof contract>
