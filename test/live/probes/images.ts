import { setTimeout as delay } from "node:timers/promises";

import type { Json, LiveAccount } from "../account";
import type { Verdicts } from "../verdicts";

/** Seconds between two looks at an image being made. */
const LOOK_EVERY_S = 3;
const PATIENCE_MS = 60 * 60_000;

/** A stopped machine of the account, whose images the probes make and delete. */
export interface Site {
  account: LiveAccount;
  instanceId: string;
  zoneId: string;
  /** Begins the names of all images of a run, so that what is left can be told from everything else. */
  mark: string;
  /** Seconds between two looks. */
  lookEverySeconds?: number;
}

/** Guesses about the life of an image, seen on two images of one name. */
export async function watchImages(site: Site, verdicts: Verdicts): Promise<void> {
  const { account, zoneId, instanceId, mark } = site;
  const before = await countIn(account, zoneId);
  const imageId = await make(site);
  await verdicts.probe(["G16", "G19", "G22", "G28", "G35", "G46"], async () => {
    const young = await find(site, imageId);
    verdicts.judge("G16", young?.["imageStatus"] === "CREATING", young ?? "not listed");
    const during = await countIn(account, zoneId);
    verdicts.judge("G19", during === before + 1, { before, during });
    const busy = await instanceOf(site);
    const change = await account.call("ModifyImagesAttributes", { imageIds: [imageId], imageDescription: "too early" });
    verdicts.judge("G28", change.code === "INVALID_IMAGE_STATUS", change);
    await untilMade(site, imageId);
    const renamed = await account.call("ModifyImagesAttributes", { imageIds: [imageId], imageName: `${mark}-new` });
    verdicts.judge("G46", renamed.code === undefined, renamed);
    const idle = await instanceOf(site);
    const states = [busy["instanceStatus"], idle["instanceStatus"]];
    verdicts.judge("G22", states.join() === "IMAGING,STOPPED", states);
    const stop = await account.call("StopInstances", { instanceIds: [instanceId], forceShutdown: false });
    verdicts.judge("G35", stop.status === 403 && stop.code === "OPERATION_DENIED_INSTANCE_NOT_RUNNING", stop);
  });
  await changeIt(site, imageId, verdicts);
  await listIt(site, imageId, verdicts);
  await verdicts.probe(["G25"], async () => {
    const second = await account.call("CreateImage", { instanceId, imageName: mark });
    verdicts.judge("G25", second.code === undefined, second);
    if (second.code === undefined) await untilMade(site, second.response["imageId"] as string);
  });
  await deleteIt(site, imageId, verdicts);
}

async function changeIt(site: Site, imageId: string, verdicts: Verdicts): Promise<void> {
  const { account } = site;
  await verdicts.probe(["G29", "G30"], async () => {
    await account.must("ModifyImagesAttributes", { imageIds: [imageId], imageDescription: "described" });
    const nothing = await account.call("ModifyImagesAttributes", { imageIds: [imageId] });
    const kept = (await find(site, imageId))?.["imageDescription"];
    verdicts.judge("G29", nothing.code === undefined && kept === "described", { nothing, kept });
    await account.must("ModifyImagesAttributes", { imageIds: [imageId], imageDescription: "" });
    const cleared = (await find(site, imageId))?.["imageDescription"];
    verdicts.judge("G30", cleared === null, { cleared });
  });
}

async function listIt(site: Site, imageId: string, verdicts: Verdicts): Promise<void> {
  const { account, zoneId, mark } = site;
  await verdicts.probe(["G13", "G15", "G24"], async () => {
    const half = await account.list("DescribeImages", { zoneId, imageName: mark.slice(0, -3) });
    verdicts.judge("G13", half.length === 0, half);
    const [first] = await account.list("DescribeImages", { zoneId, pageNum: 1, pageSize: 1 });
    verdicts.judge("G15", first?.["imageId"] === imageId, first);
    const source = (await instanceOf(site))["imageId"];
    const [system] = await account.list("DescribeImages", { zoneId, imageIds: [source] });
    const image = await find(site, imageId);
    const fields = ["osType", "category", "imageVersion"];
    verdicts.judge("G24", !!system && fields.every((field) => image?.[field] === system[field]), { image, system });
  });
}

async function deleteIt(site: Site, imageId: string, verdicts: Verdicts): Promise<void> {
  const { account } = site;
  await verdicts.probe(["G26", "G31"], async () => {
    const both = await account.call("DeleteImages", { imageIds: [imageId, "img-no-such-image"] });
    const isThere = (await find(site, imageId)) !== undefined;
    verdicts.judge("G26", both.code === "INVALID_IMAGE_NOT_FOUND" && isThere, { both, isThere });
    if (isThere) await account.must("DeleteImages", { imageIds: [imageId] });
    const listed = await find(site, imageId);
    verdicts.judge("G31", listed === undefined, listed);
  });
}

/** Deletes every image that bears the mark, once it is no longer being made. @returns how many there were */
export async function cleanUp(site: Site): Promise<number> {
  const marked = (await imagesOf(site)).filter(({ imageName }) => String(imageName).startsWith(site.mark));
  for (const { imageId } of marked) {
    await untilMade(site, String(imageId));
    await site.account.must("DeleteImages", { imageIds: [imageId] });
  }
  return marked.length;
}

async function make({ account, instanceId, mark }: Site): Promise<string> {
  return (await account.must("CreateImage", { instanceId, imageName: mark }))["imageId"] as string;
}

async function untilMade(site: Site, imageId: string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; ;) {
    const image = await find(site, imageId);
    if (image && image["imageStatus"] !== "CREATING") return;
    if (Date.now() > until) throw new Error(`image ${imageId} was not made within an hour`);
    await delay((site.lookEverySeconds ?? LOOK_EVERY_S) * 1000);
  }
}

const imagesOf = ({ account, zoneId }: Site): Promise<Json[]> =>
  account.list("DescribeImages", { zoneId, imageType: "CUSTOM_IMAGE", pageNum: 1, pageSize: 1000 });

async function find(site: Site, imageId: string): Promise<Json | undefined> {
  return (await imagesOf(site)).find((image) => image["imageId"] === imageId);
}

async function instanceOf({ account, instanceId }: Site): Promise<Json> {
  const [instance] = await account.list("DescribeInstances", { instanceIds: [instanceId] });
  if (!instance) throw new Error(`there is no instance ${instanceId}`);
  return instance;
}

async function countIn(account: LiveAccount, zoneId: string): Promise<number> {
  const quotas = (await account.must("DescribeImageQuota", { zoneIds: [zoneId] }))["images"] as Json[];
  if (!quotas[0]) throw new Error(`zone ${zoneId} holds no custom images`);
  return Number(quotas[0]["count"]);
}
