import { editor, languages, type Position, Range, Uri } from 'monaco-editor/editor.js'
import type { SourceSymbol } from '../../../../engine/api/workbench.ts'
import { findDeclarations, keywords, listCompletions } from '../model/completions.ts'

/** What the editor asks of the project it shows. */
export interface SymbolSource {
  readonly symbols: () => readonly SourceSymbol[]
  /** The text of a file of the project, for definitions in files that aren't open. */
  readonly readText: (path: string) => Promise<string | undefined>
  readonly openAt: (path: string, line: number, column: number) => void
}

const scheme = 'project'

/** A file's name within the editor: projects may have files of the same path. */
export const toUri = (projectId: string, path: string) => Uri.from({ scheme, authority: projectId, path: `/${path}` })
export const pathOf = (uri: Uri) => uri.path.slice(1)

const textBefore = (model: editor.ITextModel, { lineNumber, column }: Position) =>
  model.getValueInRange(new Range(lineNumber, 1, lineNumber, column))

const kinds = {
  contract: languages.CompletionItemKind.Class,
  interface: languages.CompletionItemKind.Interface,
  library: languages.CompletionItemKind.Module,
  function: languages.CompletionItemKind.Function,
  event: languages.CompletionItemKind.Event,
  error: languages.CompletionItemKind.Issue,
  modifier: languages.CompletionItemKind.Operator,
  variable: languages.CompletionItemKind.Variable,
  struct: languages.CompletionItemKind.Struct,
  enum: languages.CompletionItemKind.Enum,
  type: languages.CompletionItemKind.TypeParameter,
} as const satisfies Record<SourceSymbol['kind'], languages.CompletionItemKind>

/** Gives Solidity completion, hovers and definitions from the symbols of one project; answers how to stop. */
export function registerSolidityProviders(projectId: string, source: SymbolSource): () => void {
  const isOurs = (model: editor.ITextModel) => model.uri.scheme === scheme && model.uri.authority === projectId
  const registrations = [
    languages.registerCompletionItemProvider('sol', {
      triggerCharacters: ['.'],
      provideCompletionItems: (model, position) =>
        isOurs(model) ? { suggestions: complete(model, position, source.symbols()) } : null,
    }),
    languages.registerHoverProvider('sol', {
      provideHover: (model, position) => (isOurs(model) ? describe(model, position, source.symbols()) : null),
    }),
    languages.registerDefinitionProvider('sol', {
      provideDefinition: (model, position) => (isOurs(model) ? locate(projectId, model, position, source) : null),
    }),
    editor.registerEditorOpener({
      openCodeEditor: (_from, uri, selection) => {
        if (uri.scheme !== scheme || uri.authority !== projectId) return false
        const range = selection !== undefined && 'startLineNumber' in selection ? selection : undefined
        source.openAt(pathOf(uri), range?.startLineNumber ?? 1, range?.startColumn ?? 1)
        return true
      },
    }),
  ]
  return () => {
    for (const registration of registrations) registration.dispose()
  }
}

function complete(model: editor.ITextModel, position: Position, symbols: readonly SourceSymbol[]) {
  const word = model.getWordUntilPosition(position)
  const range = new Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn)
  const before = textBefore(model, position)
  const isMember = /\.\s*[\w$]*$/.test(before)
  return [
    ...listCompletions(symbols, before).map((symbol) => ({
      label: { label: symbol.name, description: symbol.container ?? '' },
      kind: kinds[symbol.kind],
      detail: symbol.detail,
      insertText: symbol.name,
      range,
    })),
    ...(isMember ? [] : keywords).map((keyword) => ({
      label: keyword,
      kind: languages.CompletionItemKind.Keyword,
      insertText: keyword,
      range,
    })),
  ]
}

const declarationsAt = (model: editor.ITextModel, position: Position, symbols: readonly SourceSymbol[]) => {
  const word = model.getWordAtPosition(position)
  if (word === null) return []
  const before = model.getValueInRange(new Range(position.lineNumber, 1, position.lineNumber, word.startColumn))
  return findDeclarations(symbols, word.word, before)
}

const hoversMax = 6

function describe(model: editor.ITextModel, position: Position, symbols: readonly SourceSymbol[]) {
  const found = declarationsAt(model, position, symbols).slice(0, hoversMax)
  if (found.length === 0) return null
  return {
    contents: found.map(({ detail, container, range }) => ({
      value: `\`\`\`sol\n${detail}\n\`\`\`\n${container === undefined ? '' : `${container} · `}${range.path}`,
    })),
  }
}

async function locate(projectId: string, model: editor.ITextModel, position: Position, source: SymbolSource) {
  const found = declarationsAt(model, position, source.symbols())
  const locations = await Promise.all(
    found.map(async ({ range }) => {
      const uri = toUri(projectId, range.path)
      // The editor previews a definition from its text: bring the file in if it isn't open.
      if (editor.getModel(uri) === null) {
        const text = await source.readText(range.path)
        if (text === undefined) return undefined
        if (editor.getModel(uri) === null) editor.createModel(text, 'sol', uri)
      }
      return { uri, range: new Range(range.startLine, range.startColumn, range.endLine, range.endColumn) }
    }),
  )
  return locations.filter((location) => location !== undefined)
}
