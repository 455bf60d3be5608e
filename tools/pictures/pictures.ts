import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatWorkingName, resourceHash, stackHash, whatHash } from "../../provider/customImage/workingName";
import { AuditAccount, imageState } from "../../test/support/auditAccount";
import { pulumiVersion } from "../engine/pinned";
import { markdownLines, terminalLines } from "./lines";
import { draw } from "./svg";

const root = join(__dirname, "..", "..");
const ZONE = "HKG-A";

/** The pictures of the documentation by file name, drawn from what the commands write. */
export async function drawPictures(): Promise<Record<string, string>> {
  return {
    "audit.svg": draw(terminalLines(await auditOutput()), "terminal"),
    "explain.svg": draw(markdownLines(await explainOutput(), 110), "page"),
  };
}

/** An account with an image of each kind that needs attention. */
async function auditOutput(): Promise<string> {
  const identity = { project: "test", stack: "dev" };
  const workingName = formatWorkingName({
    prefix: "db",
    hasStopped: false,
    stack: stackHash(identity),
    resource: resourceHash({ ...identity, name: "db" }, "zenlayer:index:CustomImage"),
    what: whatHash("i-db", "db-2026-11"),
    attempt: "k3fq",
  });
  const images = [
    { imageId: "img-Qk3Vw9Lp", imageName: "web-2026-11" },
    { imageId: "img-7hTzR2mN", imageName: "web-2026-10" },
    { imageId: "img-x8YbC4dE", imageName: workingName },
    { imageId: "img-P0aLk6Js", imageName: "test-by-hand" },
  ].map((image) => ({ ...image, zoneId: ZONE }));
  const account = new AuditAccount({
    images,
    zones: [{ zoneId: ZONE }],
    instances: [{ instanceId: "i-front", zoneId: ZONE, imageId: "img-Qk3Vw9Lp" }],
  });
  const [current, previous] = images;
  account.stacks.dev = {
    resources: [
      imageState("web", current!),
      imageState("previous", previous!),
      imageState("worker", { imageId: "img-gone3Dn2", imageName: "worker-2026-09" }),
    ],
    pending: [imageState("db", { imageId: "" })],
  };
  return (await account.run(["audit", "--stack", "dev"], { width: 120, hasColors: true })).out;
}

interface RecordedPreview {
  steps: { oldState?: { type: string; outputs: Record<string, unknown> } }[];
}

/** A recorded preview, with an account whose zone is nearly full and an instance that runs. */
async function explainOutput(): Promise<string> {
  const account = new AuditAccount({
    quota: 10,
    images: Array.from({ length: 5 }, (_, at) => ({ zoneId: ZONE, imageName: `image-${at}` })),
  });
  const path = join(root, "test", "fixtures", "previews", pulumiVersion, "changes-with-sames.json");
  const preview = JSON.parse(readFileSync(path, "utf8")) as RecordedPreview;
  // The images of the recording took no time: here they took about as long as real ones.
  const seconds = [134, 171, 152, 160, 145];
  const stored = preview.steps.flatMap(({ oldState }) => (oldState?.type.endsWith(":CustomImage") ? [oldState] : []));
  for (const [at, { outputs }] of stored.entries()) outputs.creationSeconds = seconds[at % seconds.length];
  const input = JSON.stringify(preview);
  return (await account.run(["explain", "--format", "markdown"], { input })).out;
}
