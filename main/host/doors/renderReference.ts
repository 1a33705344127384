import type { OpenAPI } from '@orpc/openapi'

/**
 * A page that people read: the operations of an OpenAPI document, by tag, with method, path, role, schemas and errors. One HTML
 * document without scripts, so that it holds under the strictest policy.
 */
export const renderReference = (document: OpenAPI.Document): string => {
  const tags = document.tags ?? []
  const operations = listOperations(document)
  const sections = tags.map(({ name, description = '' }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name))
    return `<section id="${escapeHtml(name)}"><h2>${escapeHtml(name)}</h2><p>${escapeHtml(description)}</p>${own.map(renderOperation).join('')}</section>`
  })
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) => `<h3 id="schema-${escapeHtml(name)}">${escapeHtml(name)}</h3>${renderSchema(schema)}`,
  )
  const links = [...tags.map(({ name }) => name), 'schemas'].map(
    (name) => `<a href="#${escapeHtml(name)}">${escapeHtml(name)}</a>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(document.info.title)}: reference</title>
<style>${style}</style>
<header><h1>${escapeHtml(document.info.title)} <small>${escapeHtml(document.info.version)}</small></h1>
<p>${renderText(document.info.description ?? '')} The document for programs is <a href="/openapi.json">/openapi.json</a>.</p>
<p>Send the token as <code>Authorization: Bearer</code>, or as the password of Basic.</p><nav>${links.join(' ')}</nav></header>
<main>${sections.join('\n')}<section id="schemas"><h2>schemas</h2>${schemas.join('')}</section></main>
</html>
`
}

interface Entry {
  readonly method: string
  readonly path: string
  readonly operation: OpenAPI.OperationObject
}

const listOperations = (document: OpenAPI.Document): Entry[] =>
  Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'delete'] as const).flatMap((method) => {
      const operation = item?.[method]
      return operation ? [{ method: method.toUpperCase(), path: `/api${path}`, operation }] : []
    }),
  )

const renderOperation = ({ method, path, operation }: Entry): string => {
  const extra = operation as { readonly 'x-role'?: string; readonly 'x-kind'?: string }
  const parameters = (operation.parameters ?? []).flatMap((parameter) =>
    'name' in parameter
      ? [
          `<tr><td><code>${escapeHtml(parameter.name)}</code><td>${escapeHtml(parameter.in)}${parameter.required ? ', required' : ''}<td>${renderSchema(parameter.schema)}`,
        ]
      : [],
  )
  const [success, errors] = splitResponses(operation)
  return `<details id="${escapeHtml(operation.operationId ?? path)}"><summary><b>${method}</b> <code>${escapeHtml(path)}</code>
<span>${escapeHtml(operation.summary ?? '')}</span> <i>${escapeHtml(extra['x-role'] ?? '')}${extra['x-kind'] === 'stream' ? ', stream' : ''}</i></summary>
<p>Procedure <code>${escapeHtml(operation.operationId ?? '')}</code></p>
${parameters.length > 0 ? `<h4>Parameters</h4><table>${parameters.join('')}</table>` : ''}
${block('Body', operation.requestBody)}${success.map((response) => block('Answer', response)).join('')}
<h4>Errors</h4><ul>${errors.map(([status, codes]) => `<li>${escapeHtml(status)} ${codes.map((code) => `<code>${escapeHtml(code)}</code>`).join(' ')}`).join('')}</ul></details>`
}

const splitResponses = (operation: OpenAPI.OperationObject): [unknown[], [string, string[]][]] => {
  const all = Object.entries(operation.responses ?? {})
  const errors = all.filter(([status]) => !status.startsWith('2'))
  return [
    all.filter(([status]) => status.startsWith('2')).map(([, response]) => response),
    errors.map(([status, response]) => [status, codesOf(schemaOf(response))]),
  ]
}

const block = (title: string, holder: unknown): string => {
  const schema = schemaOf(holder)
  return schema === undefined ? '' : `<h4>${title}</h4>${renderSchema(schema)}`
}

/** The schema of a body or answer, whatever its media type: the contract has one each. */
const schemaOf = (holder: unknown): unknown => {
  const content = field(holder, 'content')
  const [media] = typeof content === 'object' && content !== null ? Object.values(content) : []
  return field(media, 'schema')
}

const codesOf = (schema: unknown): string[] => {
  const codes = field(field(field(schema, 'properties'), 'code'), 'enum')
  return Array.isArray(codes) ? codes.map(String) : []
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined

/** A schema as indented JSON, its references as links. */
const renderSchema = (schema: unknown): string => {
  const text = escapeHtml(JSON.stringify(schema ?? {}, null, 2))
  const linked = text.replace(
    /\{\s*&quot;\$ref&quot;: &quot;#\/components\/schemas\/(\w+)&quot;\s*\}/g,
    '<a href="#schema-$1">$1</a>',
  )
  return `<pre>${linked}</pre>`
}

/** A sentence, with what stands in backticks as code. */
const renderText = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character)

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 62rem; margin: 0 auto; padding: 1.5rem }
nav a { margin-right: 1rem }
details { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .4rem 0 }
summary { cursor: pointer }
summary b { display: inline-block; min-width: 4.5rem }
summary span { margin-left: .5rem }
summary i { float: right; opacity: .7 }
pre { overflow: auto; max-height: 30rem; margin: .3rem 0; font-size: 13px }
td { vertical-align: top; padding-right: 1rem }
`
