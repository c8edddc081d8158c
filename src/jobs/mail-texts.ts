// The texts of the mails, in English and Hungarian; both in one mail to whom we do not know the language of.

/** What a mail is about. */
export type MailSubject =
  | { readonly kind: 'warning' | 'key_revoked'; readonly rule: string }
  | { readonly kind: 'key_expires'; readonly days: number; readonly expiresAt: Date }

/** The key as its owner knows it. */
export type MailKey = { readonly name: string; readonly prefix: string }

type Text = { readonly subject: string; readonly lines: readonly string[] }
type Language = 'en' | 'hu'

/** What each rule saw; `_mass` rules see the same and more of it. */
const RULES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  outside_allow_list: {
    en: 'It was used from an address outside the list that you allow. The request was refused.',
    hu: 'Olyan címről használták, amely nincs az engedélyezettek között. A kérést elutasítottuk.',
  },
  id_enumeration: {
    en: 'Many ids were tried with it that the shop does not have.',
    hu: 'Sok olyan azonosítót próbáltak vele, amely a boltban nincs.',
  },
  sustained_over_limit: {
    en: 'It has been over its request limit for a long time.',
    hu: 'Hosszú ideje túllépi a kéréskorlátját.',
  },
  many_networks: {
    en: 'It was used from many networks within minutes.',
    hu: 'Percek alatt sok hálózatból használták.',
  },
  page_walk: {
    en: 'Somebody pages with it through all customers or orders of a shop.',
    hu: 'Valaki vele egy bolt összes vásárlóját vagy rendelését végiglapozza.',
  },
}

function saidOf(rule: string, language: Language): string {
  const known = RULES[rule.replace(/_mass$/, '')]
  if (known) return known[language]
  return language === 'en' ? 'It was used in an unusual way.' : 'Szokatlan módon használták.'
}

const day = (date: Date) => date.toISOString().slice(0, 10)

const TEXTS: Readonly<Record<Language, (about: MailSubject, key: MailKey) => Text>> = {
  en: (about, { name, prefix }) => {
    const key = `API key “${name}” (api_shopcall_${prefix}…)`
    if (about.kind === 'key_expires')
      return {
        subject: `Your API key “${name}” ends in ${about.days === 1 ? 'a day' : `${about.days} days`}`,
        lines: [
          `The ${key} ends on ${day(about.expiresAt)} (UTC).`,
          'Rotate it in time: the old one can go on for a while beside the new one.',
        ],
      }
    if (about.kind === 'key_revoked')
      return {
        subject: `Your API key “${name}” was revoked`,
        lines: [
          `The ${key} was revoked, and answers nothing any more.`,
          saidOf(about.rule, 'en'),
          'If it was you, make a new key; if not, the old one was known to somebody else.',
        ],
      }
    return {
      subject: `Unusual use of your API key “${name}”`,
      lines: [
        `The ${key} draws attention.`,
        saidOf(about.rule, 'en'),
        'It still works. If that was not you, revoke it.',
      ],
    }
  },
  hu: (about, { name, prefix }) => {
    const key = `„${name}” API-kulcs (api_shopcall_${prefix}…)`
    if (about.kind === 'key_expires')
      return {
        subject: `„${name}” API-kulcs: ${about.days} nap múlva lejár`,
        lines: [
          `Lejár ekkor: ${day(about.expiresAt)} (UTC). A kulcs: ${key}.`,
          'Cserélje le időben: a régi az új mellett egy ideig még élhet.',
        ],
      }
    if (about.kind === 'key_revoked')
      return {
        subject: `„${name}” API-kulcs: visszavontuk`,
        lines: [
          `Visszavontuk, többé nem használható. A kulcs: ${key}.`,
          saidOf(about.rule, 'hu'),
          'Ha Ön volt, készítsen új kulcsot; ha nem, a régit más is ismerte.',
        ],
      }
    return {
      subject: `„${name}” API-kulcs: szokatlan használat`,
      lines: [
        `Feltűnő a használata. A kulcs: ${key}.`,
        saidOf(about.rule, 'hu'),
        'A kulcs továbbra is működik. Ha nem Ön volt, vonja vissza.',
      ],
    }
  },
}

/** A name is its owner's own text: on one line, whatever is in it. */
const onOneLine = (text: string) => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')

/** `language` as the accounts have it, e.g. `hu-HU`; null or another one: both texts. */
export function mailText(about: MailSubject, key: MailKey, language: string | null, dashboardUrl: string) {
  const known = /^(en|hu)\b/i.exec(language ?? '')?.[1]?.toLowerCase()
  const languages: readonly Language[] = known === 'en' || known === 'hu' ? [known] : ['en', 'hu']
  const texts = languages.map((one) => TEXTS[one](about, { ...key, name: onOneLine(key.name) }))
  return {
    subject: texts.map(({ subject }) => subject).join(' · '),
    text: `${texts.map(({ lines }) => lines.join('\n')).join('\n\n')}\n\n${dashboardUrl}\n`,
  }
}
