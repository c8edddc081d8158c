// Where the focus goes when a dialog closes that a menu had opened: the menu's own item has gone by then.
import { useEffect } from 'react'

/** When the dialog has gone: to the button with `data-menu-of`, or to the content where there is no menu any more. */
export function useFocusReturn(keyId: string, isMenuThere: () => boolean): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the dialog goes
  useEffect(
    () => () => {
      const menu = isMenuThere() ? document.querySelector<HTMLElement>(`[data-menu-of="${keyId}"]`) : null
      const place = menu ?? document.getElementById('content')
      place?.focus()
    },
    [keyId],
  )
}
