// What is counted while requests are answered; whoever shows it decides how.

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
  /** One call to a shop; `status` is null where no answer came. */
  shopCall(sample: {
    readonly platform: string
    readonly status: number | null
    readonly seconds: number
  }): void
}

export const noMetrics: Metrics = { request: () => undefined, shopCall: () => undefined }
