import { useMutation } from '@tanstack/react-query'
import { useDesk } from '../../../app/connection/DeskContext.tsx'
import { describeError } from '../../../ui/describeError.ts'
import { formatCount } from '../../../ui/format.ts'
import type { Files } from './useFiles.ts'
import { useWorkbenchStore } from './useWorkbenchStore.ts'

/** Saves and compiles a project; the console tells how it went. */
export function useCompile(projectId: string, files: Files) {
  const { client } = useDesk()
  const store = useWorkbenchStore()
  return useMutation({
    mutationFn: async () => ((await files.saveAll()) ? await client.workbench.compile({ projectId }) : undefined),
    onSuccess: (compilation) => {
      if (compilation === undefined) return
      const { diagnostics, contracts, compilerVersion, durationMs, isFromCache } = compilation
      store.changeProject(projectId, { compilation, diagnostics, isCompilationStale: false })
      const errors = diagnostics.filter(({ severity }) => severity === 'error').length
      const took = `solc ${compilerVersion}, ${isFromCache ? 'compiled before' : `${formatCount(durationMs)} ms`}`
      if (errors > 0)
        store.log({
          tone: 'danger',
          title: `${errors} ${errors === 1 ? 'error' : 'errors'}: nothing was compiled`,
          detail: took,
        })
      else
        store.log({
          tone: 'success',
          title: `${contracts.length} ${contracts.length === 1 ? 'contract' : 'contracts'} compiled`,
          detail: took,
        })
    },
    onError: (error) => store.log({ tone: 'danger', title: 'Not compiled', detail: describeError(error).message }),
  })
}
