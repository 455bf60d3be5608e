import { createCipheriv, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// Pulumi derives the key of a passphrase with a million rounds of hashing, 0.2 s of each command. The key of a secrets
// provider is decrypted with one request instead. This one plays HashiCorp Vault and protects no real secrets.

const KEY = randomBytes(32);

/** Entries of the stack's configuration file. */
export const secretsProvider = { secretsprovider: "hashivault://tests", encryptedkey: base64("the key of the tests") };

let address: Promise<string> | undefined;

/** Environment in which `pulumi` finds the secrets provider. It runs in this process, until that ends. */
export async function secretsEnvironment(): Promise<NodeJS.ProcessEnv> {
  address ??= serve();
  return { VAULT_ADDR: await address, VAULT_TOKEN: "test" };
}

/** A value as `pulumi config set --secret` writes it. */
export function encrypted(value: string): { secure: string } {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", KEY, nonce);
  const text = Buffer.concat([cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return { secure: `v1:${base64(nonce)}:${base64(text)}` };
}

/** Serves the one request of Vault's API that Pulumi sends: it decrypts the key. */
async function serve(): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ data: { plaintext: base64(KEY) } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function base64(data: string | Buffer): string {
  return Buffer.from(data).toString("base64");
}
