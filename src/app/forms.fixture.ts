const unescaped = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** What a browser would send of each form to `action` that nobody typed in. Boxes are taken as not ticked. */
export function formsTo(action: string, html: string): Record<string, string>[] {
  const forms = html.match(/<form[\s\S]*?<\/form>/g) ?? []
  return forms.filter((form) => form.includes(` action="${action}"`)).map(fieldsOf)
}

function fieldsOf(form: string): Record<string, string> {
  const fields: Record<string, string> = {}
  const attribute = (tag: string, name: string) => unescaped(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    if (attribute(tag, 'type') !== 'checkbox') fields[attribute(tag, 'name')] = attribute(tag, 'value')
  }
  for (const [, tag = '', text = ''] of form.matchAll(/<textarea([^>]*)>([\s\S]*?)<\/textarea>/g)) {
    fields[attribute(tag, 'name')] = unescaped(text).replaceAll('\n', '\r\n')
  }
  for (const [, tag = '', options = ''] of form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    fields[attribute(tag, 'name')] = attribute(/<option[^>]* selected[^>]*>/.exec(options)?.[0] ?? '', 'value')
  }
  return fields
}
