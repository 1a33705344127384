import { editor, Uri } from 'monaco-editor/editor.js'
import { followTheme, readEditorOptions } from '../../../ui/code/configureMonaco.ts'

/** A read-only editor for Solidity. */
export interface SourceEditorHandle {
  readonly show: (path: string, text: string) => void
  readonly destroy: () => void
}

/** Puts the editor into a container that gives it its size. */
export function createSourceEditor(container: HTMLElement): SourceEditorHandle {
  const view = editor.create(container, {
    ...readEditorOptions(),
    readOnly: true,
    domReadOnly: true,
    renderLineHighlight: 'none',
    ariaLabel: 'Solidity source, read-only',
  })
  const stopFollowing = followTheme()
  const closeModel = () => view.getModel()?.dispose()
  return {
    show: (path, text) => {
      closeModel()
      view.setModel(editor.createModel(text, 'sol', Uri.file(path)))
    },
    destroy: () => {
      stopFollowing()
      closeModel()
      view.dispose()
    },
  }
}
