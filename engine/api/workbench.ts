import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { DecodedLog, DecodedRevert, DecodedValue } from './decoded.ts'
import { codes, procedure } from './procedure.ts'
import { Address, Bytes32, Count, TimeMs, Uint256 } from './schemas.ts'
import { SimulationSubject } from './simulation.ts'

const ProjectId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and hyphens')

/** A path within a project: `src/Token.sol`. No `..`, no absolute paths, no hidden files, nothing that a disk may rename. */
export const ProjectPath = z
  .string()
  .min(1)
  .max(200)
  .regex(
    /^[\w-](?:[\w. -]*[\w-])?(?:\/[\w-](?:[\w. -]*[\w-])?)*$/,
    'must be a relative path inside the project, of letters, digits and - _ . within names',
  )

const OfProject = z.object({ projectId: ProjectId })
const OfFile = OfProject.extend({ path: ProjectPath })
/** `practice`, or the id of a fork on this desk. */
const NetworkId = z.string().min(1).max(64).default('practice')

export const CompilerSettings = z.object({
  /** One of `listCompilers`. */
  version: z.string().max(32),
  optimizerEnabled: z.boolean(),
  optimizerRuns: z.number().int().min(0).max(4_294_967_295),
  viaIr: z.boolean(),
  /** solc's name: `prague`. */
  evmVersion: z.string().max(32),
})
export type CompilerSettings = z.infer<typeof CompilerSettings>

export const Project = z.object({
  projectId: ProjectId,
  name: z.string(),
  files: z.array(z.object({ path: ProjectPath, sizeBytes: Count })),
  settings: CompilerSettings,
  updatedAtMs: TimeMs,
})
export type Project = z.infer<typeof Project>

/** Where something stands in a file: lines and columns from 1, columns in UTF-16 code units as editors count them; end exclusive. */
export const SourceRange = z.object({
  path: z.string(),
  startLine: Count,
  startColumn: Count,
  endLine: Count,
  endColumn: Count,
})
export type SourceRange = z.infer<typeof SourceRange>

export const Diagnostic = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  /** solc's number. */
  code: z.string().optional(),
  range: SourceRange.optional(),
})
export type Diagnostic = z.infer<typeof Diagnostic>

/** A name the editor can complete: what the sources and their imports declare. */
export const SourceSymbol = z.object({
  name: z.string(),
  kind: z.enum([
    'contract',
    'interface',
    'library',
    'function',
    'event',
    'error',
    'modifier',
    'variable',
    'struct',
    'enum',
    'type',
  ]),
  /** The declaration, shortened: `function transfer(address to, uint256 value) external returns (bool)` */
  detail: z.string(),
  /** The contract it is in. */
  container: z.string().optional(),
  range: SourceRange,
})
export type SourceSymbol = z.infer<typeof SourceSymbol>

export interface AbiParameter {
  readonly name: string
  /** As the ABI has it: `uint256`, `tuple[]`. */
  readonly type: string
  /** Solidity's own name of it: `struct Order[]`. */
  readonly internalType?: string | undefined
  readonly components?: readonly AbiParameter[] | undefined
}

/** What a form asks for. */
export const AbiParameter: z.ZodType<AbiParameter> = z.object({
  name: z.string(),
  type: z.string(),
  internalType: z.string().optional(),
  get components(): z.ZodOptional<z.ZodArray<z.ZodType<AbiParameter>>> {
    return z.array(AbiParameter).optional()
  },
})

export const CallableFunction = z.object({
  /** `transfer(address,uint256)` */
  signature: z.string(),
  name: z.string(),
  stateMutability: z.enum(['pure', 'view', 'nonpayable', 'payable']),
  inputs: z.array(AbiParameter),
  outputs: z.array(AbiParameter),
})
export type CallableFunction = z.infer<typeof CallableFunction>

/** A compiled contract, as the workbench shows it. */
export const CompiledContract = z.object({
  path: z.string(),
  name: z.string(),
  /** False for interfaces and abstract contracts. */
  isDeployable: z.boolean(),
  /** Bytes of deployed code; EIP-170 allows 24,576. */
  deployedBytes: Count,
  /** Bytes of creation code; EIP-3860 allows 49,152. */
  creationBytes: Count,
  constructorInputs: z.array(AbiParameter),
  isPayableConstructor: z.boolean(),
  functions: z.array(CallableFunction),
  /** The ABI as JSON text, to copy. */
  abi: z.string(),
})
export type CompiledContract = z.infer<typeof CompiledContract>

