import { generateOpenApi } from './generateOpenApi.ts'
import { renderReference } from './renderReference.ts'

/** The OpenAPI document as JSON, and the page that shows it; made when first asked for. */
export const createReference = (version: string) => {
  let made: Promise<{ readonly json: string; readonly page: string }> | undefined
  const make = async () => {
    const document = await generateOpenApi(version)
    return { json: JSON.stringify(document, null, 1), page: renderReference(document) }
  }
  return () => {
    made ??= make()
    return made
  }
}
