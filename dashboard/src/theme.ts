// Colours, sizes and defaults of every component.
import { type CSSVariablesResolver, createTheme } from '@mantine/core'

export const theme = createTheme({
  primaryColor: 'blue',
  // Dark enough on white, and light enough on dark, for WCAG AA with text on it.
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  components: {
    Tooltip: { defaultProps: { events: { hover: true, focus: true, touch: true }, withArrow: true } },
    Modal: { defaultProps: { centered: true } },
    ActionIcon: { defaultProps: { size: 'lg' } },
  },
})

const TINTED = ['blue', 'green', 'grape', 'yellow', 'orange', 'red', 'gray'] as const
const darker = (color: string, share: number) =>
  `color-mix(in srgb, var(--mantine-color-${color}-9) ${share}%, black)`

/** Where the library's own colours are under the 4.5 : 1 of WCAG AA: grey text, words on a tint, white on green. */
export const variables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-green-filled': darker('green', 85),
    '--mantine-color-green-filled-hover': darker('green', 75),
  },
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    ...Object.fromEntries(TINTED.map((color) => [`--mantine-color-${color}-light-color`, darker(color, 65)])),
  },
  dark: { '--mantine-color-dimmed': 'var(--mantine-color-dark-1)' },
})