export const Compilation = z.object({
  diagnostics: z.array(Diagnostic),
  contracts: z.array(CompiledContract),
  compilerVersion: z.string(),
  /** Whether this very input had been compiled before. */
  isFromCache: z.boolean(),
  durationMs: z.number(),
})
export type Compilation = z.infer<typeof Compilation>

/** Arguments of a function or constructor: JSON values by the ABI; integers and bytes as text, tuples as arrays. */
const AbiArguments = z.array(z.unknown()).max(256)

/** What a deployment or a call came to. */
export const Outcome = z.object({
  status: z.enum(['success', 'reverted', 'failed']),
  /** Absent for a call that only reads, and for what reverts and was refused by the network before it was in a block. */
  transactionHash: Bytes32.optional(),
  blockNumber: Count.optional(),
  gasUsed: Uint256,
  outputs: z.array(DecodedValue),
  logs: z.array(DecodedLog),
  revert: DecodedRevert.optional(),
  /** The reason of a failure that is no revert: `out of gas`. */
  error: z.string().optional(),
  /** What the debugger opens where there is no transaction. */
  debug: SimulationSubject.optional(),
})
export type Outcome = z.infer<typeof Outcome>

/** What came of a Solidity test: a function `test…()` of a contract whose name ends in `Test`, or whose file ends in `.t.sol`. */
export const TestResult = z.object({
  path: z.string(),
  contract: z.string(),
  /** `testTransfer()` */
  signature: z.string(),
  status: z.enum(['passed', 'failed', 'skipped']),
  /** Why it failed or was skipped, in words. */
  message: z.string().optional(),
  /** Where it failed: each test has its contract deployed and set up for itself. */
  phase: z.enum(['constructor', 'setUp', 'test']).optional(),
  revert: DecodedRevert.optional(),
  /** Of the phase that ran last, the gas of a transaction included. */
  gasUsed: Uint256.optional(),
  /** Events of the phase that ran last. */
  logCount: Count,
  /** Whether it called Foundry's cheat codes, of which the desk has none: what such calls were to do was not done. */
  hasCheatCodes: z.boolean(),
  /** What the debugger opens: the phase that ran last, on what ran before it. */
  debug: SimulationSubject.optional(),
})
export type TestResult = z.infer<typeof TestResult>

export const TestEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), total: Count }),
  z.object({ kind: z.literal('test'), test: TestResult, done: Count, total: Count }),
  z.object({ kind: z.literal('end'), durationMs: z.number() }),
])
export type TestEvent = z.infer<typeof TestEvent>

export const Deployment = z.object({
  deploymentId: z.string(),
  projectId: ProjectId,
  path: z.string(),
  name: z.string(),
  network: z.string(),
  address: Address,
  transactionHash: Bytes32,
  blockNumber: Count,
  deployedAtMs: TimeMs,
  functions: z.array(CallableFunction),
})
export type Deployment = z.infer<typeof Deployment>

/** An account of the practice desk that sends without asking; on the embedded chain and its forks only. */
export const WorkbenchAccount = z.object({ address: Address, label: z.string(), balanceWei: Uint256 })
export type WorkbenchAccount = z.infer<typeof WorkbenchAccount>

/** Who may mint and pause: one owner (ERC-173), or whoever holds a role. */
const Access = z.enum(['ownable', 'roles']).default('ownable')
/** What votes are counted at (EIP-6372). */
const VotesClock = z.enum(['blocknumber', 'timestamp']).default('blocknumber')

