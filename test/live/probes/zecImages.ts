import type { Json } from "../account";
import type { Verdicts } from "../verdicts";
import type { ZecAccount } from "../zecAccount";

/** Tags of the probes. They stay in the account's list of tags, and are the same in every run. */
const TAG_KEY = "pulumi-zenlayer-live";
const OTHER_TAG_KEY = "pulumi-zenlayer-live-2";

/** Where the image is created, and regions it can and cannot be copied to. */
interface Places {
  zoneId: string;
  source: string;
  target?: string;
  acrossBorder?: string;
}

/** Tests the guesses about the life of an image of zec, with one image and one copy. */
export async function probeZecImages(account: ZecAccount, verdicts: Verdicts): Promise<void> {
  const places = await findPlaces(account);
  const instance = await account.instance();
  const imageId = await account.createImage();
  await probeCreation(account, { imageId, source: places.source }, verdicts);
  await probeFields(account, { imageId, instance, zoneId: places.zoneId }, verdicts);
  await probeLabels(account, imageId, verdicts);
  await probeCopies(account, imageId, places, verdicts);
  await probeDeletion(account, imageId, verdicts);
  await verdicts.probe(["Z2", "Z17", "Z25", "Z29"], () => {
    throw new Error("It takes a full account, a copy that fails, or an instance that hangs.");
  });
}

async function findPlaces(account: ZecAccount): Promise<Places> {
  const { zoneId } = (await account.instance()) as { zoneId: string };
  const { zoneSet } = (await account.callOrThrow("DescribeZones")) as { zoneSet: Json[] };
  const own = zoneSet.find((zone) => zone["zoneId"] === zoneId);
  if (!own) throw new Error(`zone ${zoneId} was not found`);
  const isMainland = (zone: Json): boolean => zone["countryCode"] === "CN";
  const others = zoneSet.filter((zone) => zone["regionId"] !== own["regionId"]);
  const regionWhere = (matches: (zone: Json) => boolean) => others.find(matches)?.["regionId"] as string | undefined;
  return {
    zoneId,
    source: own["regionId"] as string,
    target: regionWhere((zone) => isMainland(zone) === isMainland(own)),
    acrossBorder: regionWhere((zone) => isMainland(zone) !== isMainland(own)),
  };
}

async function probeCreation(
  account: ZecAccount,
  { imageId, source }: { imageId: string; source: string },
  verdicts: Verdicts,
): Promise<void> {
  await verdicts.probe(["Z1", "Z4", "Z5", "Z6", "Z7", "Z10", "Z11", "Z13"], async () => {
    verdicts.record("Z1", /^image-\w{8}$/.test(imageId), imageId);
    const { instanceId, prefix } = account;
    const fresh = await account.findImage(imageId);
    const imaging = await account.instance();
    const second = await account.zec("CreateImage", { instanceId, imageName: prefix });
    verdicts.record("Z4", second.code === "OPERATION_DENIED_INSTANCE_IN_OPERATION", second);
    const stop = await account.zec("StopInstances", { instanceIds: [instanceId], forceShutdown: false });
    const early = await account.zec("DeleteImages", { imageIds: [imageId] });
    const listed = (early.response["imageIds"] as unknown[] | undefined)?.includes(imageId) === true;
    verdicts.record("Z10", early.code === undefined && listed, early);
    verdicts.record("Z11", early.code !== undefined || listed, early);
    const renamed = await account.zec("ModifyImagesAttributes", { imageIds: [imageId], imageName: `${prefix}-new` });
    verdicts.record("Z13", renamed.code === undefined, renamed);
    const image = await account.waitUntilStable(imageId);
    verdicts.record("Z7", image?.["imageStatus"] === "AVAILABLE", image ?? "gone");
    const [before, after] = [fresh?.["regionIdList"] ?? [], image?.["regionIdList"]];
    const isEmptyThenSource = JSON.stringify([before, after]) === JSON.stringify([[], [source]]);
    verdicts.record("Z6", fresh?.["imageStatus"] === "CREATING" && isEmptyThenSource, { fresh, image });
    const states = [imaging["status"], (await account.instance())["status"]];
    const isRefused = stop.code === "OPERATION_DENIED_INSTANCE_NOT_RUNNING";
    verdicts.record("Z5", isRefused && states.join() === "IMAGING,STOPPED", { states, stop });
  });
}

