import { setTimeout as delay } from "node:timers/promises";

import type { Json, LiveAccount } from "../account";
import type { Verdicts } from "../verdicts";

/** Polling interval while an image is being created. */
const POLL_INTERVAL_S = 3;
const CREATE_TIMEOUT_MS = 60 * 60_000;

/** An account, and the stopped instance in it that the tests create images of. */
export interface LiveTest {
  account: LiveAccount;
  instanceId: string;
  zoneId: string;
  /** Prefix of the names of all images of the run, by which they are found and deleted. */
  prefix: string;
  /** Polling interval while an image is being created. */
  pollIntervalSeconds?: number;
}

/** Tests the guesses about the lifecycle of an image, with two images of one name. */
export async function probeImages(test: LiveTest, verdicts: Verdicts): Promise<void> {
  const { account, zoneId, instanceId, prefix } = test;
  const before = await countImages(account, zoneId);
  const imageId = await createImage(test);
  await verdicts.probe(["G16", "G19", "G22", "G28", "G35", "G46"], async () => {
    const fresh = await findImage(test, imageId);
    verdicts.record("G16", fresh?.["imageStatus"] === "CREATING", fresh ?? "not listed");
    const during = await countImages(account, zoneId);
    verdicts.record("G19", during === before + 1, { before, during });
    const imaging = await describeInstance(test);
    const change = await account.call("ModifyImagesAttributes", { imageIds: [imageId], imageDescription: "too early" });
    verdicts.record("G28", change.code === "INVALID_IMAGE_STATUS", change);
    await waitUntilCreated(test, imageId);
    const renamed = await account.call("ModifyImagesAttributes", { imageIds: [imageId], imageName: `${prefix}-new` });
    verdicts.record("G46", renamed.code === undefined, renamed);
    const finished = await describeInstance(test);
    const states = [imaging["instanceStatus"], finished["instanceStatus"]];
    verdicts.record("G22", states.join() === "IMAGING,STOPPED", states);
    const stop = await account.call("StopInstances", { instanceIds: [instanceId], forceShutdown: false });
    verdicts.record("G35", stop.status === 403 && stop.code === "OPERATION_DENIED_INSTANCE_NOT_RUNNING", stop);
  });
  await probeModify(test, imageId, verdicts);
  await probeListing(test, imageId, verdicts);
  await verdicts.probe(["G25"], async () => {
    const second = await account.call("CreateImage", { instanceId, imageName: prefix });
    verdicts.record("G25", second.code === undefined, second);
    if (second.code === undefined) await waitUntilCreated(test, second.response["imageId"] as string);
  });
  await probeDelete(test, imageId, verdicts);
}

async function probeModify(test: LiveTest, imageId: string, verdicts: Verdicts): Promise<void> {
  const { account } = test;
  await verdicts.probe(["G29", "G30"], async () => {
    await account.callOrThrow("ModifyImagesAttributes", { imageIds: [imageId], imageDescription: "described" });
    const unchanged = await account.call("ModifyImagesAttributes", { imageIds: [imageId] });
    const kept = (await findImage(test, imageId))?.["imageDescription"];
    verdicts.record("G29", unchanged.code === undefined && kept === "described", { unchanged, kept });
    await account.callOrThrow("ModifyImagesAttributes", { imageIds: [imageId], imageDescription: "" });
    const cleared = (await findImage(test, imageId))?.["imageDescription"];
    verdicts.record("G30", cleared === null, { cleared });
  });
}

async function probeListing(test: LiveTest, imageId: string, verdicts: Verdicts): Promise<void> {
  const { account, zoneId, prefix } = test;
  await verdicts.probe(["G13", "G15", "G24"], async () => {
    const byPartOfName = await account.list("DescribeImages", { zoneId, imageName: prefix.slice(0, -3) });
    verdicts.record("G13", byPartOfName.length === 0, byPartOfName);
    const [first] = await account.list("DescribeImages", { zoneId, pageNum: 1, pageSize: 1 });
    verdicts.record("G15", first?.["imageId"] === imageId, first);
    const sourceId = (await describeInstance(test))["imageId"];
    const [sourceImage] = await account.list("DescribeImages", { zoneId, imageIds: [sourceId] });
    const image = await findImage(test, imageId);
    const fields = ["osType", "category", "imageVersion"];
    verdicts.record("G24", !!sourceImage && fields.every((field) => image?.[field] === sourceImage[field]), {
      image,
      sourceImage,
    });
  });
}

async function probeDelete(test: LiveTest, imageId: string, verdicts: Verdicts): Promise<void> {
  const { account } = test;
  await verdicts.probe(["G26", "G31"], async () => {
    const twoIds = await account.call("DeleteImages", { imageIds: [imageId, "img-no-such-image"] });
    const isThere = (await findImage(test, imageId)) !== undefined;
    verdicts.record("G26", twoIds.code === "INVALID_IMAGE_NOT_FOUND" && isThere, { twoIds, isThere });
    if (isThere) await account.callOrThrow("DeleteImages", { imageIds: [imageId] });
    const listed = await findImage(test, imageId);
    verdicts.record("G31", listed === undefined, listed);
  });
}

/**
 * Deletes every image whose name starts with the prefix, after its creation has ended.
 * @returns the number of deleted images
 */
export async function deleteTestImages(test: LiveTest): Promise<number> {
  const images = (await listImages(test)).filter(({ imageName }) => String(imageName).startsWith(test.prefix));
  for (const { imageId } of images) {
    await waitUntilCreated(test, String(imageId));
    await test.account.callOrThrow("DeleteImages", { imageIds: [imageId] });
  }
  return images.length;
}

async function createImage({ account, instanceId, prefix }: LiveTest): Promise<string> {
  return (await account.callOrThrow("CreateImage", { instanceId, imageName: prefix }))["imageId"] as string;
}

async function waitUntilCreated(test: LiveTest, imageId: string): Promise<void> {
  const deadline = Date.now() + CREATE_TIMEOUT_MS;
  for (;;) {
    const image = await findImage(test, imageId);
    if (image && image["imageStatus"] !== "CREATING") return;
    if (Date.now() > deadline) throw new Error(`image ${imageId} was not created within an hour`);
    await delay((test.pollIntervalSeconds ?? POLL_INTERVAL_S) * 1000);
  }
}

const listImages = ({ account, zoneId }: LiveTest): Promise<Json[]> =>
  account.list("DescribeImages", { zoneId, imageType: "CUSTOM_IMAGE", pageNum: 1, pageSize: 1000 });

async function findImage(test: LiveTest, imageId: string): Promise<Json | undefined> {
  return (await listImages(test)).find((image) => image["imageId"] === imageId);
}

async function describeInstance({ account, instanceId }: LiveTest): Promise<Json> {
  const [instance] = await account.list("DescribeInstances", { instanceIds: [instanceId] });
  if (!instance) throw new Error(`instance ${instanceId} was not found`);
  return instance;
}

async function countImages(account: LiveAccount, zoneId: string): Promise<number> {
  const quotas = (await account.callOrThrow("DescribeImageQuota", { zoneIds: [zoneId] }))["images"] as Json[];
  if (!quotas[0]) throw new Error(`zone ${zoneId} does not support custom images`);
  return Number(quotas[0]["count"]);
}
