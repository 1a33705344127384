/** A contract over OpenZeppelin's, before it is text. */
export type TokenContract = {
  readonly name: string
  /** In Solidity's order of inheritance, most base-like first. */
  readonly bases: readonly Base[]
  /** Imported without being a base. */
  readonly otherImports?: readonly Pick<Base, 'name' | 'path'>[]
  readonly constants: readonly string[]
  readonly errors: readonly string[]
  readonly constructorParameters: readonly string[]
  readonly constructorBody: readonly string[]
  /** Whole functions, in order. */
  readonly functions: readonly string[]
}

export type Base = {
  readonly name: string
  /** Within `@openzeppelin/contracts/`. */
  readonly path: string
  /** Of its constructor; absent: it has none to call. */
  readonly args?: string
}

/** The oldest compiler that all of OpenZeppelin's files take. */
const pragma = '^0.8.26'

/** Writes a contract as people do: imports sorted, four spaces, one blank line between members. */
export const renderContract = (contract: TokenContract): string => {
  const imports = [...contract.bases, ...(contract.otherImports ?? [])]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, path }) => `import {${name}} from "@openzeppelin/contracts/${path}";`)
  const members = [
    ...block(contract.constants),
    ...block(contract.errors),
    ...(renderConstructor(contract) ?? []),
    ...contract.functions,
  ]
  return [
    '// SPDX-License-Identifier: MIT',
    `pragma solidity ${pragma};`,
    '',
    ...imports,
    '',
    `contract ${contract.name} is ${contract.bases.map(({ name }) => name).join(', ')} {`,
    members.map(indent).join('\n\n'),
    '}',
    '',
  ].join('\n')
}

const block = (lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : [lines.join('\n')])

const renderConstructor = ({ bases, constructorParameters, constructorBody }: TokenContract): string[] | undefined => {
  const calls = bases.flatMap(({ name, args }) => (args === undefined ? [] : `${name}(${args})`))
  if (calls.length === 0 && constructorBody.length === 0) return undefined
  const head = `constructor(${constructorParameters.join(', ')})`
  const body = constructorBody.length === 0 ? '{}' : `{\n${constructorBody.map(indent).join('\n')}\n}`
  if (calls.length <= 1) return [`${[head, ...calls].join(' ')} ${body}`]
  return [`${head}\n${calls.map(indent).join('\n')}\n${body}`]
}

const indent = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n')
