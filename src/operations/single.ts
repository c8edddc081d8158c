// The answer to a read of one record.
import { AppError } from '../errors.ts'
import type { Single } from '../model/page.ts'
import type { Call, Outcome } from '../operation.ts'

/** Data, coverage and when it was fetched; a record with another id than was asked for is not found. */
export function toSingleOutcome<T extends { readonly id: string }>(
  call: Pick<Call<{ id: string }>, 'services' | 'input'>,
  single: Single<T>,
  cut?: (data: unknown) => unknown,
): Outcome {
  if (single.item.id !== call.input.id)
    throw new AppError('not_found', 'The shop has no record with this id.')
  return {
    data: single.item,
    coverage: single.coverage,
    meta: { source: 'live', fetched_at: new Date(call.services.now()).toISOString() },
    ...(cut ? { cut } : {}),
  }
}
