import type { StorageLayout } from '../ContractArtifact.ts'
import type { StructDeclaration, SyntaxTree, TypeName } from './SyntaxTree.ts'

type LayoutType = StorageLayout['types'][string]

const WORD_BYTES = 32n
const ADDRESS_BYTES = 20n
/** An address and a selector. */
const EXTERNAL_FUNCTION_BYTES = 24n
const INTERNAL_FUNCTION_BYTES = 8n

/** Lays types out in storage, with the names that solc's `storageLayout` gives them. */
export type LayoutTypes = {
  /** The members of a struct, as it begins at slot 0. */
  layOut(struct: StructDeclaration): StorageLayout['storage']
  /** All types that were needed so far. */
  readonly types: Readonly<Record<string, LayoutType>>
}

/** Makes a table of types (Solidity documentation, "Layout of State Variables in Storage"). */
export const createLayoutTypes = ({ declarations }: SyntaxTree): LayoutTypes => {
  const types: Record<string, LayoutType> = {}
  const members = new Map<number, StorageLayout['storage']>()

  const add = (id: string, bytes: bigint, type: Omit<LayoutType, 'numberOfBytes'>): string => {
    types[id] = { ...type, numberOfBytes: bytes.toString() }
    return id
  }
  const bytesOf = (id: string): bigint => BigInt(types[id]?.numberOfBytes ?? WORD_BYTES)

  /** Gives the id of a type, which is in the table then. */
  const toType = (name: TypeName): string => {
    const { keyType, valueType, baseType, typeDescriptions } = name
    const label = typeDescriptions.typeString
    if (keyType !== undefined && valueType !== undefined) {
      const [key, value] = [toKeyType(keyType), toType(valueType)]
      return add(`t_mapping(${key},${value})`, WORD_BYTES, { encoding: 'mapping', key, label, value })
    }
    if (baseType !== undefined) return toArray(label, toType(baseType))
    if (name.nodeType === 'FunctionTypeName') {
      const bytes = name.visibility === 'external' ? EXTERNAL_FUNCTION_BYTES : INTERNAL_FUNCTION_BYTES
      return add(typeDescriptions.typeIdentifier, bytes, { encoding: 'inplace', label })
    }
    return name.referencedDeclaration === undefined ? toElementary(name) : toDeclared(name.referencedDeclaration, label)
  }
  /** A text that is a key was in memory when it was hashed. */
  const toKeyType = (name: TypeName): string => {
    const text = /^(string|bytes)$/.exec(name.typeDescriptions.typeString)?.[1]
    if (text === undefined) return toType(name)
    return add(`t_${text}_memory_ptr`, WORD_BYTES, { encoding: 'bytes', label: text })
  }
  const toElementary = ({ typeDescriptions: { typeIdentifier, typeString: label } }: TypeName): string => {
    if (label === 'string' || label === 'bytes') {
      return add(`t_${label}_storage`, WORD_BYTES, { encoding: 'bytes', label })
    }
    return add(typeIdentifier, sizeOfElementary(label), { encoding: 'inplace', label })
  }
  const toArray = (label: string, base: string): string => {
    // The length may be an expression; solc's name of the type has its value.
    const digits = /\[(\d+)\]$/.exec(label)?.[1]
    if (digits === undefined) {
      return add(`t_array(${base})dyn_storage`, WORD_BYTES, { base, encoding: 'dynamic_array', label })
    }
    const [length, bytes] = [BigInt(digits), bytesOf(base)]
    const perSlot = bytes <= WORD_BYTES ? WORD_BYTES / bytes : 1n
    const slots = ceilDivide(length, perSlot) * ceilDivide(bytes, WORD_BYTES)
    return add(`t_array(${base})${length}_storage`, slots * WORD_BYTES, { base, encoding: 'inplace', label })
  }
  const toDeclared = (declarationId: number, label: string): string => {
    const declaration = declarations.get(declarationId)
    const inplace = { encoding: 'inplace', label } as const
    switch (declaration?.nodeType) {
      case 'StructDefinition':
        return toStruct(declaration, label)
      case 'EnumDefinition': {
        // Before 0.8 an enum could have more than 256 members.
        const bytes = declaration.members.length > 256 ? 2n : 1n
        return add(`t_enum(${declaration.name})${declaration.id}`, bytes, inplace)
      }
      case 'UserDefinedValueTypeDefinition': {
        const bytes = bytesOf(toType(declaration.underlyingType))
        return add(`t_userDefinedValueType(${declaration.name})${declaration.id}`, bytes, inplace)
      }
      case 'ContractDefinition':
        return add(`t_contract(${declaration.name})${declaration.id}`, ADDRESS_BYTES, inplace)
      case undefined:
        throw new Error(`The syntax tree doesn't declare ${label}.`)
    }
  }
  const toStruct = (struct: StructDeclaration, label: string): string => {
    const id = `t_struct(${struct.name})${struct.id}_storage`
    if (types[id] !== undefined) return id
    add(id, WORD_BYTES, { encoding: 'inplace', label }) // a struct may have mappings and arrays of itself
    const laidOut = layOut(struct)
    const last = laidOut.at(-1)
    const slots = last === undefined ? 1n : BigInt(last.slot) + ceilDivide(bytesOf(last.type), WORD_BYTES)
    return add(id, slots * WORD_BYTES, { encoding: 'inplace', label, members: laidOut })
  }
  const layOut = (struct: StructDeclaration): StorageLayout['storage'] => {
    const known = members.get(struct.id)
    if (known !== undefined) return known
    let [slot, offset] = [0n, 0n]
    const laidOut = struct.members.map(({ name: label, typeName }) => {
      const type = toType(typeName)
      const bytes = bytesOf(type)
      if (offset > 0n && offset + bytes > WORD_BYTES) [slot, offset] = [slot + 1n, 0n]
      const place = { label, slot: slot.toString(), offset: Number(offset), type }
      if (bytes < WORD_BYTES) offset += bytes
      else slot += ceilDivide(bytes, WORD_BYTES)
      return place
    })
    members.set(struct.id, laidOut)
    return laidOut
  }
  return { layOut, types }
}

const ceilDivide = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor

const sizeOfElementary = (label: string): bigint => {
  if (label.startsWith('address')) return ADDRESS_BYTES
  if (label === 'bool') return 1n
  const bytes = /^bytes(\d+)$/.exec(label)?.[1]
  if (bytes !== undefined) return BigInt(bytes)
  const bits = /^u?(?:int|fixed)(\d+)/.exec(label)?.[1]
  if (bits === undefined) throw new Error(`${label} is no type of a variable.`)
  return BigInt(bits) / 8n
}
