// Builds the dashboard into dist/, which the service serves at /.
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  build: { outDir: 'dist', target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/functions': 'http://127.0.0.1:8787', '/auth': 'http://127.0.0.1:8787' } },
})