/** A token contract to begin with, written for the chosen options. */
export const TokenTemplate = z.discriminatedUnion('standard', [
  z.object({
    standard: z.literal('erc20'),
    name: z.string().min(1).max(64),
    symbol: z.string().min(1).max(16),
    /** Whole tokens minted to the owner at deployment. */
    premint: Uint256.default(0n),
    isMintable: z.boolean().default(false),
    isBurnable: z.boolean().default(false),
    isPausable: z.boolean().default(false),
    access: Access,
    hasPermit: z.boolean().default(false),
    hasVotes: z.boolean().default(false),
    votesClock: VotesClock,
    /** Whole tokens; none without it. */
    cap: Uint256.optional(),
  }),
  z.object({
    standard: z.literal('erc721'),
    name: z.string().min(1).max(64),
    symbol: z.string().min(1).max(16),
    baseUri: z.string().max(256).default(''),
    isMintable: z.boolean().default(true),
    isBurnable: z.boolean().default(false),
    isPausable: z.boolean().default(false),
    access: Access,
    isEnumerable: z.boolean().default(false),
    hasVotes: z.boolean().default(false),
    votesClock: VotesClock,
    /** Tokens; none without it. */
    cap: Uint256.optional(),
    /** Hundredths of a percent of each sale (EIP-2981); 0: none. */
    royaltyBps: z.number().int().min(0).max(10_000).default(0),
  }),
  z.object({
    standard: z.literal('erc1155'),
    name: z.string().min(1).max(64),
    uri: z.string().max(256).default(''),
    isMintable: z.boolean().default(true),
    isBurnable: z.boolean().default(false),
    isPausable: z.boolean().default(false),
    access: Access,
    hasSupply: z.boolean().default(true),
    royaltyBps: z.number().int().min(0).max(10_000).default(0),
  }),
])
export type TokenTemplate = z.infer<typeof TokenTemplate>

const fileErrors = codes('workbench/project-not-found', 'workbench/file-not-found', 'workbench/too-large')
const compilerErrors = codes(
  'workbench/project-not-found',
  'workbench/compiler-not-found',
  'workbench/compiler-failed',
  'workbench/too-large',
)

