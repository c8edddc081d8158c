// The frame of every page: navigation, language, light or dark, and who is signed in.
import {
  ActionIcon,
  AppShell,
  Avatar,
  Burger,
  Group,
  Menu,
  NavLink,
  SegmentedControl,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconActivity,
  IconBuildingStore,
  IconDeviceDesktop,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconLogout,
  IconMoon,
  IconPlayerPlay,
  IconShieldExclamation,
  IconShieldLock,
  IconSun,
  IconUser,
} from '@tabler/icons-react'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet, NavLink as RouterLink, useLocation } from 'react-router'
import { changeLanguage, type Language } from '../i18n/index.ts'
import { useAccount, useSignOut } from './account.tsx'
import { Boundary } from './boundary.tsx'
import { Waiting } from './states.tsx'

const PAGES = [
  { to: '/', key: 'overview', Icon: IconLayoutDashboard },
  { to: '/shops', key: 'shops', Icon: IconBuildingStore },
  { to: '/keys', key: 'keys', Icon: IconKey },
  { to: '/log', key: 'log', Icon: IconActivity },
  { to: '/events', key: 'events', Icon: IconShieldExclamation },
  { to: '/permissions', key: 'permissions', Icon: IconHistory },
  { to: '/playground', key: 'playground', Icon: IconPlayerPlay },
  { to: '/privacy', key: 'privacy', Icon: IconShieldLock },
] as const

/** English or Hungarian. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('language')}
      value={i18n.language}
      onChange={(language) => void changeLanguage(language as Language)}
      data={[
        { value: 'en', label: 'English' },
        { value: 'hu', label: 'Magyar' },
      ]}
    />
  )
}

/** Light, dark, or what the system has. */
export function ThemeSwitch() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Icon = colorScheme === 'dark' ? IconMoon : colorScheme === 'light' ? IconSun : IconDeviceDesktop
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t('theme.label')}>
          <Icon size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconDeviceDesktop size={16} aria-hidden />}
          onClick={() => setColorScheme('auto')}
        >
          {t('theme.auto')}
        </Menu.Item>
        <Menu.Item leftSection={<IconSun size={16} aria-hidden />} onClick={() => setColorScheme('light')}>
          {t('theme.light')}
        </Menu.Item>
        <Menu.Item leftSection={<IconMoon size={16} aria-hidden />} onClick={() => setColorScheme('dark')}>
          {t('theme.dark')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function AccountMenu() {
  const { t } = useTranslation()
  const account = useAccount()
  const signOut = useSignOut()
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={t('account')}>
          <Avatar radius="xl" color="blue" variant="filled" size={34}>
            {(account.name || account.email).slice(0, 1).toUpperCase()}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{account.email}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconUser size={16} aria-hidden />}>
          {t('account')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** The frame of all pages for who is signed in. */
export function Layout() {
  const { t } = useTranslation()
  const [opened, { toggle, close }] = useDisclosure()
  const { pathname } = useLocation()
  const isAt = (to: string) => (to === '/' ? pathname === '/' : pathname.startsWith(to))
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 230, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} />
            <UnstyledButton component={Link} to="/" aria-label="ShopCall">
              <Group gap={8} wrap="nowrap">
                <img src="/icon.svg" width={26} height={26} alt="" />
                <Text fw={700} visibleFrom="xs">
                  ShopCall
                </Text>
              </Group>
            </UnstyledButton>
          </Group>
          <Group gap="sm" wrap="nowrap">
            <LanguageSwitch />
            <ThemeSwitch />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" component="nav" aria-label={t('menu')}>
        <AppShell.Section grow style={{ overflowY: 'auto' }}>
          {PAGES.map(({ to, key, Icon }) => (
            <NavLink
              key={to}
              component={RouterLink}
              to={to}
              end={to === '/'}
              label={t(`pages.${key}`)}
              leftSection={<Icon size={18} aria-hidden />}
              active={isAt(to)}
              onClick={close}
            />
          ))}
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <Boundary key={pathname}>
          <Suspense fallback={<Waiting />}>
            <Outlet />
          </Suspense>
        </Boundary>
      </AppShell.Main>
    </AppShell>
  )
}
