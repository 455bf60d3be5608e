import { createHash } from "node:crypto";

import { signedRequestHeaders, type Signable } from "./sign";

/** What the service knows a caller by. */
export type Secret = { token: string } | { accessKeyId: string; accessKeyPassword: string };

/**
 * A token or an access key. Keeps it in a private field, so that neither `util.inspect` nor `JSON.stringify` nor
 * a text template can show it; all that comes out of here are headers of a request about to be sent.
 */
export class Credentials {
  /** Tells keys apart without giving one away. Stored in users' state: the computation must never change. */
  readonly fingerprint: string;
  readonly #secret: Secret;

  constructor(secret: Secret) {
    this.#secret = secret;
    this.fingerprint = fingerprint(secret);
  }

  /** Headers that authorise this very request. A token needs no signature, a key signs with the wall time given. */
  headersFor({ host, contentType, body }: Omit<Signable, "timestamp">, wallTimeMs: number): Record<string, string> {
    if ("token" in this.#secret) return { authorization: `Bearer ${this.#secret.token}` };
    return signedRequestHeaders(this.#secret, { host, contentType, body, timestamp: Math.floor(wallTimeMs / 1000) });
  }
}

function fingerprint(secret: Secret): string {
  const known = "token" in secret ? secret.token : secret.accessKeyId;
  return createHash("sha256").update(`pulumi-zenlayer key ${known}`).digest("hex").slice(0, 16);
}
