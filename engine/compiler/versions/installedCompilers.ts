/** A Solidity compiler that is installed with the desk. */
export type InstalledCompiler = {
  /** `0.8.37` */
  readonly version: string
  /** The npm package it is in. */
  readonly packageName: string
  /** solc's names, newest first. */
  readonly evmVersions: readonly string[]
}

/** Newest first; anything older than Istanbul has no use on a chain of today. */
const evmVersions = ['osaka', 'prague', 'cancun', 'shanghai', 'paris', 'london', 'berlin', 'istanbul'] as const

const compiler = (version: string, newestEvm: (typeof evmVersions)[number], packageName = `solc-${version}`) => ({
  version,
  packageName,
  evmVersions: evmVersions.slice(evmVersions.indexOf(newestEvm)),
})

/** Newest first. The versions are those of `package.json`: another one is a line there and a line here. */
export const installedCompilers: readonly InstalledCompiler[] = [
  compiler('0.8.37', 'osaka', 'solc'),
  compiler('0.8.34', 'osaka'),
  compiler('0.8.30', 'osaka'),
  compiler('0.8.28', 'prague'),
  compiler('0.8.26', 'cancun'),
  compiler('0.8.24', 'cancun'),
  compiler('0.8.20', 'shanghai'),
  compiler('0.7.6', 'berlin'),
]
