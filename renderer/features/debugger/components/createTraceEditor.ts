import { editor, Range, Uri } from 'monaco-editor/editor.js'
import { followTheme, readEditorOptions } from '../../../ui/code/configureMonaco.ts'
import { formatLineNumber, type LineGas, measureGasWidth } from '../model/sourceGas.ts'

/** Where execution stands in the source that is shown. */
export interface SourcePlace {
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
  readonly isFailure: boolean
}

/** A read-only editor that shows where execution stands. */
export interface TraceEditorHandle {
  readonly show: (path: string, text: string) => void
  readonly setPlace: (place: SourcePlace | undefined) => void
  readonly setBreakpoints: (lines: ReadonlySet<number>) => void
  readonly setGas: (gas: ReadonlyMap<number, LineGas>) => void
  readonly destroy: () => void
}

/** Puts the editor into a container that gives it its size; a press in the gutter asks to toggle a line's breakpoint. */
export function createTraceEditor(
  container: HTMLElement,
  onToggleBreakpoint: (line: number) => void,
): TraceEditorHandle {
  const view = editor.create(container, {
    ...readEditorOptions(),
    readOnly: true,
    domReadOnly: true,
    glyphMargin: true,
    folding: false,
    renderLineHighlight: 'none',
    lineDecorationsWidth: 14,
    ariaLabel: 'Source being executed, read-only',
  })
  const stopFollowing = followTheme()
  const place = view.createDecorationsCollection()
  const marks = view.createDecorationsCollection()
  const heat = view.createDecorationsCollection()
  const gutter = view.onMouseDown(({ target }) => {
    const inGutter =
      target.type === editor.MouseTargetType.GUTTER_GLYPH_MARGIN ||
      target.type === editor.MouseTargetType.GUTTER_LINE_NUMBERS
    if (inGutter && target.position !== null) onToggleBreakpoint(target.position.lineNumber)
  })
  const closeModel = () => view.getModel()?.dispose()
  return {
    show: (path, text) => {
      closeModel()
      view.setModel(editor.createModel(text, 'sol', Uri.from({ scheme: 'trace', path: `/${path}` })))
    },
    setPlace: (at) => {
      place.set(at === undefined ? [] : decoratePlace(at))
      if (at !== undefined) view.revealLineInCenterIfOutsideViewport(at.startLine, editor.ScrollType.Immediate)
    },
    setBreakpoints: (lines) => {
      marks.set(
        [...lines].map((line) => ({
          range: new Range(line, 1, line, 1),
          options: { glyphMarginClassName: 'trace-breakpoint', glyphMarginHoverMessage: { value: 'Breakpoint' } },
        })),
      )
    },
    setGas: (gas) => {
      const width = measureGasWidth(gas)
      view.updateOptions({
        lineNumbers: (line) => formatLineNumber(line, gas, width),
        lineNumbersMinChars: width + 7,
      })
      heat.set(decorateHeat(gas))
    },
    destroy: () => {
      stopFollowing()
      gutter.dispose()
      closeModel()
      view.dispose()
    },
  }
}

const decoratePlace = ({ startLine, startColumn, endLine, endColumn, isFailure }: SourcePlace) => [
  {
    range: new Range(startLine, 1, startLine, 1),
    options: {
      isWholeLine: true,
      className: isFailure ? 'trace-line trace-line-failure' : 'trace-line',
      glyphMarginClassName: isFailure ? 'trace-arrow trace-arrow-failure' : 'trace-arrow',
    },
  },
  { range: new Range(startLine, startColumn, endLine, endColumn), options: { inlineClassName: 'trace-range' } },
]

/** How much of the most expensive line's gas each line took, in four shades beside the text. */
const decorateHeat = (gas: ReadonlyMap<number, LineGas>) => {
  const most = Math.max(1, ...[...gas.values()].map((each) => Number(each.gas)))
  return [...gas.values()].map(({ line, gas: amount }) => ({
    range: new Range(line, 1, line, 1),
    options: { linesDecorationsClassName: `trace-heat trace-heat-${Math.ceil((4 * Number(amount)) / most)}` },
  }))
}
