// How often a crash test kills: as often as the product promises, or less often where a whole run has to be short.

/** 20, or what TEST_KILLS says. */
export const KILLS = Number(process.env['TEST_KILLS'] ?? 20)
