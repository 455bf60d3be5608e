import { Account } from "../test/reliability/support/account";
import type { Verbs } from "../test/reliability/support/modelEngine";
import * as customImage from "./customImage";
import * as imageFamily from "./imageFamily";
import * as zecImage from "./zecImage";
import * as zecImageFamily from "./zecImageFamily";

const toZec = (what: string) => `For an ${what} of Elastic Compute (zec), use ZecImage or ZecImageFamily.`;
const toVm = (what: string) => `For ${what} (vm), use CustomImage or ImageFamily.`;
const VM = { instance: toZec("instance"), image: toZec("image"), of: "zec" } as const;
const ZEC = { instance: toVm("a virtual machine"), image: toVm("an image of a virtual machine"), of: "vm" } as const;

const named = { imageName: "golden" };
const version = { version: "1" };

/** The inputs beside the id, those that adopt an image, and what the user may have meant. */
describe.each([
  ["CustomImage", customImage, named, (id: string) => ({ adoptImageId: id }), VM],
  ["ImageFamily", imageFamily, version, (id: string) => ({ ...version, adoptVersions: { "1": id } }), VM],
  ["ZecImage", zecImage, named, (id: string) => ({ adoptImageId: id }), ZEC],
  ["ZecImageFamily", zecImageFamily, version, (id: string) => ({ ...version, adoptVersions: { "1": id } }), ZEC],
])("%s: an id of the other product", (_, verbs, inputs, adopting, hint) => {
  async function open() {
    const account = await Account.open({}, "memory");
    const engine = account.engine({
      config: () => account.config,
      wraps: { memory: account.emulator },
      verbs: verbs as unknown as Verbs,
    });
    return { account, engine };
  }

  test("of an instance", async () => {
    const { engine } = await open();
    const { failures } = await engine.up({ web: { ...inputs, instanceId: hint.of === "zec" ? "zec-web" : "i-web" } });
    expect(failures.join()).toContain(hint.instance);
  });

  test("of an image to adopt", async () => {
    const { account, engine } = await open();
    const { imageId } =
      hint.of === "zec"
        ? account.emulator.zec.addImage({ imageName: "golden", sourceRegionId: "asia-east-1" })
        : account.emulator.addImage({ imageName: "golden", zoneId: "HKG-A" });
    const { failures } = await engine.up({ web: adopting(imageId) });
    expect(failures.join()).toContain(hint.image);
  });
});
