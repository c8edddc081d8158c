// Who is signed in, for every page below; who is not goes to the sign-in and comes back.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, type ReactNode, useContext, useEffect } from 'react'
import { Navigate, useLocation, useNavigate } from 'react-router'
import { asProblem } from '../api/problem.ts'
import { type Account, readAccount, signOut } from '../api/session.ts'
import { Failed, Waiting } from './states.tsx'

const AccountContext = createContext<Account | null>(null)

/** The key of the query that says who is signed in. */
export const ACCOUNT = ['account'] as const

/** Who is signed in. Only below RequireAccount. */
export function useAccount(): Account {
  const account = useContext(AccountContext)
  if (!account) throw new Error('there is no account here')
  return account
}

/** Signs out: forgets everything that was read, here and in other tabs at their next call. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    await signOut()
    queries.clear()
    await navigate('/sign-in', { replace: true })
  }
}

/** Shows what is below to who is signed in. */
export function RequireAccount({ children }: { readonly children: ReactNode }) {
  const location = useLocation()
  const queries = useQueryClient()
  const account = useQuery({ queryKey: ACCOUNT, queryFn: readAccount, staleTime: 60_000 })
  useEffect(() => {
    // A call that is refused for its credential means that the session is over: look again who is here.
    return queries.getQueryCache().subscribe((event) => {
      const error = event.type === 'updated' && event.action.type === 'error' ? event.action.error : null
      if (error && asProblem(error).status === 401 && event.query.queryKey[0] !== ACCOUNT[0])
        void queries.invalidateQueries({ queryKey: ACCOUNT })
    })
  }, [queries])
  if (account.isPending) return <Waiting />
  if (account.data === undefined)
    return <Failed error={account.error} onRetry={() => void account.refetch()} />
  if (account.data === null) {
    const from = `${location.pathname}${location.search}`
    return <Navigate to={`/sign-in${from === '/' ? '' : `?next=${encodeURIComponent(from)}`}`} replace />
  }
  return <AccountContext.Provider value={account.data}>{children}</AccountContext.Provider>
}
