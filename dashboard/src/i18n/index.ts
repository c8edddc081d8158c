// English and Hungarian: every text of the dashboard, by page.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export const LANGUAGES = ['en', 'hu'] as const
export type Language = (typeof LANGUAGES)[number]

const STORED = 'shopcall-language'

const files = import.meta.glob<Record<string, unknown>>('./*/*.json', { eager: true, import: 'default' })

function resources(): Record<string, Record<string, Record<string, unknown>>> {
  const all: Record<string, Record<string, Record<string, unknown>>> = {}
  for (const [path, texts] of Object.entries(files)) {
    const [, language = '', namespace = ''] = /^\.\/(\w+)\/(\w+)\.json$/.exec(path) ?? []
    all[language] = { ...all[language], [namespace]: texts }
  }
  return all
}

/** The language that the page begins in: public/theme.js has put it on the page already. */
function firstLanguage(): Language {
  return document.documentElement.lang === 'hu' ? 'hu' : 'en'
}

void i18next.use(initReactI18next).init({
  resources: resources(),
  lng: firstLanguage(),
  fallbackLng: 'en',
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  returnNull: false,
})

/** Changes the language without loading the page anew, and remembers it. */
export async function changeLanguage(language: Language): Promise<void> {
  document.documentElement.lang = language
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // Without storage it holds until the page is closed.
  }
  await i18next.changeLanguage(language)
}
