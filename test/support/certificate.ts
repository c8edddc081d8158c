// Certificates for tests, made where they are used: no program, no file, nothing that could expire in a repository.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A certificate and its key as PEM, and what it takes to sign another with it. */
export type Certificate = { readonly cert: string; readonly key: string; readonly signer: Signer }
type Signer = { readonly name: string; readonly privateKey: KeyObject }

export type CertificateOptions = {
  readonly name: string
  /** Who signs; itself when left out. */
  readonly signer?: Signer
  /** May sign others. */
  readonly authority?: boolean
  /** The IPv4 address that it is for. */
  readonly ip?: string
  readonly notBefore?: Date
  readonly notAfter?: Date
}

const DAY_MS = 86_400_000
const ECDSA_SHA256 = '2a8648ce3d040302'
const COMMON_NAME = '550403'
const BASIC_CONSTRAINTS = '551d13'
const SUBJECT_ALT_NAME = '551d11'

/** One element of DER (X.690): tag, length, content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const length = body.length.toString(16)
  const bytes = Buffer.from(length.length % 2 === 0 ? length : `0${length}`, 'hex')
  const head = body.length < 128 ? [tag, body.length] : [tag, 0x80 | bytes.length, ...bytes]
  return Buffer.concat([Buffer.from(head), body])
}
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const nameOf = (text: string) => sequence(der(0x31, sequence(oid(COMMON_NAME), der(0x0c, Buffer.from(text)))))
const timeOf = (date: Date) =>
  der(0x18, Buffer.from(`${date.toISOString().replace(/\D/g, '').slice(0, 14)}Z`))

function extensionsOf({ authority = false, ip }: CertificateOptions): Buffer {
  const constraints = sequence(...(authority ? [der(0x01, Buffer.from([0xff]))] : []))
  const names = ip === undefined ? [] : [sequence(der(0x87, Buffer.from(ip.split('.').map(Number))))]
  return der(
    0xa3,
    sequence(
      sequence(oid(BASIC_CONSTRAINTS), der(0x04, constraints)),
      ...names.map((name) => sequence(oid(SUBJECT_ALT_NAME), der(0x04, name))),
    ),
  )
}

function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** A new key and its certificate (X.509 version 3, P-256). */
export function createCertificate(options: CertificateOptions): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const own: Signer = { name: options.name, privateKey }
  const signer = options.signer ?? own
  const algorithm = sequence(oid(ECDSA_SHA256))
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    nameOf(signer.name),
    sequence(
      timeOf(options.notBefore ?? new Date(Date.now() - DAY_MS)),
      timeOf(options.notAfter ?? new Date(Date.now() + DAY_MS)),
    ),
    nameOf(options.name),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensionsOf(options),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, signer.privateKey))
  return {
    cert: pem('CERTIFICATE', sequence(body, algorithm, signature)),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    signer: own,
  }
}
