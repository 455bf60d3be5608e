import fc from "fast-check";

import vectors from "../../test/support/signing-vectors.json";
import { signature, signedRequestHeaders, type Signable } from "./sign";

test.each(vectors)("$name", ({ password, signature: expected, ...request }) => {
  expect(signature(password, request)).toBe(expected);
});

test("there are ten vectors", () => {
  expect(vectors).toHaveLength(10);
});

test("headers are laid out as the documentation shows them", () => {
  const { keyId, password, ...request } = vectors[0]!;
  expect(signedRequestHeaders({ accessKeyId: keyId, accessKeyPassword: password }, request)).toEqual({
    authorization:
      "ZC2-HMAC-SHA256 Credential=0D9UtpyKYcHxms5v, SignedHeaders=content-type;host, " +
      "Signature=efb356c32e55c781e10dc676da59462c22596d82e91c57803666243379555b2f",
    "x-zc-timestamp": "1673361177",
    "x-zc-signature-method": "ZC2-HMAC-SHA256",
  });
});

const requests = fc.record<Signable>({
  host: fc.domain(),
  contentType: fc.constantFrom("application/json", "application/json; charset=utf-8"),
  body: fc.json(),
  timestamp: fc.nat(),
});

test("any change of what is signed changes the signature", () => {
  fc.assert(
    fc.property(requests, requests, fc.string(), fc.string(), (one, other, password, otherPassword) => {
      const base = signature(password, one);
      expect(base).toMatch(/^[0-9a-f]{64}$/);
      expect(signature(password, { ...one })).toBe(base);
      for (const key of ["host", "contentType", "body", "timestamp"] as const) {
        if (one[key] !== other[key]) expect(signature(password, { ...one, [key]: other[key] })).not.toBe(base);
      }
      // HMAC pads keys with zero bytes, so passwords that differ only by those sign alike.
      const same = password.replace(/\0+$/, "") === otherPassword.replace(/\0+$/, "");
      if (!same) expect(signature(otherPassword, one)).not.toBe(base);
    }),
  );
});
