import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

import type { Accounts } from "./accounts";
import { ApiError } from "./apiError";

/** How many seconds a timestamp may differ from the emulator's clock (documented: five minutes). */
const MAX_SKEW_SECONDS = 300;

const METHOD = "ZC2-HMAC-SHA256";
const AUTHORIZATION = /^ZC2-HMAC-SHA256 Credential=([^\s,]+), ?SignedHeaders=([^\s,]+), ?Signature=([^\s,]+)$/;

/** The parts of a request that are checked for authorization. */
export interface SignedRequest {
  /** Names in lower case. */
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Returns the account of the access key or token. Throws a 401 {@link ApiError} whose code says whether the header is
 * malformed, the signature wrong or the timestamp expired.
 * @param nowMs time of the emulator's clock
 */
export function authorize(request: SignedRequest, accounts: Accounts, nowMs: number): string {
  const authorization = request.headers.authorization ?? "";
  const token = /^Bearer +(\S+)$/.exec(authorization)?.[1];
  if (token !== undefined) {
    const account = accounts.accountOfToken(token);
    if (account === undefined) throw malformed("The token is not valid"); // GUESS G1
    return account;
  }
  return verifySignature(request, authorization, accounts, nowMs);
}

/** The access key id that a request names, for the record. It is not verified. */
export function claimedKeyId(headers: IncomingHttpHeaders): string | undefined {
  return AUTHORIZATION.exec(headers.authorization ?? "")?.[1];
}

function verifySignature(request: SignedRequest, authorization: string, accounts: Accounts, nowMs: number): string {
  const [, keyId, signedHeaders, signature] = AUTHORIZATION.exec(authorization) ?? [];
  if (!keyId || !signedHeaders || !signature) throw malformed("The Authorization header is missing or malformed");
  if (request.headers["x-zc-signature-method"] !== METHOD) {
    throw malformed(`The header X-ZC-Signature-Method must be ${METHOD}`);
  }
  const timestamp = readTimestamp(request.headers);
  // GUESS G3: the timestamp is checked before the signature.
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) {
    throw new ApiError("AUTHFAILURE_SIGNATURE_EXPIRED", "The timestamp is more than 5 minutes off");
  }
  const key = accounts.key(keyId);
  const canonical = canonicalRequest(request, signedHeaders);
  if (key === undefined || !isEqual(sign(canonical, timestamp, key.password), signature)) {
    throw new ApiError("AUTHFAILURE_SIGNATURE_FAILURE", "The signature does not match"); // GUESS G2 for an unknown key
  }
  return key.account;
}

function readTimestamp(headers: IncomingHttpHeaders): string {
  const timestamp = headers["x-zc-timestamp"];
  if (typeof timestamp !== "string" || !/^\d+$/.test(timestamp)) {
    throw malformed("The header X-ZC-Timestamp must be a Unix time in seconds");
  }
  return timestamp;
}

/** The text that the client signed, rebuilt from the request: names sorted and in lower case, values as sent (GUESS G4). */
export function canonicalRequest({ headers, body }: SignedRequest, signedHeaders: string): string {
  const names = signedHeaders.toLowerCase().split(";").sort();
  for (const name of ["content-type", "host", ...names]) {
    // GUESS G43
    if (!names.includes(name)) throw malformed(`SignedHeaders must contain ${name}`);
    if (!Object.hasOwn(headers, name)) throw malformed(`The signed header ${name} was not sent`);
  }
  const lines = names.map((name) => `${name}:${String(headers[name]).trim()}\n`);
  return ["POST", "/", "", lines.join(""), names.join(";"), sha256(body)].join("\n");
}

/** The signature of a canonical request, lower-case hexadecimal. */
export function sign(canonical: string, timestamp: string, password: string): string {
  const toSign = [METHOD, timestamp, sha256(canonical)].join("\n");
  return createHmac("sha256", password).update(toSign).digest("hex");
}

const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const malformed = (message: string): ApiError => new ApiError("AUTHFAILURE_INVALID_AUTHORIZATION", message);
