// What the metrics say of load: requests under way and turned away, the event loop, and shops that are left alone.
import { Counter, Gauge, type Registry } from 'prom-client'
import type { Load } from '../http-load.ts'
import type { Services } from '../services.ts'

/** Adds them; each is read when somebody asks. */
export function watchLoad(registers: Registry[], { egress }: Services, load: Load): void {
  new Gauge({
    name: 'shopcall_requests_under_way',
    help: 'Requests that are not answered yet.',
    registers,
    collect() {
      this.set(load.underWay())
    },
  })
  new Gauge({
    name: 'shopcall_event_loop_lag_seconds',
    help: 'How late the event loop is: the least of the last three looks, by which requests are turned away.',
    registers,
    collect() {
      this.set(load.lagMs() / 1000)
    },
  })
  new Counter({
    name: 'shopcall_shed_requests_total',
    help: 'Requests turned away because too much was going on, by reason.',
    labelNames: ['reason'],
    registers,
    collect() {
      this.reset()
      for (const [reason, count] of Object.entries(load.shed())) this.inc({ reason }, count)
    },
  })
  new Gauge({
    name: 'shopcall_shop_breakers',
    help: 'Stores that were called lately, by whether their shop is called or left alone.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(egress.breakers())) this.set({ state }, count)
    },
  })
}
