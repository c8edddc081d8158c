// Colours, sizes and defaults of every component.
import { createTheme } from '@mantine/core'

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
