// Sets light or dark and the language before the page is drawn, so that nothing flashes.
;(() => {
  let chosen = null
  let language = null
  try {
    chosen = localStorage.getItem('shopcall-theme')
    language = localStorage.getItem('shopcall-language')
  } catch {
    // Without storage the system's choice holds.
  }
  const isDark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light')
  document.documentElement.lang =
    language === 'hu' || language === 'en' ? language : /^hu\b/i.test(navigator.language) ? 'hu' : 'en'
})()
