// Colours, sizes and defaults of every component, with the names that only screen readers say.
import {
  type CSSVariablesResolver,
  createTheme,
  DEFAULT_THEME,
  darken,
  type MantineColorsTuple,
} from '@mantine/core'

const NAMED = ['blue', 'green', 'grape', 'yellow', 'orange', 'red'] as const

// White text on the library's own filled green is too pale to read.
const green = DEFAULT_THEME.colors.green.map((shade, index) =>
  index < 8 ? shade : darken(shade, index === 8 ? 0.25 : 0.3),
) as unknown as MantineColorsTuple

const TITLE = { fontWeight: 600, lineHeight: 1.4, overflowWrap: 'anywhere' } as const

/** What a screen reader calls the buttons that components bring with them. */
export type ButtonNames = { readonly close: string; readonly clear: string; readonly showPassword: string }

export function themeOf({ close, clear, showPassword }: ButtonNames) {
  const clearButtonProps = { 'aria-label': clear }
  return createTheme({
    colors: { green },
    primaryColor: 'blue',
    // Dark enough on white, and light enough on dark, for WCAG AA with text on it.
    primaryShade: { light: 8, dark: 8 },
    defaultRadius: 'md',
    cursorType: 'pointer',
    respectReducedMotion: true,
    fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
    components: {
      Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true }, withArrow: true } },
      Modal: {
        defaultProps: { centered: true, closeButtonProps: { 'aria-label': close } },
        styles: { title: TITLE },
      },
      Drawer: { defaultProps: { closeButtonProps: { 'aria-label': close } }, styles: { title: TITLE } },
      ActionIcon: { defaultProps: { size: 'lg' } },
      // A word that is cut off says nothing.
      Badge: { defaultProps: { miw: 'max-content' } },
      Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
      Notification: { defaultProps: { closeButtonProps: { 'aria-label': close } } },
      PasswordInput: { defaultProps: { visibilityToggleButtonProps: { 'aria-label': showPassword } } },
      Select: { defaultProps: { clearButtonProps } },
      MultiSelect: { defaultProps: { clearButtonProps } },
      TagsInput: { defaultProps: { clearButtonProps } },
      // Who has no mouse scrolls a wide table with the arrow keys.
      TableScrollContainer: { defaultProps: { scrollAreaProps: { viewportProps: { tabIndex: 0 } } } },
    },
  })
}

/** Greys and tinted texts with the contrast that WCAG AA asks for; the library's own are paler. */
export const cssVariables: CSSVariablesResolver = (theme) => {
  const light: Record<string, string> = {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--code-surface': 'var(--mantine-color-gray-1)',
  }
  const dark: Record<string, string> = {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--code-surface': 'var(--mantine-color-dark-8)',
  }
  for (const name of NAMED) {
    light[`--mantine-color-${name}-light-color`] = darken(theme.colors[name][9], 0.45)
    dark[`--mantine-color-${name}-light-color`] = theme.colors[name][1]
  }
  light['--mantine-color-gray-light-color'] = theme.colors.gray[8]
  // The library's own is a loud brown.
  dark['--mantine-color-yellow-light'] = darken(theme.colors.yellow[9], 0.7)
  dark['--mantine-color-gray-light-color'] = theme.colors.gray[2]
  return { variables: {}, light, dark }
}
