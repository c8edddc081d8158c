// All pages and their addresses; each page is loaded when it is first seen.
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { BrowserRouter, Route, Routes } from 'react-router'
import { asProblem } from './api/problem.ts'
import { RequireAccount } from './components/account.tsx'
import { Boundary } from './components/boundary.tsx'
import { Layout } from './components/layout.tsx'
import { Messages } from './components/messages.tsx'
import { Waiting } from './components/states.tsx'
import { cssVariables, themeOf } from './theme.ts'

const page = <Name extends string>(load: () => Promise<Record<Name, () => React.ReactNode>>, name: Name) =>
  lazy(async () => ({ default: (await load())[name] }))

const SignIn = page(() => import('./pages/sign-in.tsx'), 'SignIn')
const SignUp = page(() => import('./pages/sign-up.tsx'), 'SignUp')
const Overview = page(() => import('./pages/overview.tsx'), 'Overview')
const Shops = page(() => import('./pages/shops.tsx'), 'Shops')
const Shop = page(() => import('./pages/shop.tsx'), 'Shop')
const Connect = page(() => import('./pages/connect.tsx'), 'Connect')
const Keys = page(() => import('./pages/keys.tsx'), 'Keys')
const Log = page(() => import('./pages/log.tsx'), 'Log')
const Events = page(() => import('./pages/events.tsx'), 'Events')
const Permissions = page(() => import('./pages/permissions.tsx'), 'Permissions')
const Playground = page(() => import('./pages/playground.tsx'), 'Playground')
const Privacy = page(() => import('./pages/privacy.tsx'), 'Privacy')
const AccountPage = page(() => import('./pages/account.tsx'), 'AccountPage')
const NotFound = page(() => import('./pages/not-found.tsx'), 'NotFound')

// In memory alone: nothing that was read is kept in the browser.
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && (asProblem(error).status === 0 || asProblem(error).status >= 500),
    },
  },
})

const schemes = localStorageColorSchemeManager({ key: 'shopcall-theme' })

export function App() {
  const { t } = useTranslation()
  const theme = useMemo(
    () => themeOf({ close: t('close'), clear: t('clear'), showPassword: t('showPassword') }),
    [t],
  )
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
    >
      <Messages />
      <QueryClientProvider client={queries}>
        <BrowserRouter>
          <Boundary>
            <Suspense fallback={<Waiting />}>
              <Routes>
                <Route path="/sign-in" element={<SignIn />} />
                <Route path="/sign-up" element={<SignUp />} />
                <Route
                  element={
                    <RequireAccount>
                      <Layout />
                    </RequireAccount>
                  }
                >
                  <Route index element={<Overview />} />
                  <Route path="/shops" element={<Shops />} />
                  <Route path="/shops/:id" element={<Shop />} />
                  <Route path="/connect" element={<Connect />} />
                  <Route path="/connect/:platform" element={<Connect />} />
                  <Route path="/keys" element={<Keys />} />
                  <Route path="/log" element={<Log />} />
                  <Route path="/events" element={<Events />} />
                  <Route path="/permissions" element={<Permissions />} />
                  <Route path="/playground" element={<Playground />} />
                  <Route path="/privacy" element={<Privacy />} />
                  <Route path="/account" element={<AccountPage />} />
                  <Route path="*" element={<NotFound />} />
                </Route>
              </Routes>
            </Suspense>
          </Boundary>
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  )
}
