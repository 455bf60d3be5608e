import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";

import type { Emulator } from "../../emulator";
import { VM_FAULTS } from "../support/faultKinds";
import { version } from "../../package.json";
import * as verbs from "../../provider/customImage";
import { Account } from "./support/account";
import type { Verbs } from "./support/modelEngine";
import { realLife, untilDone } from "./support/realLife";

/** Everything secret: the demo account's credentials, and each signature that was sent. */
function secretsOf(emulator: Emulator): { found(text: string): string[] } {
  const signatures = new Set<string>();
  emulator.on("request", ({ headers }: { headers: { authorization?: string } }) => {
    const signature = /Signature=([0-9a-f]{32,})/.exec(headers.authorization ?? "")?.[1];
    if (signature) signatures.add(signature);
  });
  return {
    found(text) {
      const named = { password: emulator.accessKeyPassword, token: emulator.token };
      const words = [...Object.entries(named), ...[...signatures].map((each) => ["signature", each] as const)];
      return words.filter(([, secret]) => text.includes(secret)).map(([name]) => name);
    },
  };
}

/** The most verbose output of the command line. */
const loud = ["--verbose=9", "--logtostderr", "--logflow", "--debug"];

test.each(["access key in the environment", "token in the stack configuration"])(
  "%s: nothing that the engine prints or keeps holds a secret, at the highest verbosity and with faults",
  async (how) => {
    const lines: string[] = [];
    const life = await realLife("dynamic", { log: (line) => void lines.push(line) });
    const { stack, emulator } = life;
    const secrets = secretsOf(emulator);
    try {
      if (how.startsWith("token")) {
        delete stack.env["ZENLAYER_ACCESS_KEY_ID"];
        delete stack.env["ZENLAYER_ACCESS_KEY_SECRET"];
        await stack.setSecret("zenlayer:token", emulator.token);
      }
      emulator.faults.add({ action: "DescribeInstances", kind: "garbage" });
      emulator.faults.add({ action: "CreateImage", kind: "cutAfter" });
      emulator.faults.add({ action: "DeleteImages", kind: "wrongType" });
      const outputs = await untilDone(() => stack.up(...loud));
      const state = stack.stateText();
      outputs.push((await stack.refresh(...loud)).output, ...(await untilDone(() => stack.destroy(...loud))));
      expect(outputs.length).toBe(5); // two of the faults made a command fail

      const [engines, others] = apart(outputs.join("\n"));
      expect(others).toContain("CreateImage"); // the verbose log is there
      expect(secrets.found(others)).toEqual([]);
      // Pulumi's own trace shows the configuration of a provider, which does not contain keys from the environment.
      expect(secrets.found(engines)).toEqual(how.startsWith("token") ? ["token"] : []);
      expect(state).toContain("__provider");
      expect(secrets.found(state)).toEqual([]);
      expect(secrets.found(everyFileIn(join(stack.folder, "state")))).toEqual([]);
      expect(lines.length).toBeGreaterThan(10);
      expect(secrets.found(lines.join("\n"))).toEqual([]);
    } finally {
      await life.cleanup();
    }
  },
);

test("no error shows a secret, however it is inspected", async () => {
  const instances = [{ instanceId: "i-1", zoneId: "HKG-A", instanceStatus: "RUNNING" as const }];
  const account = await Account.open({ instances });
  const { emulator } = account;
  const secrets = secretsOf(emulator);
  const shown: string[] = [];
  const caught = (error: unknown): never => {
    shown.push(inspect(error, { depth: 20, showHidden: true, getters: true }), JSON.stringify(error));
    throw error;
  };
  const watched: Verbs = {
    ...verbs,
    create: (...args) => verbs.create(...args).catch(caught),
    read: (...args) => verbs.read(...args).catch(caught),
    update: (...args) => verbs.update(...args).catch(caught),
    remove: (...args) => verbs.remove(...args).catch(caught),
  };
  const engine = account.engine({
    verbs: watched,
    wraps: { post: (send) => (action, body, signal) => send(action, body, signal).catch(caught) },
  });
  try {
    for (const kind of VM_FAULTS) {
      for (const times of [1, 7]) {
        const program = { web: { instanceId: "i-1", imageDescription: `${kind} ${times}`, stopInstance: true } };
        for (const command of [() => engine.up(program), () => engine.refresh(), () => engine.destroy()]) {
          emulator.faults.add({ action: "*", kind, times, ms: 2_000 });
          await command();
          emulator.faults.clear();
        }
      }
    }
    expect(shown.length).toBeGreaterThan(50);
    expect(secrets.found(shown.join("\n"))).toEqual([]);
    expect(secrets.found(inspect(engine.provider.context.session(), { depth: 20, showHidden: true }))).toEqual([]);
  } finally {
    await account.close();
  }
});

/** The engine's trace of a provider's configuration, and everything else. */
function apart(output: string): [string, string] {
  const isConfiguration = (line: string) => /Marshaling property for RPC\[Provider\[\w+\]\.Configure/.test(line);
  const lines = output.split("\n");
  return [lines.filter(isConfiguration).join("\n"), lines.filter((line) => !isConfiguration(line)).join("\n")];
}

/** Files of a stack: state, backups, history. */
const everyFileIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"))
    .join("\n");

test(`recorded stacks of version ${version} hold no secret`, () => {
  const folder = join(__dirname, "../fixtures/stacks");
  const text = everyFileIn(join(folder, version));
  expect(text).toContain("zenlayer:CustomImage");
  expect(text).not.toMatch(/demo-secret|demo-token/);
});
