// Making an account.
import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { asProblem } from '../api/problem.ts'
import { signUp } from '../api/session.ts'
import { Entrance, useEnter } from '../components/entrance.tsx'
import { Failed } from '../components/states.tsx'

/** As the service demands it. */
const MIN_PASSWORD = 10

export function SignUp() {
  const { t } = useTranslation('account')
  const enter = useEnter()
  const { search } = useLocation()
  const form = useForm({
    initialValues: { name: '', email: '', password: '' },
    validate: {
      password: (value) => (value.length < MIN_PASSWORD ? t('passwordShort', { count: MIN_PASSWORD }) : null),
    },
  })
  const signingUp = useMutation({
    mutationFn: (values: { name: string; email: string; password: string }) =>
      signUp(values.name, values.email, values.password),
    onSuccess: enter,
  })
  const isTaken = signingUp.error !== null && asProblem(signingUp.error).status === 422
  return (
    <Entrance title={t('signUp.title')}>
      <form onSubmit={form.onSubmit((values) => signingUp.mutate(values))}>
        <Stack gap="md">
          <TextInput label={t('name')} autoComplete="name" required {...form.getInputProps('name')} />
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            required
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label={t('password')}
            description={t('passwordHint', { count: MIN_PASSWORD })}
            autoComplete="new-password"
            required
            {...form.getInputProps('password')}
          />
          {isTaken ? (
            <Text c="red" size="sm" role="alert">
              {t('signUp.taken')}
            </Text>
          ) : null}
          {signingUp.error && !isTaken ? <Failed error={signingUp.error} /> : null}
          <Button type="submit" loading={signingUp.isPending} fullWidth>
            {t('signUp.action')}
          </Button>
        </Stack>
      </form>
      <Text size="sm">
        {t('signUp.hasAccount')}{' '}
        <Anchor underline="always" component={Link} to={`/sign-in${search}`}>
          {t('signIn.action')}
        </Anchor>
      </Text>
    </Entrance>
  )
}
