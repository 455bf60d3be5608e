import { createHash, createHmac } from "node:crypto";

/** Name of the signing method, as the service wants it in two headers and in the text to sign. */
const SIGNATURE_METHOD = "ZC2-HMAC-SHA256";

const SIGNED_HEADERS = "content-type;host";

/** The parts of a request that are signed. Action and API version are not. */
export interface Signable {
  /** The Host header, with the port where it has one. */
  host: string;
  /** The Content-Type header exactly as sent. */
  contentType: string;
  /** The bytes that are sent. */
  body: string;
  /** Unix time in seconds; the service refuses one that is more than five minutes off. */
  timestamp: number;
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** The canonical text of a request. Path and query are constants, whatever the true ones are (documented). */
function canonicalRequest({ host, contentType, body }: Signable): string {
  const headers = `content-type:${contentType}\nhost:${host}\n`;
  return ["POST", "/", "", headers, SIGNED_HEADERS, sha256(body)].join("\n");
}

/** HMAC-SHA-256 of a request in lower-case hex; the password is the key as it stands (documented). */
export function signature(accessKeyPassword: string, request: Signable): string {
  const text = [SIGNATURE_METHOD, request.timestamp, sha256(canonicalRequest(request))].join("\n");
  return createHmac("sha256", accessKeyPassword).update(text, "utf8").digest("hex");
}

/** Headers that prove a request to come from the owner of an access key. */
export function signedRequestHeaders(
  key: { accessKeyId: string; accessKeyPassword: string },
  request: Signable,
): Record<string, string> {
  const signed = signature(key.accessKeyPassword, request);
  return {
    authorization: `${SIGNATURE_METHOD} Credential=${key.accessKeyId}, SignedHeaders=${SIGNED_HEADERS}, Signature=${signed}`,
    "x-zc-timestamp": String(request.timestamp),
    "x-zc-signature-method": SIGNATURE_METHOD,
  };
}
