// `/metrics`, for who has the service secret.
import type { Hono } from 'hono'
import type { AppEnv } from './app.ts'
import type { Services } from './services.ts'

/** What is shown, with its media type. */
export type RenderMetrics = () => Promise<{ readonly type: string; readonly text: string }>

export function mountMetrics(app: Hono<AppEnv>, services: Services, render: RenderMetrics): void {
  app.get('/metrics', async (c) => {
    c.set('route', '/metrics')
    await services.assertService(c.req.header('authorization') ?? null)
    const { type, text } = await render()
    return c.body(text, 200, { 'content-type': type })
  })
}
