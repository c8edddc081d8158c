// What is counted while requests are answered; whoever shows it decides how.

/** What a trace tells of a request; words and ids of ours. */
export type TracedRequest = {
  readonly requestId: string
  /** The caller's header, as it came. */
  readonly traceparent: string | null
  readonly method: string
  readonly route: string
  readonly operation?: string
  readonly status: number
  readonly code?: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  readonly ms: number
  readonly calls: readonly {
    readonly startedAt: number
    readonly ms: number
    readonly status?: number | null
    readonly platform?: string
  }[]
}

/** All label values are words of ours: no id, no address, nothing from a shop. */
export type Metrics = {
  /** `route` is the pattern, `none` where there is none. */
  request(sample: {
    readonly route: string
    /** Of the first shop that was called for it; `none` where none was. */
    readonly platform: string
    readonly status: number
    readonly seconds: number
  }): void
  /** Where traces are made. */
  readonly trace?: (request: TracedRequest) => void
  /** One call to a shop; `status` is null where no answer came. */
  shopCall(sample: {
    readonly platform: string
    readonly status: number | null
    readonly seconds: number
  }): void
}

export const noMetrics: Metrics = { request: () => undefined, shopCall: () => undefined }
