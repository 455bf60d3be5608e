import { emulatedStack, succeeds, type EmulatedStack } from "../support/emulatedStack";
import { yamlImage } from "../support/yamlProject";

let place: EmulatedStack;
beforeAll(async () => {
  place = await emulatedStack({ program: "" });
  await place.stack.setProject(yamlImage({ instanceId: "i-web", imageName: "web" }));
});
afterAll(() => place.cleanup());

test("missing or rejected credentials fail the preview; transient errors do not", async () => {
  const { stack, emulator } = place;
  const { ZENLAYER_ACCESS_KEY_ID: id, ZENLAYER_ACCESS_KEY_SECRET: secret } = stack.env;
  await succeeds(stack.preview());

  delete stack.env.ZENLAYER_ACCESS_KEY_ID;
  delete stack.env.ZENLAYER_ACCESS_KEY_SECRET;
  const missing = await stack.preview();
  expect(missing.code).not.toBe(0);
  expect(missing.output).toMatch(/No credentials for Zenlayer were found\. .* `pulumi up` would fail in the same way/);

  Object.assign(stack.env, { ZENLAYER_ACCESS_KEY_ID: id, ZENLAYER_ACCESS_KEY_SECRET: "wrong" });
  const rejected = await stack.preview();
  expect(rejected.code).not.toBe(0);
  expect(rejected.output).toMatch(/Zenlayer rejected the access key .*AUTHFAILURE_SIGNATURE_FAILURE/);

  await stack.setConfig({ "zenlayer:preflight": "off" });
  await succeeds(stack.preview());

  await stack.setConfig({ "zenlayer:preflight": "warn" });
  stack.env.ZENLAYER_ACCESS_KEY_SECRET = secret;
  const body = { code: "AUTHFAILURE_UNAUTHORIZED_OPERATION", message: "no" };
  emulator.faults.add({ action: "DescribeImageQuota", kind: "body", status: 401, body, times: 10 });
  expect(await succeeds(stack.preview())).toMatch(/preflight checks were skipped/);
});