async function probeFields(
  account: ZecAccount,
  { imageId, instance, zoneId }: { imageId: string; instance: Json; zoneId: string },
  verdicts: Verdicts,
): Promise<void> {
  await verdicts.probe(["Z8", "Z26", "Z28"], async () => {
    const image = await account.findImage(imageId);
    const { diskSize } = instance["systemDisk"] as { diskSize: number };
    const [source] = await account.list("DescribeImages", { zoneId, imageIds: [instance["imageId"]] });
    const isSame = ["osType", "category", "imageVersion"].every((field) => image?.[field] === source?.[field]);
    const isSized = image?.["minDiskSize"] === diskSize && Number(image["imageSize"]) === diskSize;
    verdicts.record("Z26", isSame && isSized, { image, source, diskSize });
    const part = account.prefix.slice(1).toUpperCase();
    const fuzzy = await account.list("DescribeCustomImages", { imageName: part });
    const none = await account.list("DescribeCustomImages", { imageIds: ["image-no-such"] });
    const newest = await account.list("DescribeCustomImages", { pageNum: 1, pageSize: 1 });
    const isFound = [fuzzy, newest].every((images) => images[0]?.["imageId"] === imageId);
    verdicts.record("Z8", isFound && none.length === 0, { fuzzy, none, newest });
    const usable = await account.list("DescribeImages", { zoneId, imageIds: [imageId] });
    verdicts.record("Z28", usable.length === 1, usable);
  });
}

async function probeLabels(account: ZecAccount, imageId: string, verdicts: Verdicts): Promise<void> {
  const tagsNow = async (): Promise<unknown> => (await account.findImage(imageId))?.["tags"];
  const modify = (params: Json) => account.zrm("ModifyResourceTags", { resourceUuid: imageId, ...params });
  await verdicts.probe(["Z20", "Z21", "Z23"], async () => {
    const tags = [TAG_KEY, OTHER_TAG_KEY].map((key) => ({ key, value: "1" }));
    const added = await modify({ replaceTags: tags });
    const shown = await tagsNow();
    verdicts.record("Z23", added.code === undefined && hasTags(shown, "1", "1"), { added, shown });
    const changed = await modify({ replaceTags: [{ key: TAG_KEY, value: "2" }] });
    const shownLater = await tagsNow();
    const bound = await account.zrm("TagBindResources", { tag: tags[0], resourceUuids: [imageId] });
    const isSet = changed.code === undefined && hasTags(shownLater, "2", "1");
    verdicts.record("Z20", isSet && bound.code === "INVALID_RESOURCE_CAN_NOT_BOUND", { changed, shownLater, bound });
    await modify({ deleteTagKeys: [TAG_KEY, OTHER_TAG_KEY] });
    const none = await tagsNow();
    verdicts.record("Z21", JSON.stringify(none) === '{"tags":[]}', none);
  });
  await verdicts.probe(["Z22"], async () => {
    const move = { resources: [imageId], resourceGroupId: "no-such-group" };
    const moved = await account.user("AddResourceResourceGroup", move);
    const { response } = await account.user("DescribeResourceGroups", {});
    const [first] = (response["resourceGroups"] as Json[] | undefined) ?? [];
    const group = (await account.findImage(imageId))?.["resourceGroupId"];
    const isGuessed = moved.status === 404 && moved.code === "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND";
    verdicts.record("Z22", isGuessed && group === first?.["resourceGroupId"], { moved, first, group });
  });
}

