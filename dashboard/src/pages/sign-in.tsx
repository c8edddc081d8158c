// Signing in.
import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { asProblem } from '../api/problem.ts'
import { signIn } from '../api/session.ts'
import { Entrance, useEnter } from '../components/entrance.tsx'
import { Failed } from '../components/states.tsx'

export function SignIn() {
  const { t } = useTranslation('account')
  const enter = useEnter()
  const { search } = useLocation()
  const form = useForm({ initialValues: { email: '', password: '' } })
  const signingIn = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) => signIn(email, password),
    onSuccess: enter,
  })
  const isRefused = signingIn.error !== null && asProblem(signingIn.error).status === 401
  return (
    <Entrance title={t('signIn.title')}>
      <form onSubmit={form.onSubmit((values) => signingIn.mutate(values))}>
        <Stack gap="md">
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('password')}
            autoComplete="current-password"
            required
            {...form.getInputProps('password')}
          />
          {isRefused ? (
            <Text c="red" size="sm" role="alert">
              {t('signIn.refused')}
            </Text>
          ) : null}
          {signingIn.error && !isRefused ? <Failed error={signingIn.error} /> : null}
          <Button type="submit" loading={signingIn.isPending} fullWidth>
            {t('signIn.action')}
          </Button>
        </Stack>
      </form>
      <Text size="sm">
        {t('signIn.noAccount')}{' '}
        <Anchor underline="always" component={Link} to={`/sign-up${search}`}>
          {t('signUp.action')}
        </Anchor>
      </Text>
    </Entrance>
  )
}
