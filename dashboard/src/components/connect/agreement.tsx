// The three switches of a shop to be, already on, with the words that are agreed to.
import { Card, Checkbox, Group, Stack, Switch, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { callData } from '../../api/client.ts'
import { DATA_KINDS, type DataAccessPermissions, SWITCH } from '../../api/queries.ts'
import { Loaded } from '../states.tsx'

type Terms = {
  readonly version: string
  readonly words: {
    readonly intro: string
    readonly products: string
    readonly customers: string
    readonly orders: string
    readonly agreement: string
  }
}

/** What the merchant decided, and that it was agreed to. */
export type Decision = { readonly permissions: DataAccessPermissions; readonly isAgreed: boolean }

export const FIRST_DECISION: Decision = {
  permissions: { allow_customer_access: true, allow_order_access: true, allow_product_access: true },
  isAgreed: false,
}

export function Agreement({
  decision,
  onChange,
}: {
  readonly decision: Decision
  readonly onChange: (decision: Decision) => void
}) {
  const { t, i18n } = useTranslation(['connect', 'common'])
  const terms = useQuery({
    queryKey: ['connect-terms', i18n.language],
    queryFn: ({ signal }) =>
      callData<Terms>('api/connect-terms', { query: { language: i18n.language }, signal }),
  })
  const { permissions } = decision
  return (
    <Loaded query={terms} lines={3}>
      {({ words }) => (
        <Stack gap="sm">
          <Title order={2} size="h4">
            {t('decide')}
          </Title>
          <Text size="sm">{words.intro}</Text>
          {DATA_KINDS.map((kind) => (
            <Card key={kind} withBorder padding="sm">
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm" id={`terms-${kind}`}>
                  {words[kind]}
                </Text>
                <Switch
                  size="md"
                  aria-label={t(`common:data.${kind}`)}
                  aria-describedby={`terms-${kind}`}
                  checked={permissions[SWITCH[kind]]}
                  onChange={(event) =>
                    onChange({
                      ...decision,
                      permissions: { ...permissions, [SWITCH[kind]]: event.currentTarget.checked },
                    })
                  }
                />
              </Group>
            </Card>
          ))}
          <Checkbox
            label={words.agreement}
            checked={decision.isAgreed}
            onChange={(event) => onChange({ ...decision, isAgreed: event.currentTarget.checked })}
          />
        </Stack>
      )}
    </Loaded>
  )
}
