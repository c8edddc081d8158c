// Starts the dashboard.
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './main.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { startTexts } from './i18n/index.ts'

const root = document.getElementById('root')
if (root) {
  await startTexts()
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
