import { Component, type ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { describeError } from '../../ui/describeError.ts'
import { FullPage } from './FullPage.tsx'

/** Shows a bug in the window instead of an empty page. Orders live at the desk: nothing is lost by starting the window again. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override render() {
    if (this.state.error === undefined) return this.props.children
    return (
      <FullPage title="This window met a bug">
        <p>{describeError(this.state.error).message}</p>
        <p className="muted">The desk and its orders are not affected.</p>
        <Button variant="primary" size="large" onClick={() => window.location.reload()}>
          Reload the window
        </Button>
      </FullPage>
    )
  }
}
