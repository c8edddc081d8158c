// English and Hungarian: every text of the dashboard, by page; a language is loaded when it is first read.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export type Language = 'en' | 'hu'

type Resources = Record<string, Record<string, unknown>>

const STORED = 'shopcall-language'

const LOAD = {
  en: () => import('./en.ts'),
  hu: () => import('./hu.ts'),
} as const satisfies Record<Language, () => Promise<{ texts: Resources }>>

/** The texts by namespace, which is the file's name. */
async function textsOf(language: Language): Promise<Resources> {
  const { texts } = await LOAD[language]()
  return Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [path.replace(/^.*\/|\.json$/g, ''), text]),
  )
}

/** Ready for the first page, in the language that public/theme.js has put on it already. */
export async function startTexts(): Promise<void> {
  const language = document.documentElement.lang === 'hu' ? 'hu' : 'en'
  await i18next.use(initReactI18next).init({
    resources: { [language]: await textsOf(language) },
    lng: language,
    // Each language has every text: a test sees to that.
    fallbackLng: false,
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
  })
}

/** Changes the language without loading the page anew, and remembers it. */
export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'common')) {
    for (const [namespace, texts] of Object.entries(await textsOf(language)))
      i18next.addResourceBundle(language, namespace, texts)
  }
  document.documentElement.lang = language
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // Without storage it holds until the page is closed.
  }
  await i18next.changeLanguage(language)
}
