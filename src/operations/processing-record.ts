// The record of processing of this installation, for the merchant's own records.
import { z } from 'zod'
import { consentLanguageSchema } from '../model/consent.ts'
import { processingRecordOf, processingRecordSchema } from '../model/processing-record.ts'
import { operation } from '../operation.ts'

export const readProcessingRecord = operation({
  name: 'privacy.record',
  summary: 'Read who processes what, why and for how long, made from the running configuration.',
  route: { method: 'GET', function: 'api', path: '/privacy/record' },
  caller: 'user',
  resource: null,
  needs: [],
  store: false,
  input: z.strictObject({ language: consentLanguageSchema }),
  data: processingRecordSchema,
  run: async ({ services, input: { language } }) => {
    const { config } = services
    const settings = {
      retentionDays: config.retentionDays,
      addressDays: config.addressDays,
      sendsMail: config.smtpUrl !== null,
      reportsErrors: config.sentryDsn !== null,
      sharesCounters: config.redisUrl !== null,
      hasOwnAccounts: config.authJwksUrl === null,
    }
    return { data: processingRecordOf(settings, language, new Date(services.now())) }
  },
})
