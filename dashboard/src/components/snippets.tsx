// Lines of code that work as they stand: curl, TypeScript and Python.
import { ActionIcon, Code, CopyButton, Group, Tabs, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** A request as a program makes it. */
export type Snippet = {
  readonly method: 'GET' | 'POST'
  /** Absolute. */
  readonly url: string
  readonly apiKey: string
  readonly body?: object
}

function asCurl({ method, url, apiKey, body }: Snippet): string {
  const parts = [`curl '${url}'`, `  -H 'Authorization: Bearer ${apiKey}'`]
  if (method !== 'GET' || body) parts.push(`  -H 'Content-Type: application/json'`)
  if (body) parts.push(`  -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`)
  return parts.join(' \\\n')
}

function asTypeScript({ method, url, apiKey, body }: Snippet): string {
  const headers = `    Authorization: 'Bearer ${apiKey}',${body ? "\n    'Content-Type': 'application/json'," : ''}`
  const rest = body ? `\n  body: JSON.stringify(${JSON.stringify(body)}),` : ''
  return `const response = await fetch('${url}', {\n  method: '${method}',\n  headers: {\n${headers}\n  },${rest}\n})\nconst { data } = await response.json()\nconsole.log(data)`
}

function asPython({ method, url, apiKey, body }: Snippet): string {
  const data = body ? `,\n    data=json.dumps(${JSON.stringify(body)}).encode()` : ''
  const type = body ? `, 'Content-Type': 'application/json'` : ''
  return `import json, urllib.request\n\nrequest = urllib.request.Request(\n    '${url}',\n    method='${method}',\n    headers={'Authorization': 'Bearer ${apiKey}'${type}}${data})\nprint(json.load(urllib.request.urlopen(request))['data'])`
}

/** A button that copies; says so when it did. */
export function Copy({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation()
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('copied') : label}>
          <ActionIcon variant="default" onClick={copy} aria-label={copied ? t('copied') : label}>
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}

/** Text in a box with a button that copies it. */
export function CopyBlock({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      {/* Focusable, so that who has no mouse can scroll it. */}
      <Code block tabIndex={0} flex={1} miw={0} style={{ overflowX: 'auto' }}>
        {text}
      </Code>
      <Copy text={text} label={label} />
    </Group>
  )
}

const LANGUAGES = [
  ['curl', asCurl],
  ['TypeScript', asTypeScript],
  ['Python', asPython],
] as const

export function Snippets(snippet: Snippet) {
  const { t } = useTranslation()
  return (
    <Tabs defaultValue="curl">
      <Tabs.List>
        {LANGUAGES.map(([name]) => (
          <Tabs.Tab key={name} value={name}>
            {name}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {LANGUAGES.map(([name, write]) => (
        <Tabs.Panel key={name} value={name} pt="sm">
          <CopyBlock text={write(snippet)} label={t('copy')} />
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
