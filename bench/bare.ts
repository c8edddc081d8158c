// The smallest server there is, to compare with: answers every request with the same few bytes.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const server = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end('{"data":[]}')
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