export const workbench = {
  listCompilers: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({
      method: 'GET',
      path: '/workbench/compilers',
      summary: 'The Solidity compilers of this desk, newest first',
    })
    .output(z.array(z.object({ version: z.string(), evmVersions: z.array(z.string()) }))),

  listProjects: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/workbench/projects', summary: 'Every project with its files' })
    .output(z.array(Project)),

  createProject: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'POST', path: '/workbench/projects', summary: 'Begin a project: empty, or with a token' })
    .input(z.object({ name: z.string().trim().min(1).max(64), template: TokenTemplate.optional() }))
    .errors(codes('workbench/project-exists', 'workbench/invalid-argument', 'workbench/too-large'))
    .output(Project),

  updateSettings: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'PUT', path: '/workbench/projects/{projectId}/settings', summary: 'How a project is compiled' })
    .input(OfProject.extend({ settings: CompilerSettings }))
    .errors(codes('workbench/project-not-found', 'workbench/compiler-not-found'))
    .output(Project),

  deleteProject: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'DELETE', path: '/workbench/projects/{projectId}', summary: 'Delete a project and its files' })
    .input(OfProject)
    .errors(codes('workbench/project-not-found'))
    .output(z.object({ projectId: ProjectId })),

  readFile: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/workbench/projects/{projectId}/file', summary: 'A file of a project' })
    .input(OfFile)
    .errors(fileErrors)
    .output(z.object({ path: ProjectPath, text: z.string(), version: z.string() })),

  writeFile: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'PUT', path: '/workbench/projects/{projectId}/file', summary: 'Write a file of a project' })
    .input(
      OfFile.extend({
        text: z.string().max(1_000_000),
        /** The version that was read; a file that has changed since is not overwritten. Absent: a new file. */
        version: z.string().max(64).optional(),
      }),
    )
    .errors(
      codes('workbench/project-not-found', 'workbench/file-changed', 'workbench/file-exists', 'workbench/too-large'),
    )
    .output(z.object({ version: z.string() })),

  deleteFile: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'DELETE', path: '/workbench/projects/{projectId}/file', summary: 'Delete a file of a project' })
    .input(OfFile)
    .errors(fileErrors)
    .output(z.object({ path: ProjectPath })),

  renameFile: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'POST', path: '/workbench/projects/{projectId}/rename', summary: 'Rename a file of a project' })
    .input(OfProject.extend({ from: ProjectPath, to: ProjectPath }))
    .errors(codes('workbench/project-not-found', 'workbench/file-not-found', 'workbench/file-exists'))
    .output(z.object({ path: ProjectPath })),

  checkSource: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({
      method: 'POST',
      path: '/workbench/projects/{projectId}/check',
      summary: 'Diagnostics and symbols of a file as it is being edited, and of what it imports; nothing is kept',
    })
    .input(OfFile.extend({ text: z.string().max(1_000_000) }))
    .errors({ ...compilerErrors, ...codes('workbench/superseded') })
    .output(z.object({ diagnostics: z.array(Diagnostic), symbols: z.array(SourceSymbol) })),

  compile: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'POST', path: '/workbench/projects/{projectId}/compile', summary: 'Compile a project' })
    .input(OfProject)
    .errors(compilerErrors)
    .output(Compilation),

  compileStandardJson: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({
      method: 'POST',
      path: '/workbench/standard-json',
      summary: "Compile solc's standard JSON as it is; imports of packages are completed",
    })
    .input(z.object({ version: z.string().max(32), input: z.record(z.string(), z.unknown()) }))
    .errors(codes('workbench/compiler-not-found', 'workbench/compiler-failed', 'workbench/too-large'))
    .output(z.object({ output: z.record(z.string(), z.unknown()) })),

  runTests: procedure
    .meta({ role: 'trader', kind: 'stream' })
    .route({
      method: 'POST',
      path: '/workbench/projects/{projectId}/tests',
      summary:
        "Compile a project and run its Solidity tests, each for itself on the network's newest block; nothing is kept",
    })
    .input(OfProject.extend({ network: NetworkId }))
    .errors({
      ...compilerErrors,
      ...codes(
        'workbench/not-compiled',
        'network/not-found',
        'network/unreachable',
        'network/refused',
        'network/invalid-answer',
        'network/proof-invalid',
        'network/disagreement',
        'network/offline-miss',
        'simulation/block-not-found',
        'simulation/busy',
        'chain/unavailable',
      ),
    })
    .output(eventIterator(TestEvent)),

  listAccounts: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({ method: 'GET', path: '/workbench/accounts', summary: 'The unlocked practice accounts' })
    .input(z.object({ network: NetworkId }))
    .errors(codes('chain/rejected', 'chain/unavailable', 'network/not-found'))
    .output(z.array(WorkbenchAccount)),

  deploy: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({ method: 'POST', path: '/workbench/projects/{projectId}/deploy', summary: 'Deploy a compiled contract' })
    .input(
      OfProject.extend({
        path: z.string().max(200),
        name: z.string().max(200),
        network: NetworkId,
        from: Address,
        args: AbiArguments,
        valueWei: Uint256.default(0n),
      }),
    )
    .errors(
      codes(
        'workbench/project-not-found',
        'workbench/compiler-failed',
        'workbench/too-large',
        'workbench/not-compiled',
        'workbench/invalid-argument',
        'workbench/account-locked',
        'network/not-found',
        'chain/rejected',
        'chain/unavailable',
      ),
    )
    .output(Outcome.extend({ deployment: Deployment.optional() })),

  listDeployments: procedure
    .meta({ role: 'viewer', kind: 'query' })
    .route({
      method: 'GET',
      path: '/workbench/projects/{projectId}/deployments',
      summary: 'What was deployed, newest first',
    })
    .input(OfProject)
    .errors(codes('workbench/project-not-found'))
    .output(z.array(Deployment)),

  invoke: procedure
    .meta({ role: 'trader', kind: 'command' })
    .route({
      method: 'POST',
      path: '/workbench/deployments/{deploymentId}/invoke',
      summary: 'Call a function: `call` reads and changes nothing, `send` sends a transaction',
    })
    .input(
      z.object({
        deploymentId: z.string().max(64),
        /** `transfer(address,uint256)` */
        signature: z.string().max(2_000),
        args: AbiArguments,
        mode: z.enum(['call', 'send']),
        from: Address,
        valueWei: Uint256.default(0n),
      }),
    )
    .errors(
      codes(
        'workbench/deployment-not-found',
        'workbench/invalid-argument',
        'workbench/account-locked',
        'network/not-found',
        'chain/rejected',
        'chain/unavailable',
      ),
    )
    .output(Outcome),

  watchEvents: procedure
    .meta({ role: 'viewer', kind: 'stream' })
    .route({
      method: 'GET',
      path: '/workbench/deployments/{deploymentId}/events/stream',
      summary: 'The latest 100 events of a deployed contract, oldest first, then new ones',
    })
    .input(z.object({ deploymentId: z.string().max(64) }))
    .errors(
      codes(
        'workbench/deployment-not-found',
        'network/not-found',
        'chain/rejected',
        'chain/unavailable',
        'stream/too-slow',
      ),
    )
    .output(
      eventIterator(
        z.array(
          DecodedLog.extend({ blockNumber: Count, transactionHash: Bytes32, logIndex: Count, isRemoved: z.boolean() }),
        ),
      ),
    ),
}