/** Whether the probes' tags have these values. */
function hasTags(shown: unknown, ...values: string[]): boolean {
  const tags = (shown as { tags?: { key: string; value: string }[] } | null)?.tags ?? [];
  return [TAG_KEY, OTHER_TAG_KEY].every((key, index) =>
    tags.some((tag) => tag.key === key && tag.value === values[index]),
  );
}

async function probeCopies(
  account: ZecAccount,
  imageId: string,
  { source, target, acrossBorder }: Places,
  verdicts: Verdicts,
): Promise<void> {
  await verdicts.probe(["Z14", "Z15"], async () => {
    const unknown = await account.zec("CopyImage", { imageId, regionIdList: ["no-such-region"] });
    verdicts.record("Z14", unknown.status === 404 && unknown.code === "INVALID_REGION_NOT_FOUND", unknown);
    if (acrossBorder === undefined) throw new Error("no region on the other side of the border");
    const refused = await account.zec("CopyImage", { imageId, regionIdList: [acrossBorder] });
    verdicts.record("Z15", refused.status === 400 && refused.code === "INVALID_PARAMETER_VALUE", refused);
    await account.waitUntilStable(imageId);
  });
  await verdicts.probe(["Z14", "Z16", "Z18", "Z19", "Z30"], async () => {
    if (target === undefined) throw new Error("no other region to copy to");
    await account.callOrThrow("CopyImage", { imageId, regionIdList: [target] });
    const again = await account.zec("CopyImage", { imageId, regionIdList: [target] });
    verdicts.record("Z14", again.status === 400 && again.code === "INVALID_IMAGE_STATUS", again);
    const syncing = await account.findImage(imageId);
    const inTarget = await account.list("DescribeCustomImages", { regionId: target, imageIds: [imageId] });
    verdicts.record("Z18", inTarget.length === 1, inTarget);
    const [progress] = await account.list("DescribeImageCopyProgress", { imageId });
    const stages = ["PREPARING", "TRANSFERRING"];
    const isShown = progress?.["destRegionId"] === target && stages.includes(String(progress["syncStage"]));
    verdicts.record("Z30", isShown, progress ?? "nothing listed");
    const copied = await account.waitUntilStable(imageId);
    const regions = (copied?.["regionIdList"] as string[] | undefined) ?? [];
    const isThere = regions.includes(source) && regions.includes(target);
    verdicts.record("Z16", syncing?.["imageStatus"] === "SYNCING" && isThere, { syncing, copied });
    await probeRemoval(account, imageId, { source, target }, verdicts);
  });
}

async function probeRemoval(
  account: ZecAccount,
  imageId: string,
  { source, target }: { source: string; target: string },
  verdicts: Verdicts,
): Promise<void> {
  const removed = await account.zec("DeleteImageCopy", { imageId, regionIds: [source] });
  const during = (await account.findImage(imageId))?.["imageStatus"];
  const image = await account.waitUntilStable(imageId);
  const isGone = JSON.stringify(image?.["regionIdList"]) === JSON.stringify([target]);
  const last = await account.zec("DeleteImageCopy", { imageId, regionIds: [target] });
  const isKept = last.status === 400 && last.code === "INVALID_PARAMETER_VALUE";
  const isGuessed = removed.code === undefined && during === "PROCESSING" && isGone && isKept;
  verdicts.record("Z19", isGuessed, { removed, during, image, last });
}

async function probeDeletion(account: ZecAccount, imageId: string, verdicts: Verdicts): Promise<void> {
  await verdicts.probe(["Z11", "Z12"], async () => {
    await account.waitUntilStable(imageId);
    const deleted = await account.zec("DeleteImages", { imageIds: [imageId] });
    const failed = (deleted.response["imageIds"] as unknown[] | undefined) ?? [];
    verdicts.record("Z11", deleted.code === undefined && failed.length === 0, deleted);
    const during = (await account.findImage(imageId))?.["imageStatus"];
    const after = await account.waitUntilStable(imageId);
    const isGuessed = (during === undefined || during === "DELETING") && after === undefined;
    verdicts.record("Z12", isGuessed, { during, after });
  });
}
